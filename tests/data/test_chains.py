"""The industry chains: every segment placed in its chain, tied to real industries and to typical positions."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

TAXONOMIES = Path(__file__).parents[2] / "data" / "taxonomies"
FIXED_CHAINS = {
    "nev", "elevator", "equipment", "digital", "biomed", "green", "home", "textile", "rail", "lowaltitude",
    "logistics", "ecommerce", "tourism", "care", "agri", "construction",
}  # fmt: skip
STREAMS = {"upstream", "midstream", "downstream"}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return the rows of one table of the taxonomies."""
    with open(TAXONOMIES / name, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def chains() -> list[Row]:
    return read("chains.csv")


@pytest.fixture(scope="module")
def segments() -> list[Row]:
    return read("chain_segments.csv")


@pytest.fixture(scope="module")
def families() -> list[Row]:
    return read("position_families.csv")


def repeated(values: list[str]) -> list[str]:
    """Return the values that occur more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("chains.csv", ["slug", "name", "name_en", "description"]),
        ("chain_segments.csv", ["slug", "chain", "stream", "name", "name_en", "industry_codes"]),
        ("position_families.csv", ["slug", "segment", "name", "name_en", "titles"]),
    ],
)
def test_a_table_has_its_columns_and_no_empty_field(table: str, columns: list[str]) -> None:
    rows = read(table)

    assert list(rows[0]) == columns
    assert [row for row in rows if not all(value and value == value.strip() for value in row.values())] == []


@pytest.mark.parametrize("table", ["chains.csv", "chain_segments.csv", "position_families.csv"])
def test_a_slug_names_one_row(table: str) -> None:
    assert repeated([row["slug"] for row in read(table)]) == []


def test_the_chains_that_everyone_refers_to_are_there(chains: list[Row]) -> None:
    slugs = {row["slug"] for row in chains}

    assert slugs >= FIXED_CHAINS
    assert len(slugs) >= 16


def test_a_segment_belongs_to_a_known_chain_and_carries_its_slug(chains: list[Row], segments: list[Row]) -> None:
    known = {row["slug"] for row in chains}

    strays = [row["slug"] for row in segments if row["chain"] not in known]
    misnamed = [row["slug"] for row in segments if not re.fullmatch(rf"{row['chain']}\.[a-z]+", row["slug"])]
    assert (strays, misnamed) == ([], [])


def test_a_chain_has_four_to_nine_segments_over_all_streams(chains: list[Row], segments: list[Row]) -> None:
    for chain in chains:
        own = [row for row in segments if row["chain"] == chain["slug"]]

        assert 4 <= len(own) <= 9, chain["slug"]
        assert {row["stream"] for row in own} == STREAMS, chain["slug"]


def test_the_segments_of_a_chain_have_different_names(segments: list[Row]) -> None:
    assert repeated([f"{row['chain']} {row['name']}" for row in segments]) == []


def test_a_segment_names_two_to_six_industries_that_exist(segments: list[Row]) -> None:
    sections = {row["code"]: row["section"] for row in read("industries.csv") if row["code"].isdigit()}

    for row in segments:
        codes = row["industry_codes"].split(";")
        wrong = [code for code in codes if sections.get(code[1:]) != code[0]]

        assert wrong == [], f"{row['slug']}: {wrong}"
        assert 2 <= len(codes) <= 6, row["slug"]
        assert repeated(codes) == [], row["slug"]


def test_a_family_belongs_to_a_known_segment_and_carries_its_slug(segments: list[Row], families: list[Row]) -> None:
    known = {row["slug"] for row in segments}

    strays = [row["slug"] for row in families if row["segment"] not in known]
    misnamed = [row["slug"] for row in families if not re.fullmatch(rf"{row['segment']}\.[a-z]+", row["slug"])]
    assert (strays, misnamed) == ([], [])


def test_a_segment_has_two_to_four_families_of_different_names(segments: list[Row], families: list[Row]) -> None:
    sizes = Counter(row["segment"] for row in families)

    assert [row["slug"] for row in segments if not 2 <= sizes[row["slug"]] <= 4] == []
    assert repeated([f"{row['segment']} {row['name']}" for row in families]) == []


def test_a_family_lists_three_to_eight_different_titles(families: list[Row]) -> None:
    for row in families:
        titles = row["titles"].split(";")

        assert 3 <= len(titles) <= 8, row["slug"]
        assert all(titles), row["slug"]
        assert repeated(titles) == [], row["slug"]


@pytest.mark.parametrize(
    ("segment", "code"),
    [("elevator.maintain", "C3435"), ("nev.battery", "C3841"), ("nev.aftersales", "O8111"), ("digital.chip", "I6520")],
)
def test_a_well_known_industry_lies_on_its_segment(segments: list[Row], segment: str, code: str) -> None:
    codes = {row["slug"]: row["industry_codes"].split(";") for row in segments}

    assert code in codes[segment]
