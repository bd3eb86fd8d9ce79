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
    stored_answer, is_new = claim_answer(session(), actor(), key, wanted)
    if stored_answer is not None and is_new:
        return _kept(stored_answer, make())
    if stored_answer is None or stored_answer.request_hash != wanted:
        raise ApiProblem(422, "key_used_otherwise")
    return Response(
        stored_answer.body,
        stored_answer.status,
        {**stored_answer.headers, "Idempotency-Replayed": "true"},
        mimetype="application/json",
    )


def _kept(stored_answer: ApiAnswer, response: Response) -> Response:
    stored_answer.status = response.status_code
    stored_answer.body = response.get_data(as_text=True)
    stored_answer.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    keep(session(), stored_answer)
    return response


def _fingerprint(body: BaseModel | None) -> str:
    content = body.model_dump_json(exclude_unset=True) if body is not None else ""
    return hashlib.sha256(f"{request.method} {request.path}\n{content}".encode()).hexdigest()
