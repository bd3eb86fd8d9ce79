"""What the library refuses: bad input, named by file, row and column."""

from collections.abc import Sequence


class MatchingError(ValueError):
    """Base of everything that the library refuses."""


class InputError(MatchingError):
    """Input that cannot be read as it should: says where it stands and how to mend it."""

    def __init__(self, what: str, *, file: str = "", row: int = 0, column: str = "") -> None:
        """Know the place (row counts from 1, the header included; 0 for the file as a whole) and the remedy."""
        self.what, self.file, self.row, self.column = what, file, row, column
        super().__init__(f"{file}:{row}:{column}: {what}")


class ManyInputErrors(InputError):
    """All that is wrong with one input or several, in the order in which it stands there."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        """Know every refusal; the first is what the error says of itself."""
        first = errors[0]
        super().__init__(first.what, file=first.file, row=first.row, column=first.column)
        self.errors = tuple(errors)


class PolicyError(MatchingError):
    """Rules that contradict themselves: weights below zero, a threshold outside 0–100."""


class MissingExtra(MatchingError):
    """An optional part that is not installed: says how to install it."""

    def __init__(self, what: str, *, extra: str) -> None:
        """Know what is missing and the extra that brings it."""
        self.extra = extra
        super().__init__(f"{what}; install it with: pip install 'zhiqiao[{extra}]'")


class ClusterError(MatchingError):
    """The cluster that the configuration names cannot be used: nobody answers, or its workers stay away."""


class AllocationError(MatchingError):
    """Seats that cannot be dealt out as asked: pins beyond a capacity, a pair that is pinned and banned."""


class PinError(AllocationError):
    """More seats pinned than one of both posts has left."""

    def __init__(self, demand: int, offering: int, *, seats: int, wanted: int, free: int) -> None:
        """Know the pair by number, the seats pinned, how many people the demand still wants and how many are free."""
        self.demand, self.offering, self.seats, self.wanted, self.free = demand, offering, seats, wanted, free
        super().__init__(
            f"{seats} seats pinned for demand {demand} and offering {offering}, but {wanted} are wanted and {free} free"
        )
