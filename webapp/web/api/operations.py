"""Operations of the API: what a route takes and gives, said once, checked at each call, and printed in the document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from pydantic import BaseModel

from webapp.models.accounts.enums import TokenScope
from webapp.web.api.preconditions import etag, read_precondition
from webapp.web.api.problems import ApiProblem, fitting
from webapp.web.api.queries import read_query
from webapp.web.api.repeats import once_only

B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and gives."""

    summary: LazyString
    answer: type[BaseModel]
    status: int = 200
    scope: TokenScope = TokenScope.READ
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    repeatable: bool = False  # takes an Idempotency-Key
    conditional: bool = False  # demands an If-Match
    versioned: bool = False  # answers with an ETag
    refusals: frozenset[int] = frozenset()
    may_lack_body: bool = False  # nothing sent is an empty body


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view found or made: its content, and what the headers tell of it."""

    content: BaseModel
    version: int | None = None
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def operation(
    summary: LazyString,
    *,
    answer: type[BaseModel],
    status: int = 200,
    scope: TokenScope = TokenScope.READ,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    repeatable: bool = False,
    conditional: bool = False,
    versioned: bool = False,
    refusals: frozenset[int] = frozenset(),
    prepares: Callable[..., Any] | None = None,
    may_lack_body: bool = False,
) -> Callable[[Callable[..., Answer]], Callable[..., ResponseReturnValue]]:
    """Read what the operation takes, call the view with it, and answer with what it returns.

    The view is given `query`, `body` and `if_match` where the operation has them, and as `prepared` what `prepares`
    makes of its arguments before anything is written. Worn innermost.
    """
    versioned = versioned or conditional
    said = Operation(
        summary, answer, status, scope, body, query, repeatable, conditional, versioned, refusals, may_lack_body
    )

    def decorate(view: Callable[..., Answer]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def answering(**arguments: Any) -> ResponseReturnValue:
            prepared = {"prepared": prepares(**arguments)} if prepares is not None else {}
            if conditional:
                arguments["if_match"] = read_precondition()
            read = read_query(query) if query is not None else None
            if read is not None:
                arguments["query"] = read
            is_empty = may_lack_body and not request.get_data()
            sent = (body() if is_empty else read_body(body)) if body is not None else None
            if sent is not None:
                arguments["body"] = sent

            def make() -> Response:
                return _respond(view(**arguments, **prepared), status)

            return once_only(sent, make) if repeatable else make()

        answering.operation = said  # type: ignore[attr-defined]
        return answering

    return decorate


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """Return what a view's operation says, if it is one."""
    declaration: Operation | None = getattr(view, "operation", None)
    return declaration


def read_body(kind: type[B]) -> B:
    """Return the JSON body as its type; refuse other media types, and what the type refuses."""
    if not request.is_json:
        raise ApiProblem(415)
    return fitting(kind, lambda: kind.model_validate_json(request.get_data()))


def _respond(answer: Answer, status: int) -> Response:
    response = Response(answer.content.model_dump_json(exclude_unset=True), status, mimetype="application/json")
    response.headers.update(answer.headers)
    if answer.version is not None:
        response.headers["ETag"] = etag(answer.version)
    if answer.location and status == 201:
        response.headers["Location"] = answer.location
    return response
