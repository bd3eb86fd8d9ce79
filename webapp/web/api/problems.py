"""Problem details (RFC 9457): how the API says no, in the caller's language."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from flask import Response, g, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from webapp.services.kernel.errors import DomainError, InputRefused, Remark, StaleEdit, VerificationOpen
from webapp.web.kernel.db import is_away, undo
from webapp.web.kernel.refusals import complaint_code, complaint_text, has_sentence, waiting, wording

MEDIA_TYPE = "application/problem+json"
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
    """Answer input that its type refuses."""
    details = error.errors(include_url=False, include_input=False)
    if any(detail["type"] == "json_invalid" for detail in details):
        return answer(400, "json_unreadable")
    return answer(422, "input_refused", errors=field_problems(error))


def field_problems(error: ValidationError) -> list[FieldProblem]:
    """Return what an input type complains of, field by field."""
    return [_of_complaint(dict(detail)) for detail in error.errors(include_url=False, include_input=False)]


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


def _of_complaint(detail: dict[str, Any]) -> FieldProblem:
    kind, facts = str(detail["type"]), detail.get("ctx") or {}
    code, values = complaint_code(kind, facts)
    place = ".".join(str(part) for part in detail["loc"]) or values.get("field", "")
    return FieldProblem(field=place, code=code if kind == "value_error" else kind, detail=complaint_text(kind, facts))
