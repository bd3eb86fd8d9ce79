"""Whatever a workbook holds, the answer is a report or a sentence, and an import is whole or nothing."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlmodel import Session, func, select

from tests.webapp.imports.conftest import (
    DEMAND,
    OFFERING,
    ORGANISATION,
    PROGRAM,
    SignIn,
    saved,
    token_of,
    upload,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.models import Demand, ImportBatch, ImportRow, Offering, Organisation, Program
from webapp.models.imports.imports import RowDeed

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20).filter(
    lambda text: not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
)
VALUES = st.one_of(
    st.none(),
    TEXT,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)),
    st.sampled_from(["#REF!", "=1/0", "=A1", "是", "草稿", "2027-13", "C3435", "330600", "460206", "；；", "\n", "−5"]),
)
KINDS = (
    ("Mei", "demands", DEMAND, Demand),
    ("Ines", "programs", PROGRAM, Program),
    ("Ines", "offerings", OFFERING, Offering),
    ("Noor", "organisations", ORGANISATION, Organisation),
)
WHOLE = xlsx([DEMAND])
NAMES = list(DEMAND)


def damaged(cut: int, at: int, by: bytes) -> bytes:
    """Return a workbook that was cut off, and has some of its bytes overwritten."""
    at %= len(WHOLE)
    changed = WHOLE[:at] + by + WHOLE[at + len(by) :]
    return changed[: len(changed) - cut]


PLACES = st.integers(0, 20_000)
DAMAGED = st.builds(damaged, st.integers(0, 60), PLACES, st.binary(min_size=1, max_size=6))


def count(database: Session, model: type) -> int:
    return int(fresh(database).exec(select(func.count()).select_from(model)).one())


@pytest.mark.parametrize(("who", "kind", "row", "model"), KINDS)
@settings(max_examples=10)
@given(data=st.data())
def test_odd_cells_never_break_a_page_nor_half_an_import(
    as_: SignIn,
    database: Session,
    program: Program,
    who: str,
    kind: str,
    row: dict[str, object],
    model: type,
    data: st.DataObject,
) -> None:
    names = data.draw(st.lists(st.sampled_from(list(row)), max_size=4, unique=True))
    rows = [{**row, **{name: data.draw(VALUES) for name in names}} for _ in range(data.draw(st.integers(1, 3)))]
    visitor = as_(who)
    before = count(database, model)

    answer = upload(visitor, kind, xlsx(rows, labels=list(row)))

    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        return
    report = answer.headers["Location"]
    assert visitor.get(report).status_code == 200
    assert visitor.get(f"{report}/annotated").status_code == 200
    token = token_of(visitor)
    assert visitor.client.post(f"{report}/choices", data={**token, "every": "update"}).status_code == 303
    assert visitor.client.post(f"{report}/confirm", data=token).status_code in (303, 409)
    batch = fresh(database).get_one(ImportBatch, UUID(report.rsplit("/", 1)[1]))
    made = select(func.count()).select_from(ImportRow).where(ImportRow.deed == RowDeed.MADE)
    assert count(database, model) == before + database.exec(made.where(ImportRow.batch_id == batch.id)).one()
    if batch.applied_at:
        assert visitor.client.post(f"{report}/undo", data=token).status_code == 303
        assert count(database, model) == before


@settings(max_examples=25)
@given(grid=st.lists(st.lists(VALUES, max_size=8), max_size=8), labels=st.lists(st.sampled_from(NAMES), max_size=8))
def test_odd_workbooks_are_refused_in_words(
    app: Flask, as_: SignIn, grid: list[list[object]], labels: list[str]
) -> None:
    book = Workbook()
    for line in [labels, *grid]:
        book.active.append(line)

    assert upload(as_("Mei"), "demands", saved(book)).status_code in (303, 422)


@settings(max_examples=40)
@given(content=st.one_of(st.binary(max_size=400), DAMAGED))
def test_odd_bytes_are_refused_in_words(app: Flask, as_: SignIn, content: bytes) -> None:
    assert upload(as_("Mei"), "demands", content).status_code in (303, 422)
