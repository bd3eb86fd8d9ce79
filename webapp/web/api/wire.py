"""JSON as it travels: types made out of the input types, so that no field and no limit is written twice."""

import types
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from webapp.models.kernel.typed import Line, Text
from webapp.web.api.problems import fitting

T = TypeVar("T", bound=BaseModel)

STRICT = ConfigDict(extra="forbid", strict=True)
CONFIDENTIAL = ("pay_min", "pay_max", "contact_name", "contact_phone", "visibility")
LABELS: dict[str, Mapping[str, Any]] = {}  # name of a type → what its fields are called


class Shown(BaseModel):
    """Something as the API shows it; what is withheld from the asker is left out."""

    model_config = ConfigDict(from_attributes=True)


class WithdrawBody(BaseModel):
    """Why a post is taken back: needed once a round has kept it."""

    model_config = STRICT

    reason: Text = Field(default="", max_length=300)


class Party(Shown):
    """An organisation as other things name it."""

    id: UUID
    name: str


class Kept(Shown):
    """What every post tells of itself."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    demo_fields: list[str]
    source: str


def body_of(
    kind: type[BaseModel],
    name: str,
    *,
    labels: Mapping[str, Any],
    partial: bool = False,
    besides: Mapping[str, Any] | None = None,
) -> type[BaseModel]:
    """Return the type of a request's body: JSON types are taken exactly, unknown fields are refused.

    The values go through the input type itself afterwards. A partial body may leave every field out.
    """
    fields: dict[str, Any] = {}
    for field, info in kind.model_fields.items():
        default = None if partial else info.get_default(call_default_factory=True) if not info.is_required() else ...
        fields[field] = (_typed(info, with_limits=True), default)
    LABELS[name] = labels
    made: type[BaseModel] = create_model(name, __config__=STRICT, __doc__=kind.__doc__, **fields, **dict(besides or {}))
    return made


def shown_of(
    kind: type[BaseModel],
    name: str,
    *,
    labels: Mapping[str, Any],
    base: type[Shown] = Kept,
    besides: Mapping[str, Any] | None = None,
) -> type[BaseModel]:
    """Return the type of an answer: the input type's fields without limits; what may be withheld is optional."""
    fields: dict[str, Any] = {}
    for field, info in kind.model_fields.items():
        typed = _typed(info, with_limits=False)
        fields[field] = (typed | None, None) if field in CONFIDENTIAL else (typed, ...)
    LABELS[name] = labels
    document = f"{name} as stored."
    made: type[BaseModel] = create_model(name, __base__=base, __doc__=document, **{**fields, **(besides or {})})
    return made


def page_of(item_type: type[BaseModel]) -> type[BaseModel]:
    """Return the type of a page of a list."""
    made: type[BaseModel] = create_model(
        f"{item_type.__name__}Page",
        __base__=Shown,
        __doc__="A page of a list; `next` is the cursor of the following one.",
        items=(list[item_type], ...),  # type: ignore[valid-type]
        next=(str | None, ...),
    )
    return made


def into(kind: type[T], body: BaseModel, *, over: Mapping[str, Any] | None = None, without: Iterable[str] = ()) -> T:
    """Return the body as checked input, laid over what stands where it is partial."""
    sent = body.model_dump(mode="json", exclude_unset=True, exclude=set(without))
    return fitting(kind, lambda: kind.model_validate({**(over or {}), **sent}))


def visible(values: Mapping[str, Any], *, inside: bool) -> dict[str, Any]:
    """Return the values without what only the owner and coordinators see."""
    return {name: value for name, value in values.items() if inside or name not in CONFIDENTIAL}


def _typed(info: FieldInfo, *, with_limits: bool) -> Any:
    plain = _plain(info.annotation)
    limits = [limit for limit in info.metadata if not isinstance(limit, BeforeValidator | AfterValidator)]
    for limit in limits if with_limits else ():
        plain = Annotated[plain, limit]
    return plain


def _plain(annotation: Any) -> Any:
    """Return the type without what mends typed-in text: JSON has types of its own."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        plain = _plain(inner[0])
        for extra in inner[1:]:
            if not isinstance(extra, BeforeValidator | AfterValidator | FieldInfo):
                plain = Annotated[plain, extra]
        return plain
    if origin in (Union, types.UnionType):
        return Union[tuple(_plain(part) for part in inner)]  # noqa: UP007  (made at run time)
    if origin is list:
        return list[_plain(inner[0])]  # type: ignore[misc]
    return annotation


Explanations = Annotated[
    dict[Annotated[Line, Field(max_length=40)], Annotated[Text, Field(max_length=200)]], Field(max_length=10)
]
