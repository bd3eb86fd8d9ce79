"""A public notice as people read it: the usual text, the changes of a correction, the Word document."""

from typing import Any

from flask_babel import gettext as _

from webapp import clock
from webapp.models import MatchingRound, Publication
from webapp.models.kernel.enums import CooperationMode
from webapp.services.kernel.papers import Paper, Part, Table, written
from webapp.services.publication.publication import Check
from webapp.web.kernel.i18n import label
from webapp.web.publication.words import CHECKS
from webapp.web.words.papers import DRAFT_NOTE


def usual_values(round_: MatchingRound) -> dict[str, Any]:
    """Return a notice to begin with, for a coordinator to go on writing."""
    return {
        "title": _("关于“%(title)s”结果的公示", title=round_.title),
        "text": _(
            "经企业与学校双向选择、统筹协调，现将“%(title)s”的配对结果予以公示。公示期内如有异议，"
            "请以真实姓名提交并留下联系方式，我们在 5 个工作日内答复。",
            title=round_.title,
        ),
        "contact": round_.host.name,
        "notice_days": str(round_.notice_days),
        "version": "0",
    }


def check_lines(checks: list[Check]) -> list[tuple[bool, str, str]]:
    """Return the checks in words: whether it is green, what it is, why it is not."""
    return [
        (check.is_green, str(CHECKS[check.name][0]), "" if check.is_green else str(CHECKS[check.name][1]) % check.facts)
        for check in checks
    ]


def modes_of(pair: dict[str, Any]) -> str:
    """Return a pair's modes of cooperation in the reader's language."""
    known = {mode.value for mode in CooperationMode}
    labels = [label(CooperationMode(mode)) for mode in pair.get("modes", ()) if mode in known]
    return str(_("、").join(labels))


def notice_document(publication: Publication, round_: MatchingRound, pairs: list[dict[str, Any]]) -> bytes:
    """Return the notice as a Word document: a draft for the office to number and sign."""
    heads = [_("序号"), _("企业"), _("岗位"), _("学校"), _("专业"), _("人数"), _("合作方式")]
    rows: list[list[object]] = [
        [
            place,
            pair["enterprise"],
            pair["position"],
            pair["school"],
            pair["major"],
            pair["seats"],
            modes_of(pair),
        ]
        for place, pair in enumerate(pairs, start=1)
    ]
    total = sum(int(pair["seats"]) for pair in pairs)
    period = _("公示期：%(days)s 个工作日。", days=publication.notice_days)
    if publication.starts_on and publication.ends_on:
        period = _(
            "公示期：%(first)s 至 %(last)s，共 %(days)s 个工作日。",
            first=_chinese(publication.starts_on),
            last=_chinese(publication.ends_on),
            days=publication.notice_days,
        )
    dated = clock.day_of(publication.published_at) if publication.published_at else None
    year = dated.year if dated else round_.choose_until.year
    return written(
        Paper(
            title=publication.title,
            above=[_("（代拟稿）"), _("〔%(year)s〕　　号", year=year)],
            parts=[
                Part("", [publication.text, period, _("联系方式：%(contact)s", contact=publication.contact)]),
                Part(
                    _("配对名单"),
                    [Table(heads, rows), _("共 %(pairs)s 对，%(people)s 人。", pairs=len(pairs), people=total)],
                ),
            ],
            signed=[round_.host.name, _chinese(dated) if dated else _("　　年　月　日")],
            notes=[str(DRAFT_NOTE)],
        )
    )


def _chinese(day: Any) -> str:
    return str(_("%(year)s年%(month)s月%(day)s日", year=day.year, month=day.month, day=day.day))
