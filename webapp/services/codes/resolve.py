"""Codes of industry and region as people pick or type them: code, name, or both; which must not contradict."""

import re
import unicodedata
from typing import Any, Final, NoReturn

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from webapp.models import Industry, Region
from webapp.services.codes.gazetteer import Spot, holds, read_names, spots_of
from webapp.services.kernel.errors import InputRefused, Remark

SECTIONS: Final = "ABCDEFGHIJKLMNOPQRST"
LEADING_CODE: Final = re.compile(r"([A-Za-z]?[0-9]{2,6}|X-[0-9]{4})(?=\s|$)", re.ASCII)
INDUSTRY_CODE: Final = re.compile(r"([A-Ta-t]?)\s*([0-9]{2,4})(?![0-9])\s*(.*)|([A-Ta-t])$", re.ASCII | re.DOTALL)
REGION_CODE: Final = re.compile(r"([0-9]{2,6}(?![0-9])|[Xx]-[0-9]{4}(?![0-9]))\s*(.*)", re.ASCII | re.DOTALL)
UNKNOWN_NAME: Final = re.compile(r"\S{1,16}[省市县区州盟旗]")  # a place that the table does not have
MOST_OPTIONS: Final = 12


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


def resolve_industries(session: Session, entries: list[str]) -> list[str]:
    """Return the codes of the industries that were picked or typed, by code with or without letter, or by name.

    A name beside a code must be that of the code, or part of it.
    """
    read = {entry: _industry_of(entry) for entry in entries}
    wanted = {code for codes, _name in read.values() for code in codes}
    names = [name for _codes, name in read.values() if name]
    query = select(Industry).where(or_(col(Industry.code).in_(wanted), col(Industry.name).in_(names)))
    rows = list(session.exec(query.order_by(col(Industry.level).desc(), col(Industry.code)))) if entries else []
    resolved, unknown, wide = [], [], []
    remarks: list[Remark] = []
    for entry, (codes, name) in read.items():
        named = [row for row in rows if name and row.name == name]
        row = next((row for row in rows if row.code in codes), None) if codes else next(iter(named), None)
        if row is None:
            unknown.append(entry)
        elif codes and name and not _is_of_name(name, row, named):
            facts = {"entries": entry, "options": [_industry_entry(one) for one in (row, *named[:1])]}
            remarks.append(Remark("industry_codes", "code_contradicts", facts))
        elif row.level < 2:
            wide.append(entry)
        else:
            resolved.append(row.code)
    if unknown:
        remarks.append(Remark("industry_codes", "industries_unknown", {"entries": unknown}))
    if wide:
        remarks.append(Remark("industry_codes", "industries_wide", {"entries": wide}))
    if remarks:
        raise InputRefused(remarks)
    return list(dict.fromkeys(resolved))


def _industry_of(entry: str) -> tuple[list[str], str]:
    """Return the codes that an entry may mean, and the name that stands in it."""
    typed = unicodedata.normalize("NFKC", entry).strip()
    match = INDUSTRY_CODE.match(typed)
    if match is None:
        return [], entry.strip()
    letter, digits, name, section = match.groups()
    if section:
        return [section.upper()], ""
    original = entry.strip()[-len(name) :] if name else ""
    codes = [f"{letter.upper()}{digits}"] if letter else [f"{section}{digits}" for section in SECTIONS]
    return codes, original.strip()


def _industry_entry(row: Industry) -> str:
    return f"{row.code} {row.name}"


def _is_of_name(name: str, row: Industry, named: list[Industry]) -> bool:
    if any(one.code == row.code for one in named):
        return True
    return not named and (is_within(name, row.name) or is_within(name, row.name_en))


def is_within(words: str, name: str) -> bool:
    """Tell whether words are a name or a shorter form of it: 电梯制造 of 电梯、自动扶梯及升降机制造."""
    wanted, held = (_letters(text) for text in (words, name))
    if held and held in wanted:
        return True
    signs = iter(held)
    return len(wanted) > 1 and all(sign in signs for sign in wanted)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


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
    resolved, unknown = [], []
    remarks: list[Remark] = []
    for entry in dict.fromkeys(entries):
        try:
            code, rest = read_place(session, entry)
        except InputRefused as refused:
            for remark in refused.remarks:
                unknown += [entry] if remark.code == "regions_unknown" else []
                remarks += [] if remark.code == "regions_unknown" else [remark]
            continue
        if rest:
            unknown.append(entry)
        else:
            resolved.append(code)
    if unknown:
        remarks.append(Remark("regions", "regions_unknown", {"entries": unknown}))
    if remarks:
        raise InputRefused(remarks)
    return list(dict.fromkeys(resolved))


def read_place(session: Session, text: str) -> tuple[str, str]:
    """Return the code of the place that a text names, and what follows: 浙江湖州南浔区练市镇 is (330503, 练市镇).

    What several places bear, what was divided, and a code beside another name are refused with the `options`.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    match = REGION_CODE.match(typed)
    reading = read_names(session, match.group(2) if match else typed)
    coded = spots_of(session, [match.group(1).upper()]) if match else []
    if match and coded:
        spot = coded[0]
        if reading.spots and not any(holds(named, spot) for named in reading.spots):
            _refuse("code_contradicts", text, (spot, *reading.spots))
        if not reading.spots and UNKNOWN_NAME.fullmatch(reading.rest):
            _refuse("code_contradicts", text, (spot,))
        return spot.code, reading.rest
    if match or not reading.spots:
        _refuse("regions_unknown", text, reading.spots)
    if len(reading.spots) > 1:
        _refuse("region_ambiguous", text, reading.spots)
    return reading.spots[0].code, reading.rest


def _refuse(code: str, text: str, spots: tuple[Spot, ...]) -> NoReturn:
    facts: dict[str, Any] = {"entries": text if code != "regions_unknown" else [text]}
    if spots:
        facts["options"] = [spot.entry for spot in spots[:MOST_OPTIONS]]
    raise InputRefused([Remark("regions", code, facts)])
