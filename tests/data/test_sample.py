"""The sample data refers only to what exists, and says which of its values are for demonstration."""

import csv
from pathlib import Path

import pytest

from webapp.models.accounts.credit_code import check_credit_code
from webapp.models.accounts.enums import OrganisationKind, SchoolType
from webapp.models.codes.enums import MajorCatalogue
from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.demand_input import DemandInput
from webapp.models.posts.enums import EntryLevel, TrainingLevel

DATA = Path(__file__).parents[2] / "data"
FILES = ("organisations", "programs", "offerings", "demands", "partnerships")


def rows(folder: str, name: str) -> list[dict[str, str]]:
    """Return the rows of one file."""
    with (DATA / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SAMPLE = {name: rows("sample", name) for name in FILES}


def keys(name: str) -> set[str]:
    """Return the keys of one file."""
    return {row["key"] for row in SAMPLE[name]}


@pytest.mark.parametrize("name", FILES[:4])
def test_keys_are_unique(name: str) -> None:
    assert len(keys(name)) == len(SAMPLE[name])


def test_references_resolve() -> None:
    assert {row["school"] for row in SAMPLE["programs"]} <= keys("organisations")
    assert {row["enterprise"] for row in SAMPLE["demands"]} <= keys("organisations")
    assert {row["program"] for row in SAMPLE["offerings"]} <= keys("programs")
    pairs = {(row["offering"], row["demand"]) for row in SAMPLE["partnerships"]}
    assert len(pairs) == len(SAMPLE["partnerships"]) == 23
    assert {offering for offering, _ in pairs} <= keys("offerings")
    assert {demand for _, demand in pairs} <= keys("demands")


def test_the_sample_is_as_wide_as_it_says() -> None:
    enterprises = {row["key"] for row in SAMPLE["organisations"] if row["kind"] == "enterprise"}
    assert len(SAMPLE["demands"]) >= 120
    assert len(SAMPLE["offerings"]) >= 100
    assert {row["enterprise"] for row in SAMPLE["demands"]} == enterprises
    schools = {row["key"] for row in SAMPLE["organisations"] if row["kind"] == "school"}
    assert {row["school"] for row in SAMPLE["programs"]} == schools


def test_families_belong_to_the_segment_of_their_demand() -> None:
    families = {row["slug"]: row["segment"] for row in rows("taxonomies", "position_families")}
    for row in SAMPLE["demands"]:
        assert families[row["position_family"]] == row["segment"], row["key"]


def test_programs_with_capacity_could_be_compared() -> None:
    open_ = {row["program"] for row in SAMPLE["offerings"]}
    industries = {row["code"] for row in rows("taxonomies", "industries")}
    for row in SAMPLE["programs"]:
        codes = row["industry_codes"].split(";")
        assert all(code[1:] in industries for code in codes), row["key"]
        assert row["key"] not in open_ or (len(row["skills"].split(";")) >= 5 and len(row["courses"].split(";")) >= 3)


def test_organisations_are_well_formed() -> None:
    names = [row["name"] for row in SAMPLE["organisations"]]
    assert len(set(names)) == len(names)
    for row in SAMPLE["organisations"]:
        kind = OrganisationKind(row["kind"])
        assert check_credit_code(row["uscc"]) == row["uscc"]
        assert {"uscc"} <= set(row["demo_fields"].split(";"))
        assert (kind is OrganisationKind.SCHOOL) == bool(row["school_type"])
        assert not row["school_type"] or SchoolType(row["school_type"])


def test_programs_use_known_values() -> None:
    for row in SAMPLE["programs"]:
        assert MajorCatalogue(row["catalog"])
        assert TrainingLevel(row["training_level"])
        assert not row["entry_level"] or EntryLevel(row["entry_level"])
        assert not row["skills"] or "skills" in row["demo_fields"].split(";")


def test_industries_and_segments_exist() -> None:
    industries = {row["code"] for row in rows("taxonomies", "industries")}
    segments = {(row["chain"], row["slug"]) for row in rows("taxonomies", "chain_segments")}
    for row in (*SAMPLE["organisations"], *SAMPLE["demands"]):
        assert not row["industry_code"] or row["industry_code"][1:] in industries
    assert {(row["chain"], row["segment"]) for row in SAMPLE["demands"]} <= segments


def test_demands_could_be_handed_in() -> None:
    for row in SAMPLE["demands"]:
        values = {
            **row,
            "chain_slug": row["chain"],
            "segment_slug": row["segment"],
            "modes": row["modes"].split(";"),
        }
        demand = DemandInput.model_validate({name: values[name] for name in DemandInput.model_fields if name in values})
        assert not demand.period_complaints()


@pytest.mark.parametrize("name", ["offerings", "demands"])
def test_every_figure_is_declared(name: str) -> None:
    for row in SAMPLE[name]:
        given = {field for field, value in row.items() if value} - {"key", "program", "enterprise", "demo_fields"}
        assert given <= set(row["demo_fields"].split(";"))
        assert all(CooperationMode(mode) for mode in row["modes"].split(";"))
