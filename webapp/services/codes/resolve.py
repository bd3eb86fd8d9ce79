"""Codes of industry and region as people pick or type them: code, name, or both."""

from sqlmodel import Session

from webapp.services.posts.offerings import resolve_regions
from webapp.services.posts.post_rules import InputRefused, Remark
from webapp.services.posts.programs import resolve_industries


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
