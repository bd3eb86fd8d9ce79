"""Figures of the rules of the state that an administrator keeps."""

from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class RuleParameter(SQLModel, table=True):
    """A limit that somebody has set; what is not stored stands as the platform came with it."""

    __tablename__: ClassVar[str] = "rule_parameter"

    key: str = Field(primary_key=True, max_length=40)
    value: float
    source: str = Field(default="", max_length=200)
    severity: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})  # empty: as it came
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
