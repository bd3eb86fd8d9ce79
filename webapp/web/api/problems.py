"""Problem details (RFC 9457): how the API says no, in the caller's language."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

import structlog
from flask import Response, g, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from webapp.models.kernel.constraints import Limits, limits_of
from webapp.services.kernel.errors import DomainError, InputRefused, Remark, StaleEdit, VerificationOpen
from webapp.web.api.words import JSON_WORDS
from webapp.web.kernel.db import is_away, undo
from webapp.web.kernel.refusals import complaint_code, complaint_text, has_sentence, waiting, wording

T = TypeVar("T", bound=BaseModel)

MEDIA_TYPE = "application/problem+json"
MEASURED: Final = frozenset(
    {"greater_than_equal", "less_than_equal", "whole_number", "int_type", "int_from_float", "int_parsing_size"}
)
OPEN: Final = Limits()
log = structlog.get_logger()

TITLES: dict[int, tuple[str, LazyString]] = {
    400: ("bad_request", _l("请求无法读取")),
    401: ("unauthorised", _l("需要令牌")),
    403: ("forbidden", _l("没有权限")),
    404: ("not_found", _l("没有找到")),
    405: ("method_not_allowed", _l("此地址不支持这种请求方法")),
    409: ("refused", _l("现在不能这样做")),
    412: ("stale_edit", _l("内容已被他人修改")),
    413: ("too_large", _l("请求过大")),
    415: ("unsupported_media_type", _l("请求体应为 application/json")),
    422: ("input_refused", _l("内容需要修改")),
    428: ("precondition_required", _l("缺少 If-Match")),
    429: ("too_many_requests", _l("请求过于频繁")),
    500: ("unexpected_error", _l("服务出错")),
    503: ("unavailable", _l("服务暂时不可用")),
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class Problem(BaseModel):
    """Why a request was refused."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    reference: str
    errors: list[FieldProblem]


class Misfit(Exception):
    """Input that its type refuses, together with the type: its limits tell what would do."""

    def __init__(self, kind: type[BaseModel], error: ValidationError) -> None:
        """Remember the type and what it complains of."""
        super().__init__(kind.__name__)
        self.kind = kind
        self.error = error


def fitting(kind: type[T], check: Callable[[], T]) -> T:
    """Return what the check makes of input of this type; what the type refuses is told with its limits."""
    try:
        return check()
    except ValidationError as error:
        raise Misfit(kind, error) from None


class ApiProblem(Exception):
    """A refusal of the API itself, with headers that help to do better."""

    def __init__(self, status: int, code: str = "", *, headers: Mapping[str, str] | None = None, **facts: Any) -> None:
        """Remember the status, the code of the sentence, its facts and the headers."""
        super().__init__(code)
        self.status = status
        self.code = code or TITLES[status][0]
        self.facts = facts
        self.headers = dict(headers or {})


def answer(
    status: int,
    code: str = "",
    detail: str = "",
    *,
    errors: Iterable[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as a response; whatever the request had begun is undone."""
    undo()
    usual, title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    problem = Problem(
        type="about:blank",
        title=str(title),
        status=status,
        detail=detail or wording(code if has_sentence(code) else usual),
        code=code or usual,
        reference=g.get("reference", ""),
        errors=list(errors),
    )
    body = json.dumps(problem.model_dump(), ensure_ascii=False)
    return Response(body, status, dict(headers or {}), mimetype=MEDIA_TYPE)


def of_api(error: ApiProblem) -> Response:
    """Answer a refusal of the API itself."""
    return answer(error.status, error.code, wording(error.code, **error.facts), headers=error.headers)


def of_domain(error: DomainError) -> Response:
    """Answer a refusal of the domain; what concerns fields is told field by field."""
    if isinstance(error, StaleEdit):
        stands = error.facts.get("stands")
        return answer(412, error.code, headers={"ETag": f'"{stands}"'} if stands is not None else None)
    remarks = error.remarks if isinstance(error, InputRefused | VerificationOpen) else []
    sentence = wording(error.code if has_sentence(error.code) else "input_refused", **error.facts)
    complaints = [_of_remark(remark) for remark in remarks]
    return answer(error.status, error.code, sentence, errors=complaints, headers=waiting(error))


def of_validation(error: ValidationError) -> Response:
    """Answer a parameter that is refused outside its type."""
    return _of_complaints(error, {})


def of_misfit(misfit: Misfit) -> Response:
    """Answer input that its type refuses."""
    return _of_complaints(misfit.error, limits_of(misfit.kind))


def _of_complaints(error: ValidationError, limits: Mapping[str, Limits]) -> Response:
    details = [dict(detail) for detail in error.errors(include_url=False, include_input=False)]
    if any(detail["type"] == "json_invalid" for detail in details):
        return answer(400, "json_unreadable")
    return answer(422, "input_refused", errors=[_of_complaint(detail, limits) for detail in details])


def of_http(error: HTTPException) -> Response:
    """Answer an HTTP error with its own headers, Allow and Retry-After among them."""
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if not name.lower().startswith("content-")}
    return answer(status, headers=headers)


def of_data(error: DataError) -> Response:
    """Answer what a column cannot hold and no check of ours has found."""
    log.warning("data_refused", error=type(error.orig).__name__)
    return answer(400)


def of_depth(_error: RecursionError) -> Response:
    """Answer a body that is nested beyond reading."""
    return answer(400, "json_unreadable")


def of_surprise(error: Exception) -> Response:
    """Answer that nothing can be read or stored at present; or a fault of ours: logged, told without the inside."""
    if is_away(error):
        log.warning("database_unavailable", error=type(getattr(error, "orig", None) or error).__name__)
        return answer(503, headers={"Retry-After": "5"})
    log.error("unexpected_error", error=type(error).__name__, path=request.path, exc_info=error)
    return answer(500)


def _of_remark(remark: Remark) -> FieldProblem:
    return FieldProblem(field=remark.field, code=remark.code, detail=wording(remark.code, **remark.facts))


def _of_complaint(detail: dict[str, Any], limits: Mapping[str, Limits]) -> FieldProblem:
    kind, facts, loc = str(detail["type"]), detail.get("ctx") or {}, detail["loc"]
    code, values = complaint_code(kind, facts)
    place = ".".join(str(part) for part in loc) or values.get("field", "")
    sentence = _in_json(kind, facts) or complaint_text(kind, facts)
    said = limits.get(str(loc[0]), OPEN) if len(loc) == 1 else OPEN
    if kind in MEASURED and said.most:
        sentence = _(
            "%(complaint)s，应在 %(least)s 至 %(most)s 之间", complaint=sentence, least=said.least, most=said.most
        )
    return FieldProblem(field=place, code=code if kind == "value_error" else kind, detail=sentence)


def _in_json(kind: str, facts: Mapping[str, Any]) -> str:
    """Return what is expected where a page offers something to click and the API does not; blank for all else."""
    sentence = JSON_WORDS.get(kind)
    if sentence is None:
        return ""
    offered = [option.strip("'") for option in re.split(r", | or ", str(facts.get("expected", "")))]
    return str(sentence) % {**facts, "expected": _("、").join(offered)}
