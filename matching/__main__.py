"""`python -m matching`: rank, explain, allocate and evaluate over CSV files."""

import argparse
import sys
from collections.abc import Callable, Sequence

from matching.cli import allocate, evaluate, explain, rank
from matching.cli.inputs import as_line
from matching.errors import MatchingError

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 2 for bad input."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except MatchingError as error:
        sys.stderr.write(f"{as_line(error)}\n")
        return BAD_INPUT
    except OSError as error:
        sys.stderr.write(f"{error.filename}:0:: cannot be written ({error.strerror}); check the path\n")
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (rank, allocate, explain, evaluate):  # in the order of the help
        command.add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
