"""What the command prints: lines for people, JSON for scripts on standard output, progress on standard error."""

import json
from collections.abc import Iterable
from typing import Any

import click

from webapp.cli.refusal import Refusal
from webapp.models.kernel.characters import is_one_line
from webapp.services.kernel.errors import DomainError

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
Sentences = dict[str, tuple[str, str]]


def one_line(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Refuse an argument that is not one line of characters."""
    if not is_one_line(value):
        raise click.BadParameter("one line without control characters")
    return value.strip()


def print_json(value: Any) -> None:
    """Print one JSON document; moments are ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def print_table(rows: Iterable[Iterable[object]]) -> None:
    """Print rows with their columns aligned; the last one takes what it needs."""
    lines = [[str(cell) for cell in row] for row in rows]
    widths = [max((len(line[place]) for line in lines), default=0) for place in range(len(lines[0]) if lines else 0)]
    for line in lines:
        padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def tell(sentence: str) -> None:
    """Say on standard error how far a long command is."""
    click.echo(sentence, err=True)


def refusal_of(error: DomainError, sentences: Sentences) -> Refusal:
    """Return a refusal of the domain as the command says it."""
    return Refusal(*sentences.get(error.code, (f"不能执行：{error.code}", f"Refused: {error.code}")))


def _plain(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
