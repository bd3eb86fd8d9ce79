"""Loading the code tables of `data/taxonomies/` into the database, as one versioned whole."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, update
from sqlmodel import Session, SQLModel, col, select

from webapp.models import (
    Chain,
    ChainSegment,
    Industry,
    IndustryRelation,
    Major,
    MajorClass,
    PositionFamily,
    Region,
    Skill,
    SkillField,
    SkillName,
    TaxonomyVersion,
)
from webapp.services.codes.editing.history import entry, touched_by_hand
from webapp.services.codes.pinyin import spell
from webapp.services.codes.place_names import latin_path
from webapp.services.codes.tables import versions
from webapp.services.codes.tables.versions import current_version
from webapp.services.kernel.data_folders import TAXONOMIES
from webapp.services.limits.working_days import load_calendar

Row = dict[str, Any]


def fingerprint(folder: Path = TAXONOMIES) -> str:
    """Return the SHA-256 over every table's name and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def load(session: Session, folder: Path = TAXONOMIES) -> TaxonomyVersion:
    """Load all tables; rows that exist are brought up to date, none is taken away. Return the version.

    Loading the same files again changes nothing and returns the version that stands; a row that somebody has changed
    on the platform stays as it was changed.
    """
    load_calendar(session)
    sha256 = fingerprint(folder)
    newest = current_version(session)
    if newest is not None and newest.source_sha256 == sha256:
        return newest
    versions.hold_tables(session)
    changed = touched_by_hand(session)
    for model, rows in _tables(folder):
        _store(session, model, [row for row in map(partial(_as_it_may, model, changed), rows) if row])
    _spell_places(session)
    return versions.stamp(session, {"what": "tables.loaded"}, by=None, source_sha256=sha256)


SHEETS: dict[type[SQLModel], tuple[str, str]] = {  # table → sheet of its changes, column of the key
    Industry: ("industries", "code"),
    Region: ("regions", "code"),
    Major: ("majors", "key"),
    Chain: ("chains", "slug"),
    ChainSegment: ("segments", "slug"),
    PositionFamily: ("families", "slug"),
    Skill: ("skills", "name"),
    SkillName: ("skills", "skill_name"),
}
OF_CLASS = {"class-industries": ("industry_codes", "reason"), "class-skills": ("skills", "courses")}


def _as_it_may(model: type[SQLModel], changed: set[UUID], row: Row) -> Row:
    """Return what a loading may write of a row: nothing of what somebody has changed here."""
    if not changed:
        return row
    if model is IndustryRelation:
        return {} if entry("relations", f"{row['a']}~{row['b']}").id in changed else row
    if model is MajorClass:
        kept = [name for sheet, names in OF_CLASS.items() if entry(sheet, row["name"]).id in changed for name in names]
        return {name: value for name, value in row.items() if name not in kept}
    if model in SHEETS:
        sheet, key = SHEETS[model]
        return {} if entry(sheet, row[key]).id in changed else row
    return row


def _tables(folder: Path) -> Iterator[tuple[type[SQLModel], Iterable[Row]]]:
    yield Industry, industry_rows(_read(folder / "industries.csv"))
    yield IndustryRelation, _relations(folder)
    yield Region, region_rows(_read(folder / "regions.csv"))
    yield Major, major_rows(_read(folder / "majors.csv"))
    yield Major, technician_major_rows(_read(folder / "majors_technician.csv"))
    yield MajorClass, _major_classes(folder)
    yield Chain, _numbered(_read(folder / "chains.csv"))
    yield ChainSegment, _segments(folder)
    yield PositionFamily, _families(folder)
    yield SkillField, _skill_fields(folder)
    skills, words = _skills(folder)
    yield Skill, skills
    yield SkillName, words


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _list(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";") if entry.strip()]


def _spelled(name: str) -> Row:
    pinyin, initials = spell(name)
    return {"pinyin": pinyin[:200], "initials": initials[:40]}


def _numbered(rows: list[dict[str, str]]) -> list[Row]:
    return [{**row, "position": position} for position, row in enumerate(rows)]


def industry_rows(read: Iterable[dict[str, str]]) -> list[Row]:
    """Return the industries of a file, as they are stored."""
    rows = sorted(read, key=lambda row: int(row["level"]))
    return [
        {
            "code": _full(row["code"], row["section"]),
            "name": row["name"],
            "name_en": row["name_en"],
            "parent_code": _full(row["parent_code"], row["section"]) or None,
            "level": int(row["level"]),
            **_spelled(row["name"]),
        }
        for row in rows
    ]


def _full(code: str, section: str) -> str:
    return f"{section}{code}" if code[:1].isdigit() else code


def _relations(folder: Path) -> list[Row]:
    return [{**row, "strength": float(row["strength"])} for row in _read(folder / "industry_relations.csv")]


def region_rows(read: Iterable[dict[str, str]]) -> list[Row]:
    """Return the regions of a file, as they are stored."""
    rows = sorted(read, key=lambda row: (int(row["level"]), row["code"]))
    names = {row["code"]: row for row in rows}
    regions = []
    for row in rows:
        path = [row["name"]]
        parent = names.get(row["parent_code"])
        while parent is not None:
            if parent["name"] not in path:
                path.insert(0, parent["name"])
            parent = names.get(parent["parent_code"])
        regions.append(
            {
                "code": row["code"],
                "name": row["name"],
                "full_name": " / ".join(path),
                "name_en": latin_path(path),
                "parent_code": row["parent_code"] or None,
                "level": int(row["level"]),
                "lat": float(row["lat"]) if row["lat"] else None,
                "lon": float(row["lon"]) if row["lon"] else None,
                **_spelled(row["name"]),
            }
        )
    return regions


def major_rows(read: Iterable[dict[str, str]]) -> list[Row]:
    """Return the majors of the national catalogue, as they are stored."""
    rows = sorted(read, key=lambda row: int(row["level"]))
    classes = {row["code"]: row["name"] for row in rows if row["level"] == "2"}
    return [
        {
            "key": f"moe2021:{row['code']}",
            "catalogue": "moe2021",
            "code": row["code"],
            "name": row["name"],
            "parent_key": f"moe2021:{row['parent_code']}" if row["parent_code"] else None,
            "level": int(row["level"]),
            "schooling": row["schooling"],
            "class_name": classes.get(row["code"][:4], ""),
            **_spelled(row["name"]),
        }
        for row in rows
    ]


def technician_major_rows(read: Iterable[dict[str, str]]) -> list[Row]:
    """Return the majors of technician colleges, as they are stored."""
    return [
        {
            "key": f"mohrss:{row['code']}",
            "catalogue": "mohrss",
            "code": row["code"],
            "name": row["name"],
            "parent_key": None,
            "level": 3,
            "schooling": "技工",
            "class_name": row["category"],
            **_spelled(row["name"]),
        }
        for row in read
    ]


def _major_classes(folder: Path) -> list[Row]:
    teaching = {row["major_class"]: row for row in _read(folder / "major_class_skills.csv")}
    serving = {row["major_class"]: row for row in _read(folder / "major_class_industries.csv")}
    return [
        {
            "name": name,
            "industry_codes": _list(serving.get(name, {}).get("industry_codes", "")),
            "reason": serving.get(name, {}).get("reason", ""),
            "skills": _list(teaching.get(name, {}).get("skills", "")),
            "courses": _list(teaching.get(name, {}).get("courses", "")),
        }
        for name in dict.fromkeys((*serving, *teaching))
    ]


def _segments(folder: Path) -> list[Row]:
    return [
        {
            "slug": row["slug"],
            "chain_slug": row["chain"],
            "stream": row["stream"],
            "name": row["name"],
            "name_en": row["name_en"],
            "industry_codes": _list(row["industry_codes"]),
            "position": position,
        }
        for position, row in enumerate(_read(folder / "chain_segments.csv"))
    ]


def _families(folder: Path) -> list[Row]:
    return [
        {
            "slug": row["slug"],
            "segment_slug": row["segment"],
            "name": row["name"],
            "name_en": row["name_en"],
            "titles": _list(row["titles"]),
            "position": position,
        }
        for position, row in enumerate(_read(folder / "position_families.csv"))
    ]


def _skill_fields(folder: Path) -> list[Row]:
    return [{**row, "major_categories": _list(row["major_categories"])} for row in _read(folder / "skill_fields.csv")]


def _skills(folder: Path) -> tuple[list[Row], list[Row]]:
    skills: list[Row] = []
    words: dict[tuple[str, str], Row] = {}
    english = {row["skill"]: [row["name_en"]] for row in _read(folder / "skill_names_en.csv")}
    for path in sorted((folder / "skills").glob("*.csv")):
        if path.stem == "ambiguous":
            continue
        for row in _read(path):
            skills.append({"name": row["skill"], "field_slug": path.stem})
            for word in (row["skill"], *_list(row["aliases"]), *english.get(row["skill"], [])):
                words.setdefault(
                    (word, row["skill"]),
                    {"word": word, "skill_name": row["skill"], "is_alias": word != row["skill"], **_spelled(word)},
                )
    return skills, list(words.values())


def _spell_places(session: Session) -> None:
    """Write how places are spelt for those, too, that no file brings: parks, and what somebody has changed here."""
    places = {row.code: row for row in session.exec(select(Region).order_by(col(Region.level), col(Region.code)))}
    for row in places.values():
        path = [row.name]
        above = places.get(row.parent_code or "")
        while above is not None:
            path.insert(0, above.name)
            above = places.get(above.parent_code or "")
        spelt = {**_spelled(row.name), "name_en": latin_path(path)[:120]}
        for name, value in spelt.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    session.flush()


def _store(session: Session, model: type[SQLModel], rows: list[Row]) -> None:
    table: Table = model.__table__  # type: ignore[attr-defined]
    key = (table.c.word, table.c.skill_name) if model is SkillName else tuple(table.primary_key.columns)
    known = {tuple(values) for values in session.execute(select(*key))}
    fresh = []
    for row in rows:
        own = tuple(row[column.name] for column in key)
        if own not in known:
            fresh.append(row)
        elif model is not SkillName:
            session.execute(
                update(table).where(*(column == value for column, value in zip(key, own, strict=True))).values(**row)
            )
    if fresh:
        session.execute(insert(table), fresh)
    session.flush()
