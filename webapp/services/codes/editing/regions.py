"""Regions of one's own, and the limits of the rules for posts, as rows of cells."""

from collections import Counter

from sqlmodel import Session, col, func, select

from webapp.models import Demand, MatchingRound, Offering, Organisation, Region, RuleParameter
from webapp.models.codes.code_input import LimitRow, ParkRow
from webapp.services.codes.editing.sheets import References, Sheet, counted
from webapp.services.codes.pinyin import spell
from webapp.services.codes.place_names import latin
from webapp.services.kernel.errors import Remark
from webapp.services.limits.rules import as_figure, delivered_rules, standing_rules

LOCAL = "X-"
PARK_LEVEL = 4
LAST_NUMBER = 9999


class Parks(Sheet[ParkRow]):
    """Industrial parks and development zones that GB/T 2260 does not know."""

    name, file, row, key = "parks", "parks", ParkRow, ("code",)

    def stored(self, session: Session) -> dict[str, ParkRow]:
        """Return the regions of one's own."""
        query = select(Region.code, Region.name, Region.parent_code, Region.lat, Region.lon)  # type: ignore[call-overload]
        rows = session.exec(query.where(col(Region.code).startswith(LOCAL)).order_by(col(Region.code)))
        return {row[0]: self.made(row) for row in rows}

    def remarks(self, row: ParkRow, references: References) -> list[Remark]:
        """Ask for the region around it, which must be a city or a county."""
        parent = references.regions.get(row.parent_code)
        if parent is None or row.parent_code.startswith(LOCAL) or parent[0] not in (2, 3):
            return [Remark("parent_code", "park_parent", {"entries": row.parent_code})]
        return []

    def put(self, session: Session, row: ParkRow) -> None:
        """Store a region of one's own."""
        parent = session.get_one(Region, row.parent_code)
        pinyin, initials = spell(row.name)
        region = session.get(Region, row.code) or Region(code=row.code, name=row.name, level=PARK_LEVEL)
        region.name, region.parent_code, region.level = row.name, row.parent_code, PARK_LEVEL
        region.full_name = f"{parent.full_name} / {row.name}"
        region.name_en = f"{latin(row.name)}, {parent.name_en}"[:120]
        region.lat, region.lon = row.lat, row.lon
        region.pinyin, region.initials = pinyin[:200], initials[:40]
        session.add(region)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a region of one's own away."""
        session.delete(session.get_one(Region, key))
        session.flush()

    def uses(self, session: Session) -> Counter[str]:
        """Count organisations, demands, rounds and offerings."""
        counts = counted(session, Organisation.region, Demand.region, MatchingRound.region)
        for codes in session.exec(select(Offering.regions)):
            counts.update(codes)
        return counts


def free_code(session: Session) -> str:
    """Return the first code behind those in use."""
    last = session.exec(select(func.max(Region.code)).where(col(Region.code).startswith(LOCAL))).one()
    return f"{LOCAL}{min(int(last.removeprefix(LOCAL)) + 1, LAST_NUMBER) if last else 1:04d}"


class RuleLimits(Sheet[LimitRow]):
    """The limits of the law; taking one away brings back what the platform came with."""

    name, file, row, key = "limits", "limits", LimitRow, ("key",)
    can_add = False

    def stored(self, session: Session) -> dict[str, LimitRow]:
        """Return the limits that stand."""
        return {
            slug: self.made([slug, rule.severity.value, rule.value, "yes" if rule.is_active else "no", rule.source])
            for slug, rule in standing_rules(session).items()
        }

    def completed(self, row: LimitRow, stored: LimitRow | None) -> LimitRow:
        """Keep what a file leaves out."""
        if stored is None:
            return row
        return row.model_copy(
            update={"severity": row.severity or stored.severity, "active": row.active or stored.active}
        )

    def remarks(self, row: LimitRow, references: References) -> list[Remark]:
        """Ask for a limit that exists and a value in its range."""
        rule = delivered_rules().get(row.key)
        if rule is None:
            return [Remark("key", "limit_unknown", {"entries": row.key})]
        if not rule.low <= row.value <= rule.high:
            return [Remark("value", "limit_range", {"low": as_figure(rule.low), "high": as_figure(rule.high)})]
        return []

    def put(self, session: Session, row: LimitRow) -> None:
        """Set a limit."""
        parameter = session.get(RuleParameter, row.key) or RuleParameter(key=row.key, value=row.value)
        parameter.value, parameter.source = row.value, row.source
        parameter.severity, parameter.is_active = row.severity, row.active != "no"
        session.add(parameter)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Bring back what the platform came with."""
        parameter = session.get(RuleParameter, key)
        if parameter is not None:
            session.delete(parameter)
            session.flush()
