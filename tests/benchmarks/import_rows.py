"""How long a list of 2,000 demands takes: reading, checking, storing, annotating, taking back; the worker does most.

Beside each step stands the longest transaction that kept others from writing.

.venv/bin/python tests/benchmarks/import_rows.py [ROWS]
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from webapp.config import Settings
from webapp.database import make_engine, writing
from webapp.jobs.run_handler import handlers
from webapp.jobs.worker import Worker
from webapp.models import Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.imports.imports import ImportKind
from webapp.schema import upgrade
from webapp.services.codes.tables import reference_data
from webapp.services.imports import imports
from webapp.services.imports.imports import Upload
from webapp.services.imports.rows.demands import layout_for
from webapp.services.sheets import annotating
from webapp.services.sheets import writing as books
from webapp.services.sheets.annotating import GREEN, Annotation, RowNote
from webapp.services.sheets.writing import Head, Page

TODAY = date.today()
MOST_SECONDS = 10.0  # for reading, checking and keeping the findings of a list
SKILLS = ("门锁与层门检查", "控制柜排查", "困人救援", "钢丝绳维护", "安全用电", "电梯应急处置")


TAKEN: dict[str, float] = {}
WRITING: list[float] = []  # how long each transaction that writes has lasted


def watch(engine: Engine) -> None:
    """Note how long transactions last that write."""
    begun: dict[int, float] = {}

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            begun[id(connection)] = time.perf_counter()

    def end(connection: Connection) -> None:
        if id(connection) in begun:
            WRITING.append(time.perf_counter() - begun.pop(id(connection)))

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", end)
    event.listen(engine, "rollback", end)


def work(engine: Engine) -> None:
    """Let a worker do what waits."""
    Worker(engine, Settings(secret="-" * 40), handlers()).run_one()


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Print how long something takes, and remember it."""
    begun, worked = time.perf_counter(), time.process_time()
    yield
    TAKEN[what] = time.perf_counter() - begun
    longest = max(WRITING, default=0.0)
    WRITING.clear()
    worked = time.process_time() - worked
    click.echo(f"{what:<12}{TAKEN[what]:6.2f} s, {worked:6.2f} s of one processor, longest writing {longest:5.2f} s")


def workbook(rows: int) -> bytes:
    """Return a filled-in list, every row different."""
    layout = layout_for(coordinating=False)
    lines = []
    for number in range(rows):
        cells = {
            "chain_slug": "电梯",
            "segment_slug": "维保与改造",
            "industry_code": "C3435",
            "position": f"电梯保养工{number}",
            "level": "中职",
            "headcount": number % 9 + 1,
            "required_skills": "；".join((*SKILLS[number % 3 : number % 3 + 3], f"技能{number % 40}")),
            "modes": "订单班；现代学徒制",
            "start_month": f"{TODAY.year + 1}-03",
            "months": 12,
            "region": "330106",
            "pay_min": 4000 + number % 1000,
            "pay_max": 6000,
            "contact_name": "人事部",
            "contact_phone": "0571-88880000",
            "valid_until": f"{TODAY.year + 1}-{TODAY.month:02d}-01",
        }
        lines.append([cells.get(column.field, "") for column in layout.columns])
    heads = [Head(column.field) for column in layout.columns]
    return books.saved([Page("demands", heads, lines)], layout.version)


def enterprise(session: Session) -> Person:
    """Return somebody who may import."""
    organisation = Organisation(
        kind=OrganisationKind.ENTERPRISE,
        credit_code="91330106MA2GXTMN03",
        name="芯桥电梯有限公司",
        region="330106",
        status=OrganisationStatus.VERIFIED,
    )
    session.add(organisation)
    session.flush()
    person = Person(
        email="mei@example.cn", name="Mei", password_hash="-", role=Role.ENTERPRISE, organisation_id=organisation.id
    )
    session.add(person)
    session.flush()
    return person


def main(rows: int) -> int:
    """Measure each step of one import; fail where looking through the list takes longer than it may."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'measured.sqlite3'}")
        upgrade(engine)
        with Session(writing(engine), expire_on_commit=False) as session:
            reference_data.load(session)
            by = enterprise(session)
            session.commit()
            watch(engine)
            content = workbook(rows)
            click.echo(f"{rows} rows, {len(content) / 1e6:.2f} MB")
            imports.CHECKED_AT_ONCE = 0
            with measured("read"):
                upload = Upload("measured.xlsx", content, ())
                table = imports.read_upload(ImportKind.DEMANDS, upload, by=by)
                batch = imports.receive(session, ImportKind.DEMANDS, upload, table, language="zh", today=TODAY, by=by)
                session.commit()
            with measured("check"):
                work(engine)
            session.expire_all()
            click.echo({str(outcome): count for outcome, count in imports.count_outcomes(session, batch).items()})
            with measured("store"):
                imports.confirm(session, batch, today=TODAY, by=by)
                session.commit()
                work(engine)
            with measured("annotate"):
                notes = {row.number: RowNote("-", GREEN) for row in imports.rows_of(session, batch)}
                annotating.annotated(content, Annotation(batch.sheet, batch.head_row, batch.places, "finding", notes))
            with measured("undo"):
                session.refresh(batch)
                imports.undo(session, batch, today=TODAY, by=by)
                session.commit()
                work(engine)
        engine.dispose()
    looked = TAKEN["read"] + TAKEN["check"]
    is_fine = looked <= MOST_SECONDS
    click.echo(f"{'fine' if is_fine else 'too slow'}: {looked:.1f} s of at most {MOST_SECONDS:.0f} s until the report")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
