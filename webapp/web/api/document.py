"""The OpenAPI document, read off the routes: their types check the requests, their permissions admit the callers."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from webapp.models.kernel.labels import LabelledEnum
from webapp.models.rounds.enums import AllocationMethod
from webapp.models.seats.enums import AllocationOrigin, AllocationState
from webapp.policies import Permission
from webapp.release import VERSION
from webapp.web.api.operations import Operation, operation_of
from webapp.web.api.problems import MEDIA_TYPE, TITLES, Problem
from webapp.web.api.repeats import HEADER, KEY
from webapp.web.api.wire import LABELS
from webapp.web.api.words import FIELD_WORDS
from webapp.web.kernel.i18n import label

REFERENCE = "#/components/schemas/{model}"
BASE = "/api/v1"
ALWAYS = frozenset({400, 401, 403, 429, 500, 503})
PLACE = re.compile(r"<(?:(?P<converter>[a-z]+)(?:\((?P<options>[^)]*)\))?:)?(?P<name>\w+)>")
# The document has never told what the values of these mean; telling it changes what its readers compare.
UNTOLD: frozenset[type[LabelledEnum]] = frozenset({AllocationMethod, AllocationOrigin, AllocationState})
Json = dict[str, Any]


def document() -> Json:
    """Return the OpenAPI document in the reader's language."""
    routes = list(_routes())
    schemas = _schemas([operation for _rule, _verb, _view, operation in routes])
    paths: dict[str, Json] = {}
    for rule, verb, view, operation in routes:
        address = PLACE.sub(lambda place: f"{{{place['name']}}}", rule.rule.removeprefix(BASE))
        paths.setdefault(address, {})[verb] = _operation(rule, view, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": _("职桥接口"), "version": VERSION, "description": _("说明与示例见 docs/api.md。")},
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": _("在“账号与密码”的“接口令牌”页生成的令牌"),
                }
            },
        },
    }


def _routes() -> Iterator[tuple[Rule, str, Callable[..., Any], Operation]]:
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        view = current_app.view_functions[rule.endpoint]
        operation = operation_of(view)
        if operation is not None:
            verb = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"})).lower()
            yield rule, verb, view, operation


def _schemas(operations: list[Operation]) -> Json:
    wanted: dict[tuple[type[BaseModel], Any], None] = {(Problem, "serialization"): None}
    for operation in operations:
        wanted[(operation.answer, "serialization")] = None
        if operation.body is not None:
            wanted[(operation.body, "validation")] = None
        if operation.query is not None:
            wanted[(operation.query, "validation")] = None
    _references, definitions = models_json_schema(list(wanted), ref_template=REFERENCE)
    schemas: Json = definitions["$defs"]
    enums = {kind.__name__: kind for kind in LabelledEnum.__subclasses__() if kind not in UNTOLD}
    for name, schema in schemas.items():
        _describe_fields(schema, LABELS.get(name, {}))
        if name in enums and "enum" in schema:
            schema["description"] = _("；").join(f"{member.value}: {label(member)}" for member in enums[name])
    return schemas


def _describe_fields(schema: Json, called: Mapping[str, Any]) -> None:
    """Put the reader's words in place of what Python calls things."""
    for field, inner in schema.get("properties", {}).items():
        inner.pop("title", None)
        words = called.get(field) or FIELD_WORDS.get(field)
        if words is not None:
            inner["description"] = str(words)
    schema.pop("title", None)
    schema.pop("description", None)


def _operation(rule: Rule, view: Callable[..., Any], operation: Operation, schemas: Json) -> Json:
    spec: Json = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": str(operation.summary),
        "description": _audience(view, operation),
        "tags": [rule.rule.removeprefix(BASE).split("/")[1]],
        "parameters": [*_places(rule), *_query(operation, schemas), *_headers(operation)],
        "responses": _responses(rule, operation),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": _reference(operation.body)}}
        spec["requestBody"] = {"required": not operation.may_lack_body, "content": content}
    return spec


def _audience(view: Callable[..., Any], operation: Operation) -> str:
    permission = getattr(view, "access", None)
    name = permission.name if isinstance(permission, Permission) else ""
    text: str = _(
        "令牌范围：%(scope)s（%(meaning)s）。权限：%(permission)s，与页面相同。",
        scope=operation.scope.value,
        meaning=label(operation.scope),
        permission=name,
    )
    return text


def _places(rule: Rule) -> Iterator[Json]:
    for place in PLACE.finditer(rule.rule):
        schema: Json = {"type": "string"}
        if place["converter"] == "uuid":
            schema["format"] = "uuid"
        if place["converter"] == "any":
            schema["enum"] = [option.strip() for option in place["options"].split(",")]
        yield {"name": place["name"], "in": "path", "required": True, "schema": schema}


def _query(operation: Operation, schemas: Json) -> Iterator[Json]:
    if operation.query is None:
        return
    for name, schema in schemas[operation.query.__name__]["properties"].items():
        yield {"name": name, "in": "query", "required": False, "schema": _without_null(schema)}


def _without_null(schema: Json) -> Json:
    """Return the schema of a parameter: in a query string nothing is null, a parameter is just not there."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    if len(options) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name not in ("anyOf", "default")}, **options[0]}


def _headers(operation: Operation) -> Iterator[Json]:
    if operation.conditional:
        description = _('读取时得到的 ETag，例如 "3"')
        schema = {"type": "string", "pattern": '^"[0-9]{1,9}"$'}
        yield {"name": "If-Match", "in": "header", "required": True, "description": description, "schema": schema}
    if operation.repeatable:
        description = _("自选的键：同一请求重发得到同一答复，24 小时内有效")
        schema = {"type": "string", "pattern": f"^{KEY.pattern}$"}
        yield {"name": HEADER, "in": "header", "required": False, "description": description, "schema": schema}


def _responses(rule: Rule, operation: Operation) -> Json:
    headers = {}
    if operation.versioned:
        headers["ETag"] = {"schema": {"type": "string"}, "description": _("修改时放进 If-Match")}
    if operation.status == 201:
        headers["Location"] = {"schema": {"type": "string"}, "description": _("新建内容的地址")}
    content = {"application/json": {"schema": _reference(operation.answer)}}
    responses: Json = {str(operation.status): {"description": str(operation.summary), "content": content}}
    if headers:
        responses[str(operation.status)]["headers"] = headers
    for status in sorted(_refusals(rule, operation)):
        problem = {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
        responses[str(status)] = {"description": str(TITLES[status][1]), "content": problem}
    return responses


def _refusals(rule: Rule, operation: Operation) -> set[int]:
    refusals = set(ALWAYS)
    if "<" in rule.rule:
        refusals.add(404)
    if operation.query is not None or operation.body is not None or operation.repeatable:
        refusals.add(422)
    if operation.body is not None:
        refusals |= {413, 415}
    if operation.conditional:
        refusals |= {412, 428, 422}
    if not (rule.methods or set()) & {"GET"}:
        refusals.add(409)
    return refusals


def _reference(model: type[BaseModel]) -> Json:
    return {"$ref": REFERENCE.format(model=model.__name__)}
