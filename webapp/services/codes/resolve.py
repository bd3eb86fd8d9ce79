"""Codes of industry and region as people pick or type them: code, name, or both."""

import re
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from webapp.models import Industry, Major, Region
from webapp.services.kernel.errors import InputRefused, Remark

SECTIONS: Final = "ABCDEFGHIJKLMNOPQRST"
LEADING_CODE: Final = re.compile(r"([A-Za-z]?[0-9]{2,6}|X-[0-9]{4})(?=\s|$)", re.ASCII)


def resolve(session: Session, industry: str | None, region: str | None) -> tuple[dict[str, str | None], list[Remark]]:
    """Return the codes of what was picked or typed, and what is wrong with it."""
    codes: dict[str, str | None] = {}
    remarks: list[Remark] = []
    for name, text, find, unknown in (
        ("industry_code", industry, resolve_industries, "industries_unknown"),
        ("region", region, resolve_regions, "regions_unknown"),
    ):
        typed = (text or "").strip()
        codes[name] = None
        if not typed:
            continue
        if not typed.isprintable():
            remarks.append(Remark(name, unknown, {"entries": "".join(filter(str.isprintable, typed))}))
            continue
        try:
            codes[name] = find(session, [typed])[0]
        except InputRefused as refused:
            remarks += [Remark(name, remark.code, remark.facts) for remark in refused.remarks]
    return codes, remarks


def find_major(session: Session, text: str) -> Major:
    """Return the major that was picked or typed: by key, by code, or by a name that only one major has."""
    typed = text.strip()
    if not typed.isprintable():
        raise InputRefused([Remark("major_key", "major_unknown")])
    major = session.get(Major, typed)
    if major is None:
        code = LEADING_CODE.match(typed)
        wanted = col(Major.code) == code.group(1) if code else col(Major.name) == typed
        majors = session.exec(select(Major).where(wanted, Major.level == 3).order_by(col(Major.key))).all()
        if len(majors) > 1:
            raise InputRefused([Remark("major_key", "major_ambiguous", {"codes": [major.code for major in majors]})])
        major = majors[0] if majors else None
    if major is None or major.level != 3:
        raise InputRefused([Remark("major_key", "major_unknown")])
    return major


def resolve_industries(session: Session, entries: list[str]) -> list[str]:
    """Return the codes of the industries that were picked or typed, by code with or without letter, or by name."""
    codes: dict[str, list[str]] = {}
    for entry in entries:
        match = LEADING_CODE.match(entry)
        code = match.group(1).upper() if match else ""
        codes[entry] = [code] if code[:1].isalpha() else [f"{letter}{code}" for letter in SECTIONS] if code else []
    wanted = {code for candidates in codes.values() for code in candidates}
    names = [entry for entry, candidates in codes.items() if not candidates]
    query = select(Industry).where(or_(col(Industry.code).in_(wanted), col(Industry.name).in_(names)))
    rows = list(session.exec(query.order_by(col(Industry.level).desc(), col(Industry.code)))) if entries else []
    resolved, unknown, wide = [], [], []
    for entry, candidates in codes.items():
        row = next((row for row in rows if row.code in candidates or (not candidates and row.name == entry)), None)
        if row is None:
            unknown.append(entry)
        elif row.level < 2:
            wide.append(entry)
        else:
            resolved.append(row.code)
    if unknown:
        raise InputRefused([Remark("industry_codes", "industries_unknown", {"entries": unknown})])
    if wide:
        raise InputRefused([Remark("industry_codes", "industries_wide", {"entries": wide})])
    return list(dict.fromkeys(resolved))


def inside_region(column: Any, code: str) -> ColumnElement[bool]:
    """Return when the region in a column lies in a province, city or county, regions of one's own included."""
    prefix = region_prefix(code)
    parks = select(Region.code).where(
        col(Region.code).startswith("X-"), col(Region.parent_code).startswith(prefix, autoescape=True)
    )
    return or_(col(column).startswith(prefix, autoescape=True), col(column).in_(parks))


def region_prefix(code: str) -> str:
    """Return what the codes inside a province, city or county begin with."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def resolve_regions(session: Session, entries: list[str]) -> list[str]:
    """Return the codes of the regions that were picked or typed, by code or by a name that only one has."""
    codes = {entry: match.group(1) if (match := LEADING_CODE.match(entry)) else "" for entry in entries}
    names = [entry for entry, code in codes.items() if not code]
    wanted = or_(col(Region.code).in_(codes.values()), col(Region.full_name).in_(names), col(Region.name).in_(names))
    rows = list(session.exec(select(Region).where(wanted).order_by(col(Region.code)))) if entries else []
    resolved, unknown = [], []
    for entry, code in codes.items():
        regions = [row for row in rows if row.code == code or (not code and entry == row.full_name)]
        regions = regions or [row for row in rows if not code and entry == row.name]
        if len(regions) == 1:
            resolved.append(regions[0].code)
        else:
            unknown.append(entry)
    if unknown:
        raise InputRefused([Remark("regions", "regions_unknown", {"entries": unknown})])
    return list(dict.fromkeys(resolved))
