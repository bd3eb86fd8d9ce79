"""What somebody who is signed in was refused: told to the record, from where, beside the request."""

from flask import Flask, Response, g, request

from webapp.services.kernel.audit import record_refusal
from webapp.web.kernel.db import note_apart

LONGEST_PATH = 200


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    """Note who was refused: a page that is not theirs, too many requests, or a thing that is not to be seen."""
    person_id = g.get("asked_by")
    kind, key = g.get("concealed") or ("person", person_id)
    refused = response.status_code in (403, 429) or (response.status_code == 404 and "concealed" in g)
    if person_id is not None and refused:
        address, path = request.remote_addr or "", request.path[:LONGEST_PATH]
        note_apart(lambda apart: record_refusal(apart, kind, key, person_id=person_id, address=address, path=path))
    return response
