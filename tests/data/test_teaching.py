"""What a class of majors teaches: proposals a school can accept, in the words of the lexicon."""

import csv
from pathlib import Path

import pytest

TAXONOMIES = Path(__file__).parents[2] / "data" / "taxonomies"
AMBIGUOUS = "ambiguous.csv"
SKILLS = range(8, 15)
COURSES = range(5, 11)
LONGEST_COURSE = 40
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Return the rows of one table."""
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def words(cell: str) -> list[str]:
    """Return the words of one cell as written."""
    return cell.split(";")


@pytest.fixture(scope="module")
def teaching() -> list[Row]:
    """Return the proposals of every class of majors."""
    return read(TAXONOMIES / "major_class_skills.csv")


@pytest.fixture(scope="module")
def fields_of() -> dict[str, str]:
    """Return the field of every canonical skill."""
    return {
        row["skill"]: path.stem
        for path in (TAXONOMIES / "skills").glob("*.csv")
        if path.name != AMBIGUOUS
        for row in read(path)
    }


def test_every_class_of_the_catalogue_and_every_category_of_technicians_has_one_row(teaching: list[Row]) -> None:
    classes = {row["name"] for row in read(TAXONOMIES / "majors.csv") if row["level"] == "2"}
    categories = {row["category"] for row in read(TAXONOMIES / "majors_technician.csv")}

    assert sorted(row["major_class"] for row in teaching) == sorted(classes | categories)


def test_every_proposed_skill_is_a_canonical_skill(teaching: list[Row], fields_of: dict[str, str]) -> None:
    unknown = {
        row["major_class"]: [skill for skill in words(row["skills"]) if skill not in fields_of] for row in teaching
    }

    assert {major_class: skills for major_class, skills in unknown.items() if skills} == {}


def test_a_school_gets_a_handful_of_skills_and_courses_each_once(teaching: list[Row]) -> None:
    skills = {row["major_class"]: words(row["skills"]) for row in teaching}
    courses = {row["major_class"]: words(row["courses"]) for row in teaching}

    assert [name for name, found in skills.items() if len(found) not in SKILLS] == []
    assert [name for name, found in courses.items() if len(found) not in COURSES] == []
    assert [name for table in (skills, courses) for name, found in table.items() if len(set(found)) < len(found)] == []
    assert [
        course
        for found in courses.values()
        for course in found
        if course != course.strip() or not 0 < len(course) <= LONGEST_COURSE
    ] == []


def test_every_field_is_taught_by_some_class(teaching: list[Row], fields_of: dict[str, str]) -> None:
    taught = {fields_of[skill] for row in teaching for skill in words(row["skills"])}

    assert taught == {row["slug"] for row in read(TAXONOMIES / "skill_fields.csv")}


@pytest.mark.parametrize(
    ("major_class", "field"),
    [
        ("水利工程与管理类", "water"),
        ("粮食类", "food"),
        ("印刷类", "textile"),
        ("护理类", "medical"),
        ("文秘类", "public"),
    ],
)
def test_a_class_is_taught_mostly_in_its_own_field(
    teaching: list[Row], fields_of: dict[str, str], major_class: str, field: str
) -> None:
    skills = next(words(row["skills"]) for row in teaching if row["major_class"] == major_class)

    assert sum(fields_of[skill] == field for skill in skills) > len(skills) / 2


def test_every_major_category_belongs_to_exactly_one_field() -> None:
    categories = [name for row in read(TAXONOMIES / "skill_fields.csv") for name in words(row["major_categories"])]
    catalogue = {row["name"] for row in read(TAXONOMIES / "majors.csv") if row["level"] == "1"}

    assert sorted(categories) == sorted(catalogue)
