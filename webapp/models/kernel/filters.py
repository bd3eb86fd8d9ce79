"""What lists are narrowed to: a type for each list, its fields named as in the addresses of pages and of the API."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from webapp.models.kernel.typed import Line

Words = Annotated[Line, Field(max_length=60)]
Code = Annotated[Line, Field(max_length=96)]
POINTS = re.compile(r"[0-9]{1,3}", re.ASCII)


def _points(value: Any) -> Any:
    if isinstance(value, str) and not POINTS.fullmatch(value.strip()):
        raise PydanticCustomError("whole_number", "not a whole number")
    return value


Points = Annotated[int, BeforeValidator(_points)]


@dataclass(frozen=True, slots=True)
class Cut:
    """Marks a text of which a page reads no more than so many signs; the API takes all that the type allows."""

    length: int


class Filters(BaseModel):
    """What a list is narrowed to; a field that has its default narrows nothing.

    A page reads them with `asked`, which ignores what does not fit; the API refuses that.
    """

    model_config = ConfigDict(frozen=True)

    @property
    def any(self) -> bool:
        """Tell whether the list is narrowed at all."""
        return self != type(self)()
