"""What input types cannot know: today's date, the code tables, and the figures that need an explanation."""

from calendar import monthrange
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, col, func, select

from webapp.models import Chain, ChainSegment, Demand, Industry, MatchingRound, PositionFamily, Region
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.services.kernel.errors import InputRefused, Remark
from webapp.services.posts.freezing import may_be_joined

T = TypeVar("T", bound=SQLModel)

LONGEST_VALIDITY_MONTHS: Final = 12
FURTHEST_START_MONTHS: Final = 36
SHORTEST_NOTE, LONGEST_NOTE = 10, 200


def month_index(month: str) -> int:
    """Return a month `YYYY-MM` as a number that can be compared."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def round_for_post(session: Session, round_id: str | None) -> MatchingRound | None:
    """Return the round that a post names, or None for a standing post; refuse one that does not collect."""
    if not round_id:
        return None
    try:
        round_ = session.get(MatchingRound, UUID(round_id))
    except ValueError:
        round_ = None
    if round_ is None or not may_be_joined(round_):
        raise InputRefused([Remark("round_id", "round_not_collecting")])
    return round_


def round_remarks(session: Session, round_id: str | None) -> list[Remark]:
    """Return what is wrong with the round that a post names."""
    try:
        round_for_post(session, round_id)
    except InputRefused as refused:
        return refused.remarks
    return []


def code_remarks(session: Session, data: DemandDraft) -> list[Remark]:
    """Return what is wrong with the codes of a demand."""
    remarks = []
    industry = _stored_row(session, Industry, data.industry_code)
    if data.industry_code and industry is None:
        remarks.append(Remark("industry_code", "industry_unknown"))
    elif industry is not None and isinstance(data, DemandInput) and industry.level < 4:
        children = select(Industry.code).where(Industry.parent_code == industry.code).limit(1)
        if session.exec(children).first() is not None:
            remarks.append(Remark("industry_code", "industry_not_leaf"))
    if data.chain_slug and _stored_row(session, Chain, data.chain_slug) is None:
        remarks.append(Remark("chain_slug", "chain_unknown"))
    segment = _stored_row(session, ChainSegment, data.segment_slug)
    if data.segment_slug and segment is None:
        remarks.append(Remark("segment_slug", "segment_unknown"))
    elif segment is not None and data.chain_slug and segment.chain_slug != data.chain_slug:
        remarks.append(Remark("segment_slug", "segment_of_other_chain"))
    family = _stored_row(session, PositionFamily, data.family_slug)
    if data.family_slug and (family is None or family.segment_slug != data.segment_slug):
        remarks.append(Remark("family_slug", "family_unknown"))
    if data.region and _stored_row(session, Region, data.region) is None:
        remarks.append(Remark("region", "region_unknown"))
    return remarks


def _stored_row(session: Session, model: type[T], key: str | None) -> T | None:
    return session.get(model, key) if key and key.isprintable() else None


def date_remarks(*, start_month: str | None, valid_until: date | None, today: date) -> list[Remark]:
    """Return what is wrong with the dates of a post, seen from today."""
    remarks = []
    this_month = today.year * 12 + today.month - 1
    if start_month and month_index(start_month) <= this_month:
        remarks.append(Remark("start_month", "start_in_past"))
    if start_month and month_index(start_month) > this_month + FURTHEST_START_MONTHS:
        remarks.append(Remark("start_month", "start_too_far"))
    if valid_until is not None:
        if valid_until < today:
            remarks.append(Remark("valid_until", "valid_in_past"))
        elif valid_until.year * 12 + valid_until.month - 1 - this_month > LONGEST_VALIDITY_MONTHS:
            remarks.append(Remark("valid_until", "valid_too_long"))
    return remarks


def longest_validity(today: date) -> date:
    """Return the last day that a post may name, which is also the one that it ends on where it names none."""
    year = today.year + LONGEST_VALIDITY_MONTHS // 12
    return today.replace(year=year, day=min(today.day, monthrange(year, today.month)[1]))


def unexplained(remarks: list[Remark], notes: dict[str, str]) -> list[Remark]:
    """Return the remarks that have no explanation of a sensible length."""
    lengths = {remark.code: len(notes.get(remark.code, "").strip()) for remark in remarks}
    return [remark for remark in remarks if not SHORTEST_NOTE <= lengths[remark.code] <= LONGEST_NOTE]


def demand_hints(session: Session, data: DemandDraft, known_skills: dict[str, str]) -> list[Remark]:
    """Return what a demand's writer might like to know; nothing here keeps it from being handed in."""
    hints = []
    unknown = [skill for skill in (*data.required_skills, *data.preferred_skills) if skill not in known_skills]
    if unknown:
        hints.append(Remark("required_skills", "skills_new", {"skills": unknown}))
    segment = session.get(ChainSegment, data.segment_slug) if data.segment_slug else None
    if segment is not None and data.industry_code:
        near = any(data.industry_code[:3] == code[:3] for code in segment.industry_codes)
        if not near:
            hints.append(Remark("industry_code", "industry_off_segment", {"segment": segment.name}))
    if not data.lodging and data.region is None:
        hints.append(Remark("region", "region_helps"))
    return hints


def headcount_already_asked(session: Session, enterprise_id: UUID, besides: UUID | None) -> int:
    """Return the headcount of the enterprise's other demands that stand."""
    query = select(func.coalesce(func.sum(Demand.headcount), 0)).where(
        Demand.enterprise_id == enterprise_id, Demand.status == PostStatus.SUBMITTED
    )
    if besides is not None:
        query = query.where(col(Demand.id) != besides)
    return int(session.exec(query).one() or 0)
