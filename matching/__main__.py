"""`python -m matching`: rank, explain, allocate and evaluate over CSV files."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from matching.cli import allocate, evaluate, explain, prepare, rank
from matching.cli.inputs import as_line
from matching.errors import ManyInputErrors, MatchingError

BAD_INPUT = 2
MOST_LINES = 500  # refusals that are told one by one


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 2 for bad input."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except ManyInputErrors as many:
        lines = [as_line(error) for error in many.errors[:MOST_LINES]]
        left = len(many.errors) - len(lines)
        sys.stderr.write("\n".join([*lines, *([f"and {left} more"] if left else [])]) + "\n")
        return BAD_INPUT
    except MatchingError as error:
        sys.stderr.write(f"{as_line(error)}\n")
        return BAD_INPUT
    except OSError as error:
        sys.stderr.write(f"{error.filename}:0:: cannot be written ({error.strerror}); check the path\n")
        return BAD_INPUT
    return 0


class _Parser(argparse.ArgumentParser):
    """Tells in one line what is wrong with the options."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (rank, allocate, explain, evaluate, prepare):  # in the order of the help
        command.add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
