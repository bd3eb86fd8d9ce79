"""What the product makes of a spreadsheet, against what is expected of it: sheets, columns, rows, cells, sums."""

import json
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from sqlmodel import Session, select

from tests.places import Place, makes
from webapp import clock
from webapp.models import ImportBatch, ImportRow, Major, Organisation, Person, Program
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.imports.imports import ImportKind
from webapp.models.posts.enums import EntryLevel, TrainingLevel
from webapp.services.imports.heads import Names
from webapp.services.imports.kinds import layout_of, row_book
from webapp.services.imports.own import receiving
from webapp.services.imports.own.known import known_of
from webapp.services.imports.rows.row_book import Grade, plain
from webapp.web.imports import words

HERE = Path(__file__).parent
OFFICES = {
    "coordinator": (OrganisationKind.COORDINATOR, Role.COORDINATOR, "示例市教育局"),
    "school": (OrganisationKind.SCHOOL, Role.SCHOOL, "示例技师学院"),
    "enterprise": (OrganisationKind.ENTERPRISE, Role.ENTERPRISE, "示例电梯部件有限公司"),
}
ALSO_SPLIT = ("enterprise_code", "enterprise_name")  # what tells whose a row is, and is no part of what is stored


@makes("bureau", base="codes")
def _open_the_bureau(place: Place) -> None:
    """Register an office of each kind with a person, and every enterprise that a spreadsheet names."""
    with place.session() as session:
        for index, (by, (kind, role, name)) in enumerate(OFFICES.items()):
            organisation = _organisation(session, kind, name, f"9{index:017d}")
            session.add(
                Person(name=by, email=f"{by}@example.cn", role=role, organisation_id=organisation.id, password_hash="-")
            )
        for index, (name, code) in enumerate(sorted(_enterprises().items())):
            _organisation(session, OrganisationKind.ENTERPRISE, name, code or f"91330000MA{index:08d}")
        school = session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.SCHOOL)).one()
        for key, level in sorted(_taught()):
            major = session.get_one(Major, key)
            taught = {"skills": [f"技能{n}" for n in range(5)], "courses": [f"课程{n}" for n in range(3)]}
            whole = {"entry_level": EntryLevel.SENIOR, "years": 3, "industry_codes": ["C3435"], **taught}
            session.add(
                Program(school_id=school.id, major_key=key, name=major.name, level=TrainingLevel(level), **whole)
            )
        session.commit()


def _organisation(session: Session, kind: OrganisationKind, name: str, code: str) -> Organisation:
    verified = OrganisationStatus.VERIFIED
    organisation = Organisation(kind=kind, credit_code=code, name=name, region="330500", status=verified)
    session.add(organisation)
    session.flush()
    return organisation


def _enterprises() -> dict[str, str]:
    named: dict[str, str] = {}
    for path in sorted(HERE.parent.glob("layouts*/*.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))
        if wanted["kind"] == "demands":
            for row in wanted["rows"]:
                name = row["values"].get("enterprise_name")
                if name:
                    named[name] = row["values"].get("enterprise_code") or named.get(name, "")
    return named


def _taught() -> set[tuple[str, str]]:
    """Return the majors and levels of which a spreadsheet says how many places a school has."""
    taught = set()
    for path in sorted(HERE.parent.glob("layouts*/*.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))
        if wanted["kind"] == "offerings":
            taught |= {(row["values"]["major_key"], row["values"]["level"]) for row in wanted["rows"]}
    return taught


def differences(place: Place, path: Path) -> list[str]:
    """Return where the product reads something else than is expected, each in a line."""
    wanted = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
    kind = ImportKind(wanted["kind"])
    engine = place.engine()
    with place.app().test_request_context():
        with Session(engine) as session:
            by = session.exec(select(Person).where(Person.name == wanted["by"])).one()
            layout, known = layout_of(kind, by), known_of(session, kind)
        names = Names(layout, words.vocabularies(layout), words.passed_over())
        own = receiving.open_list(path.read_bytes(), path.name, names, known)
        mapping = own.reading.mapping() | {"year": own.reading.year}
        found: dict[tuple[str, int], Any] = {}
        with Session(engine) as session:
            owner = session.get_one(Person, by.id)
            batch = ImportBatch(kind=kind, organisation_id=owner.organisation_id, made_by_id=owner.id, mapping=mapping,
                                file_name=path.name, file_kind="xlsx", sha256="")  # fmt: skip
            book = row_book(session, batch, by=owner, today=clock.today(), dry=True)
            for name, value in wanted["constants"].items():
                mapping["constants"][name] = str(book.codes.write(layout[name], value))
            with session.no_autoflush:
                for line in receiving.lines_of(own, mapping):
                    row = ImportRow(batch_id=batch.id, number=line.number, line=line.number, cells=line.cells,
                                    unreadable=receiving.unreadable_of(line))  # fmt: skip
                    title = line.title if wanted["sheets"][0]["title"] else ""
                    found[title, line.number] = book.examine(row)
    return [
        *_sheets(own, wanted),
        *_columns(own, wanted),
        *_rows(found, wanted, {column.field for column in layout.columns}),
        *_sums(own, wanted),
    ]


def _sheets(own: receiving.OwnList, wanted: dict[str, Any]) -> list[str]:
    lines = []
    for look, sheet in zip(own.reading.sheets, wanted["sheets"], strict=True):
        head = list(look.head) if look.read and look.head else None
        if (look.read, head) != (sheet["read"], sheet["head"]):
            lines.append(f"{sheet['title']}: read {look.read} with head {head}, not {sheet['read']} {sheet['head']}")
        if look.read and len(look.data_rows) != sheet["rows"]:
            lines.append(f"{sheet['title']}: {len(look.data_rows)} rows, not {sheet['rows']}")
    return lines


def _columns(own: receiving.OwnList, wanted: dict[str, Any]) -> list[str]:
    lines = []
    for look, sheet in zip(own.reading.sheets, wanted["sheets"], strict=True):
        expected = wanted["columns"].get(sheet["title"], {})
        for column in look.columns if look.read else ():
            target = expected.get(get_column_letter(column.place), "")
            if column.target not in (target if isinstance(target, list) else [target]):
                lines.append(
                    f"{sheet['title']} {column.letter} {column.head}: {column.target or '-'}, not {target or '-'}"
                )
    return lines


def _rows(found: dict[tuple[str, int], Any], wanted: dict[str, Any], fields: set[str]) -> list[str]:
    expected = {(row["sheet"], row["line"]): row for row in wanted["rows"]}
    lines = [f"{key}: read, but no row" for key in found.keys() - expected.keys()]
    lines += [f"{key}: a row, but not read" for key in expected.keys() - found.keys()]
    for key in sorted(expected.keys() & found.keys()):
        said, row = found[key].said, expected[key]
        set_for_all = set(wanted["constants"]) - set(row["values"])
        values = {
            n: plain(value) for n, value in said.values.items() if plain(value) not in ("", []) and n not in set_for_all
        }
        asks = {note.field for note in found[key].notes if note.grade in (Grade.ERROR, Grade.ASK)}
        for name in asks & values.keys():
            values.pop(name)
        right = {
            name: plain(value)
            for name, value in row["values"].items()
            if name in fields and plain(value) not in ("", [])
        }
        for name in sorted(values.keys() | right.keys()):
            if values.get(name) != right.get(name):
                lines.append(f"{key} {name}: {values.get(name)!r}, not {right.get(name)!r}")
        if asks != {name for name in row["asks"] if name in fields}:
            lines.append(f"{key}: asks {sorted(asks)}, not {sorted(row['asks'])}")
    return lines


def _sums(own: receiving.OwnList, wanted: dict[str, Any]) -> list[str]:
    lines = []
    checks = {
        (look.title, note.first): [check.written for check in note.checks]
        for look in own.reading.sheets
        for note in look.not_data
    }
    for total in wanted["sums"]:
        written = checks.get((total["sheet"] or own.reading.sheets[0].title, total["line"]))
        if written is None or str(total["written"]) not in [text.replace(",", "") for text in written]:
            lines.append(f"{total['sheet']} {total['line']}: sums {written}, not {total['written']}")
    return lines
