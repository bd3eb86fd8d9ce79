"""Code tables level by level, for people who browse: industries, regions, majors, skills, chains with segments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from webapp.models import Chain, ChainSegment, Industry, Major, PositionFamily, Region, Skill, SkillField
from webapp.models.codes.enums import MajorCatalogue
from webapp.models.kernel.pinyin import pinyin_order
from webapp.services.codes.ranking import Option, named_in
from webapp.services.codes.search import industry_option, major_option, region_option, skill_option

LONGEST_PLACE = 80
SECTION, MAJOR = 1, 3  # levels: an industry's section is too wide to choose, a major is all that can be chosen


@dataclass(frozen=True, slots=True)
class Node:
    """A code, or a heading above codes: its name, whether codes stand below it, and what choosing it gives."""

    place: str
    label: str
    leads: bool
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What stands below one node: the name of the level, its nodes, and the one that the way leads through."""

    level: str
    nodes: Sequence[Node]
    chosen: Node | None = None


Below = tuple[str, list[Node]]


def columns(session: Session, kind: str, place: str, *, language: str = "zh") -> list[Column]:
    """Return the levels from the top to what stands below `place`; unknown kinds and places raise KeyError."""
    way, below = TREES[kind]
    places = way(session, place) if place else []
    levels: list[Column] = []
    for above, step in zip(["", *places], [*places, ""], strict=True):
        level, nodes = below(session, above, language)
        chosen = next((node for node in nodes if node.place == step), None)
        if step and chosen is None:
            raise KeyError(place)
        if nodes:
            levels.append(Column(level, nodes, chosen))
    return levels


def place_of(kind: str, typed: str) -> str:
    """Return the place that the text of a field may speak of: its leading code, or the text itself."""
    text = typed.strip()[:LONGEST_PLACE]
    return text.split(" ", 1)[0] if kind in ("industry", "region") else text


def _parents(model: Any) -> Callable[[Session, str], list[str]]:
    def way(session: Session, place: str) -> list[str]:
        path: list[str] = []
        code: str | None = place
        while code and code not in path:
            path.append(code)
            code = session.exec(select(col(model.parent_code)).where(col(model.code) == code)).one_or_none()
        return path[::-1]

    return way


def _children(session: Session, model: Any, key: str, parent: str, above: str) -> tuple[list[Any], set[str | None]]:
    """Return the rows below one, in their order, and the keys of those that have rows below themselves."""
    own, over = col(getattr(model, key)), col(getattr(model, parent))
    rows = session.exec(select(model).where(over == above if above else over.is_(None)).order_by(own)).all()
    keys = [getattr(row, key) for row in rows]
    return list(rows), set(session.exec(select(over).where(over.in_(keys)).distinct()))


def _industries(session: Session, above: str, language: str) -> Below:
    rows, leading = _children(session, Industry, "code", "parent_code", above)
    nodes = []
    for row in rows:
        option = industry_option(row, language, {})
        leads = row.code in leading
        nodes.append(Node(row.code, option.label, leads, None if row.level == SECTION else option))
    names = ("section", "division", "group", "class")
    return names[min(rows[0].level, len(names)) - 1] if rows else "", nodes


def _regions(session: Session, above: str, language: str) -> Below:
    rows, leading = _children(session, Region, "code", "parent_code", above)
    nodes = [Node(row.code, named_in(row, language), row.code in leading, region_option(row, language)) for row in rows]
    names = ("province", "city", "county")
    return names[min(min(row.level for row in rows), len(names)) - 1] if rows else "", nodes


def _way_to_major(session: Session, place: str) -> list[str]:
    head, _, rest = place.partition("/")
    if rest or not session.get(Major, head):
        return [head, place] if rest else [head]
    row: Major | None = session.get_one(Major, head)
    way: list[str] = []
    while row is not None:
        way.append(row.key)
        top = row
        row = session.get(Major, row.parent_key) if row.parent_key else None
    if top.level == MAJOR:  # the technician colleges' catalogue has classes, but no rows for them
        way.append(f"{top.schooling}/{top.class_name}")
    return [*way, top.schooling][::-1]


def _majors(session: Session, above: str, language: str) -> Below:
    if not above:
        schoolings = session.exec(select(Major.schooling, Major.catalogue).distinct()).all()
        order = sorted(schoolings, key=lambda row: (row[1] is MajorCatalogue.MOHRSS, SCHOOLINGS.get(row[0], 0)))
        return "schooling", [Node(name, name, True) for name, _catalogue in order]
    head, _, class_name = above.partition("/")
    if class_name:
        query = select(Major).where(Major.schooling == head, Major.class_name == class_name, Major.level == MAJOR)
        return "major", [_major(row, False) for row in session.exec(query.order_by(col(Major.code)))]
    if session.get(Major, above) is not None:
        rows, leading = _children(session, Major, "key", "parent_key", above)
        level = "" if not rows else "major_class" if rows[0].level < MAJOR else "major"
        return level, [_major(row, row.key in leading) for row in rows]
    own = select(Major).where(Major.schooling == head).order_by(col(Major.code))
    top = session.exec(own.where(Major.level == 1)).all()
    if top:
        return "major_category", [_major(row, True) for row in top]
    names = session.exec(select(Major.class_name).where(Major.schooling == head).distinct()).all()
    return "major_class", [Node(f"{head}/{name}", name, True) for name in sorted(names, key=pinyin_order)]


def _major(row: Major, leads: bool) -> Node:
    option = major_option(row) if row.level == MAJOR else None
    return Node(row.key, option.label if option else row.name, leads, option)


SCHOOLINGS = {"中职": 1, "高职专科": 2, "职教本科": 3}


def _way_to_skill(session: Session, place: str) -> list[str]:
    skill = session.get(Skill, place)
    return [skill.field_slug, place] if skill is not None else [place]


def _skills(session: Session, above: str, language: str) -> Below:
    if not above:
        fields = session.exec(select(SkillField).order_by(col(SkillField.slug)))
        return "field", [Node(row.slug, named_in(row, language), True) for row in fields]
    field = session.get(SkillField, above)
    if field is None:
        return "", []
    names = sorted(session.exec(select(Skill.name).where(Skill.field_slug == above)), key=pinyin_order)
    return "skill", [Node(name, name, False, skill_option(name, field, language)) for name in names]


def _way_to_segment(session: Session, place: str) -> list[str]:
    segment = session.get(ChainSegment, place)
    return [segment.chain_slug, place] if segment is not None else [place]


def _segments(session: Session, above: str, language: str) -> Below:
    if not above:
        chains = session.exec(select(Chain).order_by(col(Chain.position), col(Chain.slug)))
        return "chain", [Node(row.slug, named_in(row, language), True) for row in chains]
    chain = session.get(Chain, above)
    if chain is None:
        return "", []
    query = select(ChainSegment).where(ChainSegment.chain_slug == above)
    rows = session.exec(query.order_by(col(ChainSegment.position), col(ChainSegment.slug)))
    hint = named_in(chain, language)
    options = [Option(row.slug, named_in(row, language), hint, above) for row in rows]
    return "segment", [Node(option.value, option.label, False, option) for option in options]


def _way_to_family(session: Session, place: str) -> list[str]:
    family = session.get(PositionFamily, place)
    return [*_way_to_segment(session, family.segment_slug), place] if family else _way_to_segment(session, place)


def _families(session: Session, above: str, language: str) -> Below:
    segment = session.get(ChainSegment, above) if above else None
    if segment is None:
        level, nodes = _segments(session, above, language)
        return level, [Node(node.place, node.label, True) for node in nodes]
    query = select(PositionFamily).where(PositionFamily.segment_slug == above)
    rows = session.exec(query.order_by(col(PositionFamily.position), col(PositionFamily.slug)))
    hint = named_in(segment, language)
    options = [Option(row.slug, named_in(row, language), hint, above) for row in rows]
    return "family", [Node(option.value, option.label, False, option) for option in options]


TREES: dict[str, tuple[Callable[[Session, str], list[str]], Callable[[Session, str, str], Below]]] = {
    "industry": (_parents(Industry), _industries),
    "region": (_parents(Region), _regions),
    "major": (_way_to_major, _majors),
    "skill": (_way_to_skill, _skills),
    "segment": (_way_to_segment, _segments),
    "family": (_way_to_family, _families),
}
