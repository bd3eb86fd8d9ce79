"""What is wrong with the cells of a list: remarks as the rules of the pages make them, and the row that each is of."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from webapp.services.kernel.errors import Remark


@dataclass(frozen=True, slots=True)
class CellComplaint(Remark):
    """What is wrong with one cell: its column is the field, or empty where the whole row or file is meant."""

    row: int = dataclasses.field(kw_only=True)  # as the file numbers it: 1 is its first line


def remarks_of(error: ValidationError) -> Iterator[Remark]:
    """Yield what an input type complains of, with facts that can be kept as JSON; no field where the whole is meant."""
    for details in error.errors():
        context, code = details.get("ctx") or {}, details["type"]
        if code == "value_error" and "error" in context:
            code = str(context["error"].args[0])  # our own codes come as errors of values: models.kernel.typed.misfit
        facts = {name: value for name, value in context.items() if isinstance(value, str | int | float | list)}
        yield Remark(str(details["loc"][0]) if details["loc"] else "", code, facts)
