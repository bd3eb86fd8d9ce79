"""Whether compiled loops pay: they need numba, and loading them takes about as long as a small round altogether."""

from importlib.util import find_spec

COMPILED_FROM = 1_000_000  # pairs


def pays_to_compile(demands: int, offerings: int) -> bool:
    """Return whether a round is large enough for compiled loops, and numba is there to make them."""
    return demands * offerings >= COMPILED_FROM and has_compiler()


def has_compiler() -> bool:
    """Return whether numba is installed."""
    return find_spec("numba") is not None
