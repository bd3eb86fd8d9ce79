"""Evidence in words: the library gives codes and facts, here they become sentences in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flask_babel
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.enums import TrainingLevel
from webapp.services.codes.names import CodeNames
from webapp.services.codes.search import full_name
from webapp.web.kernel.i18n import label, language, named

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
Facts = Mapping[str, Any]
ALIKE = 0.2  # below this, names that were compared have little in common
LEVELS = {level.zh: level for level in TrainingLevel}
MODES = {mode.value: mode for mode in CooperationMode}
RELATIONS: dict[str, LazyString] = {
    "makes": _l("制造"),
    "supplies": _l("供应"),
    "sells": _l("销售"),
    "transports": _l("运输"),
    "installs": _l("安装"),
    "repairs": _l("维修"),
    "inspects": _l("检测"),
    "designs": _l("设计"),
    "programs": _l("软件与控制"),
    "operates": _l("运营使用"),
    "builds": _l("建设"),
    "finances": _l("金融服务"),
    "trains": _l("培训"),
}
KINDS = {
    "industry_same": "ok", "industry_linked": "ok", "chain_shared": "ok", "names_alike": "ok", "industry_apart": "warn",
    "seats_enough": "ok", "seats_short": "warn", "period_same": "ok", "period_near": "ok", "period_apart": "warn",
    "level_same": "ok", "level_above": "ok", "level_below": "err", "modes_shared": "ok", "modes_apart": "err",
    "region_same": "ok", "region_city": "ok", "region_province": "ok", "region_listed": "ok", "region_apart": "warn",
    "record": "ok",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One piece of evidence in words; `kind` tells whether it speaks for the pair (ok) or against it (warn, err)."""

    code: str
    text: str
    kind: str


class Wording:
    """Words evidence with the names of the codes that it mentions."""

    def __init__(self, names: CodeNames) -> None:
        """Hold the names."""
        self.names = names

    def sentence(self, code: str, facts: Facts) -> Sentence:
        """Return one piece of evidence in words; a code that pages do not know is shown as it is."""
        write = WORDINGS.get(code)
        return Sentence(code, write(self, facts) if write else code, KINDS.get(code, ""))

    def sentences(self, contribution: Facts) -> list[Sentence]:
        """Return the evidence of one criterion in words."""
        return [self.sentence(given["code"], given.get("facts", {})) for given in contribution.get("evidence", ())]

    def industry(self, code: Any) -> str:
        """Return an industry as code and name."""
        row = self.names.industries.get(str(code or ""))
        return f"{code} {named(row)}".strip() if code else _("未填写")

    def region(self, code: Any) -> str:
        """Return a region's name."""
        row = self.names.regions.get(str(code or ""))
        if row is None:
            return str(code or _("未填写"))
        return full_name(row, language())

    def chain(self, chain: Any, segment: Any) -> str:
        """Return a chain and one of its segments, as far as they are known."""
        parts = [(self.names.chains.get(str(chain)), chain), (self.names.segments.get(str(segment)), segment)]
        return " · ".join(named(row) if row is not None else str(name) for row, name in parts if name)


def level_name(name: Any) -> str:
    """Return a training level, which snapshots keep by its Chinese name, in the reader's language."""
    level = LEVELS.get(str(name))
    return label(level) if level else str(name or _("未填写"))


def mode_names(modes: Any) -> str:
    """Return cooperation modes in the reader's language."""
    return _("、").join(label(MODES[mode]) if mode in MODES else str(mode) for mode in modes or ())


def percent(value: Any) -> str:
    """Return a share in [0, 1] as a whole percentage."""
    return f"{float(value or 0):.0%}"


def people(count: Any) -> str:
    """Return a number of people, or that it is not known."""
    return _("人数未填") if count is None else ngettext("%(num)s 人", "%(num)s 人", int(count))


def period(start: Any, months: Any) -> str:
    """Return when something begins and how long it lasts, as far as known."""
    if start and months:
        return _("%(start)s 起，%(months)s 个月", start=start, months=months)
    if start:
        return _("%(start)s 起", start=start)
    return ngettext("%(num)s 个月", "%(num)s 个月", int(months)) if months else _("时间未填")


def _skills(_words: Wording, facts: Facts) -> str:
    return _(
        "要求 %(wanted)s 项：已覆盖 %(full)s 项，相近 %(near)s 项，缺 %(missing)s 项",
        wanted=facts.get("wanted", 0), full=facts.get("full", 0), near=facts.get("near", 0),
        missing=facts.get("missing", 0),
    )  # fmt: skip


def _industry_same(words: Wording, facts: Facts) -> str:
    shared = words.industry(facts.get("code"))
    if facts.get("level") == "class":
        return _("行业相同：%(industry)s", industry=shared)
    return _("同属 %(industry)s", industry=shared)


def _industry_linked(words: Wording, facts: Facts) -> str:
    pair = {"demand": words.industry(facts.get("demand_code")), "offering": words.industry(facts.get("offering_code"))}
    relation = RELATIONS.get(str(facts.get("relation", "")))
    reason = str(facts.get("reason") or "")
    if reason and language() == "zh":
        return _("行业相关：%(demand)s 与 %(offering)s，%(reason)s", **pair, reason=reason)
    if relation:
        return _("行业相关（%(relation)s）：%(demand)s 与 %(offering)s", **pair, relation=relation)
    return _("行业相关：%(demand)s 与 %(offering)s", **pair)


def _industry_apart(words: Wording, facts: Facts) -> str:
    return _(
        "行业不同：%(demand)s 与 %(offering)s",
        demand=words.industry(facts.get("demand_code")), offering=words.industry(facts.get("offering_code")),
    )  # fmt: skip


def _names_alike(_words: Wording, facts: Facts) -> str:
    if float(facts.get("similarity") or 0) < ALIKE:
        return _(
            "专业与岗位名称很少相同：%(major)s 与 %(position)s",
            major=facts.get("major", ""), position=facts.get("position", ""),
        )  # fmt: skip
    return _(
        "专业与岗位名称相近：%(major)s 与 %(position)s（%(share)s）",
        major=facts.get("major", ""), position=facts.get("position", ""), share=percent(facts.get("similarity")),
    )  # fmt: skip


def _seats(sentence: LazyString) -> Callable[[Wording, Facts], str]:
    def write(_words: Wording, facts: Facts) -> str:
        return str(sentence) % {"seats": people(facts.get("seats")), "headcount": people(facts.get("headcount"))}

    return write


def _period(sentence: LazyString) -> Callable[[Wording, Facts], str]:
    def write(_words: Wording, facts: Facts) -> str:
        return str(sentence) % {
            "demand": period(facts.get("demand_start"), facts.get("demand_months")),
            "offering": period(facts.get("offering_start"), facts.get("offering_months")),
        }

    return write


def _levels(sentence: LazyString) -> Callable[[Wording, Facts], str]:
    def write(_words: Wording, facts: Facts) -> str:
        return str(sentence) % {
            "demand": level_name(facts.get("demand")), "offering": level_name(facts.get("offering")),
        }  # fmt: skip

    return write


def _regions(sentence: LazyString) -> Callable[[Wording, Facts], str]:
    def write(words: Wording, facts: Facts) -> str:
        shared = facts.get("region") or facts.get("demand")
        return str(sentence) % {
            "region": words.region(shared),
            "demand": words.region(facts.get("demand") or shared),
            "offering": words.region(facts.get("offering") or shared),
        }

    return write


WORDINGS: dict[str, Callable[[Wording, Facts], str]] = {
    "skills_covered": _skills,
    "words_alike": lambda _words, facts: _("名称与内容的用词相近 %(share)s", share=percent(facts.get("similarity"))),
    "industry_same": _industry_same,
    "industry_linked": _industry_linked,
    "industry_apart": _industry_apart,
    "chain_shared": lambda words, facts: _(
        "产业链：%(chain)s", chain=words.chain(facts.get("chain"), facts.get("segment"))
    ),
    "names_alike": _names_alike,
    "seats_enough": _seats(_l("可培养 %(seats)s，需要 %(headcount)s")),
    "seats_short": _seats(_l("可培养 %(seats)s，少于需要的 %(headcount)s")),
    "period_same": _period(_l("时间一致：%(demand)s")),
    "period_near": _period(_l("时间相近：需要 %(demand)s，可提供 %(offering)s")),
    "period_apart": _period(_l("时间相差较多：需要 %(demand)s，可提供 %(offering)s")),
    "level_same": _levels(_l("层次一致：%(demand)s")),
    "level_above": _levels(_l("培养层次 %(offering)s，高于要求的 %(demand)s")),
    "level_below": _levels(_l("培养层次 %(offering)s，低于要求的 %(demand)s")),
    "modes_shared": lambda _words, facts: _("双方都选：%(modes)s", modes=mode_names(facts.get("modes"))),
    "modes_apart": lambda _words, _facts: _("没有双方都选的合作方式"),
    "region_same": _regions(_l("同在 %(region)s")),
    "region_city": _regions(_l("同一城市：%(demand)s 与 %(offering)s")),
    "region_province": _regions(_l("同一省份：%(demand)s 与 %(offering)s")),
    "region_listed": _regions(_l("学校愿意去 %(demand)s")),
    "region_apart": _regions(_l("不在同一省份：%(demand)s 与 %(offering)s")),
    "record": lambda _words, facts: ngettext(
        "以往合作 %(num)s 次，履约 %(share)s",
        "以往合作 %(num)s 次，履约 %(share)s",
        int(facts.get("count", 0)),
        share=percent(facts.get("outcome")),
    ),
}
