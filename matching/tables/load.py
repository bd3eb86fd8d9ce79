"""The code tables that comparisons stand on, from a folder of CSV files."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from matching.errors import InputError
from matching.tables.csv_rows import Row, read_rows
from matching.tables.lexicon import LexiconRow
from matching.tables.taxonomy import Family, Industry, IndustryRelation, Major, MajorClass, Segment, Taxonomies
from matching.text.normal import split_list

TAXONOMIES = Path(__file__).resolve().parents[2] / "data" / "taxonomies"

Entry = TypeVar("Entry")


def load_tables(folder: Path | str = TAXONOMIES) -> Taxonomies:
    """Read the code tables of a folder, those of the platform without one; industries and skills must be there.

    Raise `InputError` where a table cannot be read. Callers keep the result: reading takes a moment.
    """
    folder = Path(folder)
    industries = {industry.code: industry for industry in _industries(folder / "industries.csv")}
    return Taxonomies.of(
        industries.values(),
        _skills(folder / "skills", _english(folder / "skill_names_en.csv")),
        relations=_optional(folder / "industry_relations.csv", ("a", "b", "relation", "strength"), _relation),
        majors=_majors(folder),
        classes=_classes(folder),
        chains=dict(_optional(folder / "chains.csv", ("slug", "name"), lambda row: (row.get("slug"), row.get("name")))),
        segments=_optional(folder / "chain_segments.csv", ("slug", "chain", "name", "industry_codes"), _segment),
        families=_optional(folder / "position_families.csv", ("slug", "segment", "name", "titles"), _family),
    )


def _industries(path: Path) -> Iterator[Industry]:
    def full(code: str, section: str) -> str:
        return f"{section}{code}" if code[:1].isdigit() else code

    for row in read_rows(path, required=("code", "name", "parent_code", "section")):
        section = row.get("section")
        yield Industry(full(row.get("code"), section), row.get("name"), full(row.get("parent_code"), section))


def _english(path: Path) -> Mapping[str, str]:
    return dict(_optional(path, ("skill", "name_en"), lambda row: (row.get("skill"), row.get("name_en"))))


def _skills(folder: Path, english: Mapping[str, str]) -> Iterator[LexiconRow]:
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InputError("no lexicon; put skill files (columns skill, aliases) here", file=str(folder))
    for path in files:
        if path.name == "ambiguous.csv":  # names words that belong to several skills on purpose, no skills of its own
            continue
        for row in read_rows(path, required=("skill", "aliases")):
            skill = row.get("skill")
            names = (english[skill],) if skill in english else ()
            yield LexiconRow(skill, split_list(row.get("aliases")), path.stem, names)


def _optional(path: Path, required: tuple[str, ...], make: Callable[[Row], Entry]) -> list[Entry]:
    return [make(row) for row in read_rows(path, required=required)] if path.exists() else []


def _relation(row: Row) -> IndustryRelation:
    try:
        strength = float(row.get("strength"))
    except ValueError:
        raise row.refuse("strength", "is no number; write one between 0 and 1") from None
    if not 0 <= strength <= 1:
        raise row.refuse("strength", "lies outside 0 to 1")
    return IndustryRelation(row.get("a"), row.get("b"), row.get("relation"), strength, row.get("reason"))


def _majors(folder: Path) -> Iterator[Major]:
    national = _optional(folder / "majors.csv", ("code", "name", "level", "parent_code"), lambda row: row)
    classes = {row.get("code"): row.get("name") for row in national if row.get("level") == "2"}
    for row in national:
        if row.get("level") == "3":
            yield Major(row.get("code"), row.get("name"), classes.get(row.get("parent_code"), ""))
    yield from _optional(
        folder / "majors_technician.csv",
        ("code", "name", "category"),
        lambda row: Major(row.get("code"), row.get("name"), row.get("category")),
    )


def _classes(folder: Path) -> Iterator[MajorClass]:
    teaching: Mapping[str, Row] = dict(
        _optional(
            folder / "major_class_skills.csv", ("major_class", "skills"), lambda row: (row.get("major_class"), row)
        )
    )
    for row in _optional(folder / "major_class_industries.csv", ("major_class", "industry_codes"), lambda row: row):
        name = row.get("major_class")
        taught = teaching.get(name)
        yield MajorClass(
            name,
            split_list(row.get("industry_codes")),
            split_list(taught.get("skills")) if taught else (),
            split_list(taught.get("courses")) if taught else (),
        )


def _segment(row: Row) -> Segment:
    return Segment(row.get("slug"), row.get("chain"), row.get("name"), split_list(row.get("industry_codes")))


def _family(row: Row) -> Family:
    return Family(row.get("slug"), row.get("segment"), row.get("name"), split_list(row.get("titles")))
