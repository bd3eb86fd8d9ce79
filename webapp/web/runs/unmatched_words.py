"""Why a post is left without a suggestion, and what change would help, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flask_babel
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.models import UnmatchedPost
from webapp.web.kernel.i18n import score

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
MOST_SKILLS = 5
RULES: dict[str, tuple[LazyString, LazyString]] = {
    "level_far_below": (
        _l("培养层次远低于要求"),
        _l("企业可以放宽培养层次的要求，或由学校开放更高层次的专业"),
    ),
    "modes_apart": (
        _l("没有双方都接受的合作方式"),
        _l("任何一方增加一种对方也接受的合作方式，就可以参与比较"),
    ),
    "batch_too_large": (
        _l("需求人数不足以成班"),
        _l("企业可以增加人数或与其他企业合班，学校可以降低成班人数的下限"),
    ),
    "banned": (
        _l("统筹方规定这两家不配对"),
        _l("需要配对的，请统筹员取消这条规定"),
    ),
}


@dataclass(frozen=True, slots=True)
class Left:
    """A post without a suggestion: what it is, why, the nearest post of the other side, and what would help."""

    post: Mapping[str, Any]
    is_demand: bool
    reason: str
    nearest: str
    remedies: list[str]


def left_over(row: UnmatchedPost) -> Left:
    """Return a post that was left over as pages show it."""
    is_demand = row.demand_id is not None
    facts = row.facts
    best = facts.get("best") or {}
    names = (best.get("school"), best.get("major")) if is_demand else (best.get("enterprise"), best.get("position"))
    nearest = _("%(organisation)s · %(title)s", organisation=names[0], title=names[1]) if best else ""
    write = {"excluded": _excluded, "below_minimum": _below}.get(row.reason, _alone)
    reason, remedies = write(facts, is_demand)
    return Left(facts["post"], is_demand, reason, nearest, remedies)


def _excluded(facts: Mapping[str, Any], _is_demand: bool) -> tuple[str, list[str]]:
    rule, remedy = RULES.get(str(facts.get("rule")), (_l("有硬性规则不允许"), _l("请统筹员核对硬性规则")))
    pairs = int(facts.get("pairs", 0))
    reason = ngettext(
        "%(num)s 个候选都被硬性规则排除：%(rule)s",
        "%(num)s 个候选都被硬性规则排除：%(rule)s",
        pairs,
        rule=rule,
    )
    return reason, [str(remedy)]


def _below(facts: Mapping[str, Any], is_demand: bool) -> tuple[str, list[str]]:
    best, least = float(facts.get("best_score") or 0), float(facts.get("min_score") or 0)
    reason = _("最高只有 %(best)s 分，低于最低得分 %(least).0f 分", best=score(best), least=least)
    remedies = []
    missing = [str(skill) for skill in facts.get("missing", ())][:MOST_SKILLS]
    if missing and is_demand:
        remedies.append(_("学校增开这些技能最有帮助：%(skills)s", skills=_("、").join(missing)))
    elif missing:
        remedies.append(_("增开这些企业需要的技能最有帮助：%(skills)s", skills=_("、").join(missing)))
    remedies.append(_("把最低得分降到 %(score).0f 分以下，这一对会列为建议", score=int(best)))
    return reason, remedies


def _alone(_facts: Mapping[str, Any], is_demand: bool) -> tuple[str, list[str]]:
    if is_demand:
        return _("没有可以比较的培养能力"), [_("请学校在征集期提交培养能力，再重新冻结和测算")]
    return _("没有可以比较的需求"), [_("请企业在征集期提交需求，再重新冻结和测算")]
