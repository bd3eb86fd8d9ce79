"""`zhiqiao data import`: a new edition of an official catalogue, looked through first and then taken over."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from webapp.cli.database import transaction
from webapp.cli.output import one_line
from webapp.cli.refusal import Refusal
from webapp.services.codes.tables import catalogues
from webapp.services.codes.tables.catalogues import CATALOGUES, Edition, EditionReport
from webapp.services.sheets.complaints import CellComplaint
from webapp.services.sheets.csv_text import decoded
from webapp.services.sheets.labels import columns_by_label
from webapp.services.sheets.refusals import CellsRefused, FileRefused
from webapp.services.sheets.tables import with_named_head

SHOWN: Final = 20
REASONS: Final = {
    "csv_unreadable": "cannot be read; close the quotes, or save the file as CSV UTF-8 again",
    "csv_long": "is beyond the most rows that a file may have",
    "csv_cell_long": "holds a cell that is too long; close the quotes",
    "csv_cells": "has more cells than the header has columns; put quotes around a cell that holds commas",
    "csv_column_missing": "is missing; add this column to the first row",
    "csv_cell_empty": "is empty",
    "csv_twice": "repeats a code of an earlier row",
    "csv_code": "is no code of this catalogue",
    "csv_level": "must be a whole number from 1 to 4",
    "csv_parent": "names a parent that is not in the file, or is not above the row",
    "csv_empty": "has no rows",
    "decimal": "must be a number such as 30.0023",
    "string_too_long": "is too long",
}
HEADS: Final = {  # what officers call the columns of a catalogue
    "code": "代码",
    "name": "名称",
    "parent_code": "上级代码",
    "level": "级别",
    "section": "门类",
    "name_en": "英文名称",
    "schooling": "办学层次",
    "category": "大类",
    "lat": "纬度",
    "lon": "经度",
}


class Doubtful(Refusal):
    """Something that is done only where it is said a second time."""

    exit_code = 2


@click.group("import")
def import_() -> None:
    """Take over a new edition of an official catalogue.

    FILE is CSV in UTF-8 or GB18030 with the columns of the file that the platform comes with, under their names or in
    Chinese. Without --apply nothing is changed: the report says what would be added, renamed, moved and taken away.
    Codes that are gone from the edition but still used stay. Where a fifth or more of a catalogue would go, the file
    may be a piece of one: then --apply does nothing without --really and the name of the catalogue.

    \b
      zhiqiao data import majors majors-2025.csv --edition 2025
      zhiqiao data import majors majors-2025.csv --edition 2025 --apply
      zhiqiao data import majors majors-2025.csv --edition 2025 --apply --really majors
    """


def _command(name: str) -> click.Command:
    columns = ",".join(f"{column} ({HEADS[column]})" for column in CATALOGUES[name].columns)

    @click.command(name, help=f"Take over an edition of the catalogue of {name}; the columns are {columns}.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--edition", required=True, callback=one_line, help="How the edition is called, such as 2025.")
    @click.option("--apply", "applies", is_flag=True, help="Take it over; without this only the report is printed.")
    @click.option("--really", metavar="NAME", default="", help=f"Write {name} here where a fifth or more is to go.")
    @click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
    def command(file: Path, edition: str, applies: bool, really: str, as_json: bool) -> None:
        _take_over(name, file, edition=edition, applies=applies, is_sure=really == name, as_json=as_json)

    return command


for _name in CATALOGUES:
    import_.add_command(_command(_name))


def _take_over(name: str, file: Path, *, edition: str, applies: bool, is_sure: bool, as_json: bool) -> None:
    with transaction() as session:
        try:
            by_label = columns_by_label(CATALOGUES[name].columns, [HEADS])
            text = with_named_head(decoded(file.read_bytes()), by_label)
            parsed_edition = catalogues.read_edition(session, CATALOGUES[name], text)
        except FileRefused:
            raise Refusal("文件不是 UTF-8 或 GB18030 的 CSV。", "The file is no CSV in UTF-8 or GB18030.") from None
        except CellsRefused as refused:
            raise _refusal(file.name, refused) from None
        if applies and parsed_edition.takes_away_much and not is_sure:
            raise _doubt(name, parsed_edition)
        if applies:
            catalogues.apply_edition(session, parsed_edition, name=edition, by=None)
    if as_json:
        click.echo(
            json.dumps({"catalogue": name, "edition": edition, "applied": applies, **asdict(parsed_edition.report)})
        )
        return
    _print(parsed_edition.report)
    click.echo(f"Edition {edition} of {name} is taken over." if applies else "Nothing was changed; add --apply.")


def _print(report: EditionReport) -> None:
    _list("added", [f"{code} {name}" for code, name in report.added])
    _list("renamed", [f"{code} {was} -> {new}" for code, was, new in report.renamed])
    _list("moved", [f"{code} from {was} to {new}" for code, was, new in report.moved])
    _list("altered otherwise", [f"{code} {name}" for code, name in report.altered])
    _list("gone", [f"{code} {name}" for code, name in report.gone])
    _list("gone but kept", [f"{code} {name}, used {count} times" for code, name, count in report.gone_used])
    click.echo(f"{'unchanged':18}{report.same:6}")


def _list(title: str, lines: list[str]) -> None:
    click.echo(f"{title:18}{len(lines):6}")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  and {len(lines) - SHOWN} more; --json prints all")


def _doubt(name: str, edition: Edition) -> Doubtful:
    gone, stored = edition.report.gone, len(edition.stored)
    lines = [f"  {code} {title}" for code, title in gone[:SHOWN]]
    if len(gone) > SHOWN:
        lines.append(f"  and {len(gone) - SHOWN} more; without --apply, --json prints all")
    english = f"{len(gone)} of {stored} codes of {name} would be taken away; nothing was changed."
    return Doubtful(
        f"将删除 {name} 的 {len(gone)} 条（共 {stored} 条），没有改动任何内容。确认无误请再加 --really {name}。",
        "\n".join([english, *lines, f"If this is meant, add --really {name}."]),
    )


def _refusal(file: str, refused: CellsRefused) -> Refusal:
    lines = [_sentence(complaint) for complaint in refused.complaints[:SHOWN]]
    english = "\n".join([f"{file} was not read; nothing was changed.", *lines])
    return Refusal(f"文件 {file} 有误，没有读入，也没有改动任何内容：", english)


def _sentence(complaint: CellComplaint) -> str:
    place = f"row {complaint.row}" + (f", column {complaint.field}" if complaint.field else "")
    return f"  {place}: {REASONS.get(complaint.code, complaint.code)}"
