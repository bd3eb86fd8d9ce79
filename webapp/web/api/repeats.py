"""The same creation sent again makes nothing new: its Idempotency-Key brings the first answer back."""

import hashlib
import re
from collections.abc import Callable

from flask import Response, request
from pydantic import BaseModel

from webapp.models import ApiAnswer
from webapp.services.kernel.once import claim_answer, keep
from webapp.web.api.problems import ApiProblem
from webapp.web.kernel.db import session
from webapp.web.kernel.identity import actor

HEADER = "Idempotency-Key"
KEY = re.compile(r"[!-~]{1,64}", re.ASCII)
KEPT_HEADERS = ("ETag", "Location")


def once_only(body: BaseModel | None, make: Callable[[], Response]) -> Response:
    """Make the answer, or give the one that the same key with the same request had; without a key, just make it."""
    key = request.headers.get(HEADER)
    if key is None:
        return make()
    if not KEY.fullmatch(key):
        raise ApiProblem(400, "key_unreadable")
    wanted = _fingerprint(body)
    held, is_new = claim_answer(session(), actor(), key, wanted)
    if held is not None and is_new:
        return _kept(held, make())
    if held is None or held.request_hash != wanted:
        raise ApiProblem(422, "key_used_otherwise")
    return Response(
        held.body, held.status, {**held.headers, "Idempotency-Replayed": "true"}, mimetype="application/json"
    )


def _kept(held: ApiAnswer, response: Response) -> Response:
    held.status = response.status_code
    held.body = response.get_data(as_text=True)
    held.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    keep(session(), held)
    return response


def _fingerprint(body: BaseModel | None) -> str:
    content = body.model_dump_json(exclude_unset=True) if body is not None else ""
    return hashlib.sha256(f"{request.method} {request.path}\n{content}".encode()).hexdigest()
