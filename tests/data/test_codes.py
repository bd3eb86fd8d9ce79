"""The code tables: complete, whole in themselves, and fit for everything that refers to them."""

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
PREFECTURES_WITHOUT_COUNTIES = {"441900", "442000", "460400", "620200"}  # 东莞、中山、儋州、嘉峪关
RELATIONS = {
    "makes", "supplies", "sells", "transports", "installs", "repairs", "inspects",
    "designs", "programs", "operates", "finances", "trains", "builds",
}  # fmt: skip
Row = dict[str, str]


def rows(folder: str, name: str) -> list[Row]:
    """Return the rows of one file."""
    with (DATA / folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def listed(text: str) -> list[str]:
    """Return the entries of a list in one cell."""
    return [entry for entry in text.split(";") if entry]


def lettered(row: Row) -> str:
    """Return the code of an industry with the letter of its section."""
    return row["code"] if row["level"] == "1" else row["section"] + row["code"]


INDUSTRIES = rows("taxonomies", "industries")
MAJORS = rows("taxonomies", "majors")
TECHNICIAN_MAJORS = rows("taxonomies", "majors_technician")
REGIONS = rows("taxonomies", "regions")
CLASS_INDUSTRIES = rows("taxonomies", "major_class_industries")
LINKS = rows("taxonomies", "industry_relations")
TABLES = {
    "industries": INDUSTRIES,
    "majors": MAJORS,
    "majors_technician": TECHNICIAN_MAJORS,
    "regions": REGIONS,
}
INDUSTRY_CODES = {lettered(row) for row in INDUSTRIES}
DIVISIONS = {lettered(row) for row in INDUSTRIES if row["level"] == "2"}
CLASSES = {row["name"] for row in MAJORS if row["level"] == "2"}
PLACES = {row["code"]: row for row in REGIONS}


@pytest.mark.parametrize("table", TABLES)
def test_a_code_names_one_row_and_has_a_name(table: str) -> None:
    counts = Counter(row["code"] for row in TABLES[table])

    assert [code for code, count in counts.items() if count > 1] == []
    assert [row["code"] for row in TABLES[table] if not row["name"] or row["name"] != row["name"].strip()] == []


@pytest.mark.parametrize("table", ["industries", "majors", "regions"])
def test_a_parent_exists_and_stands_higher(table: str) -> None:
    levels = {row["code"]: int(row["level"]) for row in TABLES[table]}

    for row in TABLES[table]:
        if row["parent_code"]:
            assert levels[row["parent_code"]] < levels[row["code"]], row["code"]
        else:
            assert row["level"] == "1", row["code"]


def test_the_classification_of_industries_is_complete() -> None:
    assert Counter(row["level"] for row in INDUSTRIES) == {"1": 20, "2": 97, "3": 473, "4": 1381}
    for row in INDUSTRIES:
        if row["level"] in ("3", "4"):
            assert row["code"].startswith(row["parent_code"]), row["code"]
        if row["level"] in ("1", "2"):
            assert row["name_en"], row["code"]


def test_the_catalogue_of_majors_is_complete() -> None:
    counts = Counter((row["schooling"], row["level"]) for row in MAJORS)

    assert counts == {
        ("中职", "1"): 19, ("中职", "2"): 88, ("中职", "3"): 358,
        ("高职专科", "1"): 19, ("高职专科", "2"): 97, ("高职专科", "3"): 744,
        ("职教本科", "1"): 19, ("职教本科", "2"): 90, ("职教本科", "3"): 247,
    }  # fmt: skip


def test_a_major_carries_its_class_and_its_class_its_category() -> None:
    schooling = {row["code"]: row["schooling"] for row in MAJORS}
    for row in MAJORS:
        assert len(row["code"]) == 2 * int(row["level"]), row["code"]
        assert row["parent_code"] == row["code"][:-2], row["code"]
        if row["parent_code"]:
            assert schooling[row["parent_code"]] == row["schooling"], row["code"]


def test_the_majors_of_a_class_are_numbered_without_a_gap() -> None:
    for one, next_one in pairwise(row["code"] for row in MAJORS if row["level"] == "3"):
        if one[:4] == next_one[:4]:
            assert int(next_one) == int(one) + 1


def test_categories_and_classes_bear_the_same_name_on_all_levels_of_schooling() -> None:
    names: dict[str, set[str]] = {}
    for row in MAJORS:
        if row["level"] in ("1", "2"):
            names.setdefault(f"{int(row['code'][:2]) % 20}{row['code'][2:]}", set()).add(row["name"])

    assert [found for found in names.values() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("460206", "电梯工程技术"), ("660201", "智能设备运行与维护"), ("660206", "电梯安装与维修保养"),
        ("700209", "新能源汽车运用与维修"), ("510209", "人工智能技术应用"), ("320201", "护理"),
    ],
)  # fmt: skip
def test_a_well_known_major_has_its_code(code: str, name: str) -> None:
    assert {row["code"]: row["name"] for row in MAJORS}[code] == name


def test_a_technician_major_has_four_digits_and_a_category() -> None:
    for row in TECHNICIAN_MAJORS:
        assert len(row["code"]) == 4, row["code"]
        assert row["code"].isdigit(), row["code"]
        assert row["category"].endswith("类") or row["category"] == "其他", row["code"]


def test_every_province_city_and_county_is_there() -> None:
    counts = Counter(row["level"] for row in REGIONS)

    assert counts["1"] == 34
    assert counts["2"] == 337
    assert counts["3"] >= 2840
    assert {"东莞市", "中山市", "北京市", "重庆市", "济源市"} <= {row["name"] for row in REGIONS}


def test_a_region_lies_in_the_province_of_its_code() -> None:
    for row in REGIONS:
        place = row
        while place["parent_code"]:
            place = PLACES[place["parent_code"]]
        assert place["code"] == row["code"][:2] + "0000", row["code"]


def test_a_city_has_counties_unless_it_is_one_of_the_four_that_have_none() -> None:
    parents = {row["parent_code"] for row in REGIONS}
    bare = {row["code"] for row in REGIONS if row["level"] == "2" and row["code"] not in parents}

    assert bare == PREFECTURES_WITHOUT_COUNTIES


def test_every_place_lies_inside_the_country() -> None:
    for row in REGIONS:
        assert 3 < float(row["lat"]) < 54, row["code"]
        assert 73 < float(row["lon"]) < 136, row["code"]


def test_a_county_lies_near_its_city() -> None:
    """Allow for the islands of Sansha, which spread over seven degrees."""
    for row in REGIONS:
        city = PLACES.get(row["parent_code"])
        if row["level"] == "3" and city is not None and city["level"] == "2":
            assert abs(float(row["lat"]) - float(city["lat"])) < 8, row["code"]
            assert abs(float(row["lon"]) - float(city["lon"])) < 8, row["code"]


def test_every_class_of_majors_names_three_to_eight_industries_that_exist() -> None:
    assert [row["major_class"] for row in CLASS_INDUSTRIES] == list(
        dict.fromkeys(row["major_class"] for row in CLASS_INDUSTRIES)
    )
    assert {row["major_class"] for row in CLASS_INDUSTRIES} == CLASSES
    for row in CLASS_INDUSTRIES:
        codes = listed(row["industry_codes"])
        assert 3 <= len(codes) <= 8, row["major_class"]
        assert len(set(codes)) == len(codes), row["major_class"]
        assert {code for code in codes if code not in INDUSTRY_CODES or len(code) < 3} == set(), row["major_class"]
        assert len(row["reason"]) >= 8, row["major_class"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("机电设备类", "C343"), ("汽车制造类", "C3612"), ("护理类", "Q841"), ("电子商务类", "F5292"), ("旅游类", "H61")],
)
def test_a_class_serves_the_industry_that_everyone_expects(name: str, code: str) -> None:
    assert code in {row["major_class"]: listed(row["industry_codes"]) for row in CLASS_INDUSTRIES}[name]


def test_a_link_joins_two_branches_that_exist_in_a_known_way() -> None:
    assert len(LINKS) >= 450
    for row in LINKS:
        pair = f"{row['a']}–{row['b']}"
        assert {row["a"], row["b"]} <= INDUSTRY_CODES, pair
        assert min(len(row["a"]), len(row["b"])) >= 3, pair
        assert row["relation"] in RELATIONS, pair
        assert 0.3 <= float(row["strength"]) <= 0.9, pair
        assert len(row["reason"]) >= 5, pair


def test_no_two_links_join_the_same_branches() -> None:
    pairs = Counter(frozenset((row["a"], row["b"])) for row in LINKS)

    assert [sorted(pair) for pair, count in pairs.items() if count > 1] == []


def test_no_link_joins_a_branch_with_what_lies_inside_it() -> None:
    nested = [row for row in LINKS if row["a"].startswith(row["b"]) or row["b"].startswith(row["a"])]

    assert nested == []


def test_every_division_is_linked_at_least_twice() -> None:
    ends: Counter[str] = Counter()
    for row in LINKS:
        ends.update({row["a"][:3], row["b"][:3]})

    assert sorted(division for division in DIVISIONS if ends[division] < 2) == []


def test_every_group_of_the_classification_is_reached_by_a_link() -> None:
    ends = {end for row in LINKS for end in (row["a"], row["b"])}
    groups = [code for code in INDUSTRY_CODES if len(code) == 4]

    assert len(groups) == 473
    assert (
        sorted(code for code in groups if not any(end.startswith(code) or code.startswith(end) for end in ends)) == []
    )


def test_every_link_gives_a_reason_of_its_own() -> None:
    assert len({row["reason"] for row in LINKS}) > 0.95 * len(LINKS)


def test_most_links_reach_across_sections() -> None:
    across = sum(row["a"][0] != row["b"][0] for row in LINKS)

    assert across > len(LINKS) / 2


@pytest.mark.parametrize(("a", "b"), [("C343", "E49"), ("C3435", "O81"), ("C3612", "O8111"), ("C3973", "I6520")])
def test_who_builds_a_thing_is_linked_with_who_looks_after_it(a: str, b: str) -> None:
    assert {a, b} in [{row["a"], row["b"]} for row in LINKS]


def test_every_code_of_the_sample_data_is_found() -> None:
    places = set(PLACES)
    majors = {
        "moe2021": {row["code"] for row in MAJORS},
        "mohrss": {row["code"] for row in TECHNICIAN_MAJORS},
    }
    for row in rows("sample", "organisations") + rows("sample", "demands"):
        assert not row["region"] or row["region"] in places, row["key"]
        assert not row["industry_code"] or row["industry_code"] in INDUSTRY_CODES, row["key"]
    for row in rows("sample", "offerings"):
        assert set(listed(row["regions"])) <= places, row["key"]
    for row in rows("sample", "programs"):
        assert not row["major_code"] or row["major_code"] in majors[row["catalog"]], row["key"]
        assert set(listed(row["industry_codes"])) <= INDUSTRY_CODES, row["key"]


def test_a_sample_programme_bears_the_name_of_its_major() -> None:
    names = {row["code"]: row["name"] for row in MAJORS}
    differing = {
        (row["major_code"], row["major_name"], names[row["major_code"]])
        for row in rows("sample", "programs")
        if row["catalog"] == "moe2021" and row["major_code"] and names[row["major_code"]] != row["major_name"]
    }

    assert differing == set()
