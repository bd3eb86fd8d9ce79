"""The OpenAPI document as its page shows it: sections of operations, and the types that they speak of."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class TypeName:
    """How a type is written: its words, and the described type that they lead to."""

    words: str
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a type, or a parameter."""

    name: str
    type: TypeName
    is_required: bool
    description: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class OperationCard:
    """One operation."""

    id: str
    verb: str
    path: str
    summary: str
    description: str
    parameters: list[FieldLine]
    body: TypeName | None
    answers: list[tuple[str, str, TypeName]]


@dataclass(frozen=True, slots=True)
class Described:
    """A type with its fields, or with its values in the description."""

    name: str
    description: str
    fields: list[FieldLine]


def sections_of(document: Json) -> dict[str, list[OperationCard]]:
    """Return the operations by section, in the order of their paths."""
    sections: dict[str, list[OperationCard]] = {}
    base = document["servers"][0]["url"]
    for path, verbs in document["paths"].items():
        for verb, spec in verbs.items():
            sections.setdefault(spec["tags"][0], []).append(_card(verb, base + path, spec))
    return sections


def types_of(document: Json) -> list[Described]:
    """Return the types by name, but for those of query strings: their parameters are told already."""
    types = []
    for name, schema in sorted(document["components"]["schemas"].items()):
        if not name.endswith("Query"):
            required = schema.get("required", ())
            fields = [_field(field, inner, field in required) for field, inner in schema.get("properties", {}).items()]
            types.append(Described(name, schema.get("description", ""), fields))
    return types


def _card(verb: str, path: str, spec: Json) -> OperationCard:
    parameters = [
        _field(row["name"], {"description": row.get("description", ""), **row["schema"]}, row["required"], row["in"])
        for row in spec["parameters"]
    ]
    answers = [
        (status, answer["description"], type_name(next(iter(answer["content"].values()))["schema"]))
        for status, answer in spec["responses"].items()
    ]
    body = spec.get("requestBody")
    return OperationCard(
        id=spec["operationId"],
        verb=verb.upper(),
        path=path,
        summary=spec["summary"],
        description=spec["description"],
        parameters=parameters,
        body=type_name(body["content"]["application/json"]["schema"]) if body else None,
        answers=answers,
    )


def _field(name: str, schema: Json, is_required: bool, place: str = "") -> FieldLine:
    return FieldLine(name, type_name(schema), is_required, schema.get("description", ""), place)


def type_name(schema: Json) -> TypeName:
    """Return how a schema is written in one line."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        return TypeName(name, name)
    if "anyOf" in schema:
        parts = [type_name(part) for part in schema["anyOf"]]
        return TypeName(" | ".join(part.words for part in parts), _first_lead(parts))
    if "enum" in schema:
        return TypeName(" | ".join(map(str, schema["enum"])))
    if schema.get("type") == "array":
        inner = type_name(schema.get("items", {}))
        return TypeName(f"{inner.words}[]{_limits(schema)}", inner.leads_to)
    return TypeName(f"{schema.get('format') or schema.get('type', 'object')}{_limits(schema)}")


def _first_lead(parts: list[TypeName]) -> str:
    return next((part.leads_to for part in parts if part.leads_to), "")


def _limits(schema: Json) -> str:
    low = schema.get("minimum", schema.get("minLength", schema.get("minItems")))
    high = schema.get("maximum", schema.get("maxLength", schema.get("maxItems")))
    if low is None and high is None:
        return ""
    return f" {'' if low is None else low}–{'' if high is None else high}"
