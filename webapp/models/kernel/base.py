"""What every table shares: naming of constraints, keys, times and enum columns."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from webapp.clock import now

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def enum_field(kind: type[StrEnum], *, nullable: bool = False, index: bool = False, **options: Any) -> Any:
    """Describe a column that stores an enum by its value, held to the list by a CHECK."""
    name = "".join("_" + c.lower() if c.isupper() else c for c in kind.__name__).lstrip("_")
    column = sa.Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
    )
    return Field(sa_type=column, nullable=nullable, index=index, **options)


def json_field(default: Any, **options: Any) -> Any:
    """Describe a column of plain JSON: `default` is a callable such as `list` or `dict`."""
    return Field(default_factory=default, sa_type=sa.JSON, nullable=False, **options)


class Keyed(SQLModel):
    """A row with a random key made in Python."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)


class Timed(SQLModel):
    """A row that knows when it was made and last changed."""

    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now, sa_column_kwargs={"onupdate": now})


class Sourced(SQLModel):
    """A row that knows where it comes from, and which of its values stand in for figures that nobody has given."""

    demo_fields: list[str] = json_field(list)
    source: str = Field(default="", max_length=200)

    def is_demo(self, name: str) -> bool:
        """Tell whether the field holds a demonstration value."""
        return name in self.demo_fields
