"""For a day an import can be taken back; what has been changed or used since stays."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    DEMAND,
    ORGANISATION,
    OTHER,
    PROGRAM,
    SignIn,
    all_demands,
    bring,
    chosen,
    confirmed,
    imported,
    token_of,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.clock import now
from webapp.models import (
    AccessLink,
    ImportBatch,
    MatchingRound,
    Organisation,
    Person,
    Program,
    RoundSnapshot,
    Tombstone,
)
from webapp.models.accounts.enums import Role
from webapp.models.posts.enums import GoneKind, GoneReason
from webapp.models.rounds.enums import RoundStatus
from webapp.services.posts.demands import DEMAND_POSTS


def test_undo_takes_new_rows_away_and_gives_old_ones_their_values_back(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    before = DEMAND_POSTS.facts_of(all_demands(database)[0])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15, "合作方式": "订单班"}, OTHER]))
    chosen(as_("Mei"), report, every="update")
    confirmed(as_("Mei"), report)
    assert len(all_demands(database)) == 2

    answer = as_("Mei").send(report, to=f"{report}/undo")

    assert answer.status_code == 303
    (demand,) = all_demands(database)
    assert DEMAND_POSTS.facts_of(demand) == before
    assert "撤回 2 行" in as_("Mei").get(report).text


def test_undo_keeps_what_has_been_changed_since(as_: SignIn, database: Session) -> None:
    report = bring(as_, "Mei", "demands", [DEMAND, OTHER])
    changed = all_demands(database)[0]
    changed.headcount, changed.version = 14, changed.version + 1
    database.add(changed)
    database.commit()

    as_("Mei").send(report, to=f"{report}/undo")

    assert [demand.headcount for demand in all_demands(database)] == [14]
    assert "保留 1 行" in as_("Mei").get(report).text


@pytest.mark.parametrize(
    ("who", "kind", "row", "model"),
    [
        ("Ines", "programs", PROGRAM, Program),
        ("Noor", "organisations", {**ORGANISATION, "经办人邮箱": "a@example.cn"}, Organisation),
    ],
)
def test_undo_works_for_every_kind(
    as_: SignIn, database: Session, who: str, kind: str, row: dict[str, object], model: type[Program]
) -> None:
    before = len(database.exec(select(model)).all())
    report = bring(as_, who, kind, [row])

    as_(who).send(report, to=f"{report}/undo")

    assert len(fresh(database).exec(select(model)).all()) == before
    assert database.exec(select(AccessLink)).first() is None


def test_undo_keeps_an_organisation_that_somebody_has_joined(as_: SignIn, database: Session) -> None:
    report = bring(as_, "Noor", "organisations", [ORGANISATION])
    found = fresh(database).exec(select(Organisation).where(Organisation.name == "云川精密机械有限公司")).one()
    database.add(
        Person(email="li@example.cn", name="Li", password_hash="-", role=Role.ENTERPRISE, organisation_id=found.id)
    )
    database.commit()

    as_("Noor").send(report, to=f"{report}/undo")

    assert fresh(database).get(Organisation, found.id) is not None


def test_undo_keeps_posts_once_a_round_has_been_frozen(as_: SignIn, database: Session, round_: MatchingRound) -> None:
    report = bring(as_, "Mei", "demands", [DEMAND])
    round_.status = RoundStatus.FROZEN
    database.add(round_)
    database.add(
        RoundSnapshot(
            round_id=round_.id, sha256="0" * 64, content="{}", demand_count=1, offering_count=0, library_version="1"
        )
    )
    database.commit()

    as_("Mei").send(report, to=f"{report}/undo")

    assert len(all_demands(database)) == 1


def test_undo_is_offered_for_a_day(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = bring(as_, "Mei", "demands", [DEMAND])
    batch = fresh(database).exec(select(ImportBatch)).one()
    batch.applied_at = now() - timedelta(hours=24, minutes=1)
    database.add(batch)
    database.commit()

    assert f"{report}/undo" not in mei.get(report).text
    assert mei.client.post(f"{report}/undo", data=token_of(mei)).status_code == 409
    assert len(all_demands(database)) == 1


def test_what_is_taken_back_leaves_a_tombstone_and_what_is_restored_none(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15}, OTHER]))
    chosen(as_("Mei"), report, every="update")
    confirmed(as_("Mei"), report)
    gone = next(demand for demand in all_demands(database) if demand.position == OTHER["岗位名称"])
    key, number = gone.id, gone.number

    as_("Mei").send(report, to=f"{report}/undo")

    (stone,) = fresh(database).exec(select(Tombstone)).all()
    assert (stone.kind, stone.thing_id, stone.number) == (GoneKind.DEMAND, key, number)
    assert stone.reason is GoneReason.TAKEN_BACK
    assert stone.submitted_at is not None


def test_the_tombstone_of_a_draft_is_told_to_its_owner_alone(as_: SignIn, database: Session) -> None:
    report = bring(as_, "Mei", "demands", [{**DEMAND, "状态": "草稿"}])

    as_("Mei").send(report, to=f"{report}/undo")

    (stone,) = fresh(database).exec(select(Tombstone)).all()
    assert (stone.shown_to, stone.submitted_at) == (None, None)
