"""A round compares by the code tables it was frozen with, whatever is changed afterwards."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from matching import load_tables
from tests.stage import LIFT, Stage, newest_run, person, the_round
from tests.webapp.codes.editing.conftest import Office
from webapp.models import (
    Chain,
    ChainSegment,
    FrozenTables,
    IndustryRelation,
    RoundSnapshot,
    Skill,
    SkillField,
    Suggestion,
    TaxonomyVersion,
)
from webapp.models.codes.code_input import ChainRow
from webapp.services.codes.editing import changes
from webapp.services.codes.editing.merging import merge_skills
from webapp.services.codes.editing.skills import Skills, make_word
from webapp.services.codes.tables import content as taxonomy_tables
from webapp.services.codes.tables import versions


def lay_out(session: Session) -> None:
    """Give the small city skills of its own, so that its tables can be compared by."""
    session.add(SkillField(slug="equipment", name="装备", name_en="Equipment"))
    session.flush()
    for name in ("高空作业防护", "登高作业", "电梯应急处置"):
        session.add(Skill(name=name, field_slug="equipment"))
        session.flush()
        session.add(make_word(name, name))
    session.flush()
    versions.stamp(session, {"what": "tables.loaded"}, by=None)


def found(stage: Stage) -> list[tuple[Any, ...]]:
    """Return what the newest run found, without ids of its own."""

    def ask(session: Session) -> list[tuple[Any, ...]]:
        query = select(Suggestion).where(Suggestion.run_id == newest_run(session).id)
        rows = session.exec(query.order_by(col(Suggestion.demand_id), col(Suggestion.offering_id)))
        return [(row.demand_id, row.offering_id, row.score, row.explanation, row.facts) for row in rows]

    answer: list[tuple[Any, ...]] = stage.ask(ask)
    return answer


def snapshots(stage: Stage) -> list[RoundSnapshot]:
    return stage.ask(lambda session: list(session.exec(select(RoundSnapshot).order_by(col(RoundSnapshot.number)))))


def test_the_stored_tables_are_what_the_files_hold(small_office: Office) -> None:
    built = small_office.ask(lambda session: taxonomy_tables.build(taxonomy_tables.read_tables(session)))
    files = load_tables()
    assert built.industries == files.industries
    assert built.lexicon.meanings == files.lexicon.meanings
    words = {row.skill: {*row.aliases, *row.english} for row in files.lexicon.skills}  # English names are aliases here
    assert {row.skill: set(row.aliases) for row in built.lexicon.skills} == words
    assert built.rarity.total == files.rarity.total
    assert sorted(built.majors, key=repr) == sorted(files.majors, key=repr)
    assert built.classes == files.classes
    assert built.chains == files.chains
    assert built.segments == files.segments
    assert built.families == files.families
    assert sorted(built.relations, key=repr) == sorted(files.relations, key=repr)


def test_tables_come_out_of_their_packing_as_they_were(small_office: Office) -> None:
    content = small_office.ask(taxonomy_tables.read_tables)
    packed = taxonomy_tables.pack(content)
    assert taxonomy_tables.unpack(packed) == content
    assert len(packed) < 1_000_000
    assert taxonomy_tables.fingerprint(content) == small_office.ask(versions.current_version).sha256


def change_everything(session: Session) -> None:
    """Change the chain, the industries of its segment, and make two skills one."""
    root = person(session, "Noor")
    chains = changes.SHEETS["chains"]
    seen = changes.mark_of(changes.find_row(session, chains, "elevator"))
    renamed = ChainRow(slug="elevator", name="垂直交通", name_en="Vertical transport")
    changes.save_row(session, chains, renamed, key="elevator", seen=seen, by=root)
    session.get_one(ChainSegment, "elevator.maintain").industry_codes = ["C3491"]
    session.add(IndustryRelation(a="C3435", b="C3491", relation="makes", strength=0.9))
    row = Skills().stored(session)["登高作业"]
    merge_skills(session, "登高作业", "电梯应急处置", seen=changes.mark_of(row), by=root)


def test_codes_changed_after_the_freeze_do_not_change_the_runs(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.ask(lay_out)
    stage.step("freeze")
    stage.compute()
    before = found(stage)
    assert before
    stage.ask(change_everything)
    stage.compute()
    assert found(stage) == before
    assert len(snapshots(stage)) == 1
    assert stage.ask(lambda session: session.get_one(Chain, "elevator").name) == "垂直交通"


def test_a_thawed_round_takes_the_codes_that_stand(stage: Stage) -> None:
    stage.ask(lay_out)
    stage.step("freeze")
    stage.compute()
    before = found(stage)
    stage.ask(change_everything)
    stage.step("thaw")
    stage.step("freeze")
    stage.compute()
    kept = snapshots(stage)
    assert len({snapshot.taxonomy_version_id for snapshot in kept}) == 2
    assert found(stage) != before
    names = {facts["demand"]["chain_name"] for *_rest, facts in found(stage) if facts["demand"]["position"] == LIFT}
    assert names == {"垂直交通"}


def test_a_merged_skill_matches_by_its_old_word(stage: Stage) -> None:
    stage.ask(lay_out)

    def skill_evidence() -> str:
        return repr([row[3]["contributions"] for row in found(stage) if row[4]["demand"]["position"] == LIFT])

    stage.step("freeze")
    stage.compute()
    apart = skill_evidence()

    def merge(session: Session) -> None:
        row = Skills().stored(session)["高空作业防护"]
        by = person(session, "Noor")
        merge_skills(session, "高空作业防护", "电梯应急处置", seen=changes.mark_of(row), by=by)

    stage.ask(merge)
    stage.step("thaw")
    stage.step("freeze")
    stage.compute()
    assert skill_evidence() != apart


def test_tables_are_kept_once_for_the_rounds_of_a_version(stage: Stage) -> None:
    stage.ask(lay_out)
    first = stage.ask(versions.freeze_tables)
    again = stage.ask(versions.freeze_tables)
    assert first.id == again.id
    assert stage.ask(lambda session: len(session.exec(select(FrozenTables)).all())) == 1
    stage.step("freeze")
    assert stage.ask(the_round).taxonomy_version_id == first.id


def kept_versions(stage: Stage) -> list[int]:
    query = select(FrozenTables.taxonomy_version_id).order_by(col(FrozenTables.taxonomy_version_id))
    return list(stage.ask(lambda session: session.exec(query).all()))


def test_while_a_round_collects_the_worker_has_the_tables_ready_for_its_freeze(
    stage_anywhere: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_anywhere
    stage.ask(lay_out)
    version = stage.ask(lambda session: versions.current_version(session).id)
    assert kept_versions(stage) == []
    stage.place.work()
    stage.place.work()
    assert kept_versions(stage) == [version]

    with monkeypatch.context() as patched:  # nobody waits for them to be read
        patched.setattr(versions.taxonomy_tables, "read_tables", lambda _session: pytest.fail("read once more"))
        stage.step("freeze")
    assert stage.ask(the_round).taxonomy_version_id == version

    stage.ask(change_everything)
    stage.place.work()
    assert kept_versions(stage) == [version]  # no round collects
    stage.step("thaw")
    stage.place.work()
    assert kept_versions(stage) == [version, stage.ask(lambda session: versions.current_version(session).id)]


def test_rows_changed_behind_the_platforms_back_make_a_version_when_frozen(stage: Stage) -> None:
    stage.ask(lay_out)

    def change(session: Session) -> None:
        session.get_one(Chain, "elevator").name = "升降设备"

    stage.ask(change)
    frozen = stage.ask(versions.freeze_tables)
    content = stage.ask(lambda session: versions.frozen_content(session, frozen.id))
    assert taxonomy_tables.fingerprint(content) == frozen.sha256
    assert stage.ask(lambda session: len(session.exec(select(TaxonomyVersion)).all())) == 2


def test_tables_changed_past_the_platform_are_read_once_and_not_in_every_turn(
    stage_anywhere: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_anywhere
    stage.ask(lay_out)
    before = stage.ask(lambda session: versions.current_version(session).id)
    with stage.session() as session:
        session.add(Skill(name="高处吊装", field_slug="equipment"))
        session.flush()
        session.add(make_word("高处吊装", "高处吊装"))

    stage.place.work()
    found = stage.ask(lambda session: versions.current_version(session).id)
    assert found != before
    assert kept_versions(stage) == [found]

    monkeypatch.setattr(versions.taxonomy_tables, "read_tables", lambda _session: pytest.fail("read once more"))
    stage.place.work()
    stage.step("freeze")
    assert stage.ask(the_round).taxonomy_version_id == found


def test_tables_that_change_while_they_are_packed_are_not_kept_as_something_else(stage: Stage) -> None:
    stage.ask(lay_out)
    ((sha256, packed),) = stage.ask(versions.unkept)
    stage.ask(change_everything)

    with stage.session() as session:
        versions.keep(session, sha256, packed)

    assert kept_versions(stage) == []
