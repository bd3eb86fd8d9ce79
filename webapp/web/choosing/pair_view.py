"""A suggestion as its page shows it: both sides row by row, the score as parts that sum to it, skills one by one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask_babel
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.models import Suggestion
from webapp.models.posts.courses import Course
from webapp.web.choosing.evidence import KINDS, Sentence, Wording, level_name, mode_names, people, period
from webapp.web.kernel.i18n import label
from webapp.web.words.criteria import CRITERION_NAMES

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
Facts = Mapping[str, Any]
TENTHS = 10
WHOLE = 100
RULES: dict[str, LazyString] = {
    "same": _l("名称相同"),
    "alias": _l("同义词"),
    "fuzzy": _l("说法相近"),
    "semantic": _l("含义相近"),
}
VERDICTS: dict[str, tuple[LazyString, str, str]] = {
    "full": (_l("已覆盖"), "covered", "circle-check"),
    "near": (_l("相近"), "near", "circle-half-2"),
    "missing": (_l("缺失"), "missing", "circle-x"),
}
CONCLUSIONS: dict[str, LazyString] = {
    "seats_enough": _l("满足"),
    "seats_short": _l("名额不足"),
    "level_same": _l("一致"),
    "level_above": _l("高于要求"),
    "level_below": _l("低于要求"),
    "period_same": _l("一致"),
    "period_near": _l("相近"),
    "period_apart": _l("相差较多"),
    "modes_shared": _l("有共同方式"),
    "modes_apart": _l("没有共同方式"),
    "region_same": _l("同一地区"),
    "region_city": _l("同一城市"),
    "region_province": _l("同一省份"),
    "region_listed": _l("愿意前往"),
    "region_apart": _l("不在同一省份"),
    "industry_same": _l("同属一个行业"),
    "industry_linked": _l("行业相关"),
    "chain_shared": _l("同一产业链"),
    "names_alike": _l("名称相近"),
    "industry_apart": _l("行业不同"),
}

NEARNESS: dict[str, LazyString] = {
    "class": _l("同一小类"),
    "group": _l("同一中类"),
    "division": _l("同一大类"),
    "section": _l("同一门类"),
}
NARROWER: dict[str, LazyString] = {"seats": _l("人数"), "period": _l("时间")}  # what one criterion judges apart


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One criterion's part of the score, in points with one decimal, and where its bar begins."""

    criterion: str
    title: str
    points: float
    most: float
    start: float
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class PairRow:
    """One thing that both sides say, and whether it fits."""

    title: str
    wanted: str
    offered: str
    verdict: str
    kind: str


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One wanted skill, the offered skill nearest to it, and the score if a missing one were taught."""

    required: str
    is_must: bool
    offered: str
    rule: str
    degree: float
    verdict: str
    look: str
    symbol: str
    score_if_taught: float | None
    taught_at: Sequence[
        str
    ] = ()  # the course with its hours, the room, the certificate, as far as the school has named them


def rounded(values: Sequence[float], total: float) -> list[float]:
    """Round to tenths so that the parts sum to the total: what is left over goes to the largest remainders."""
    wanted = round(total * TENTHS)
    exact = [max(value, 0.0) * TENTHS for value in values]
    floors = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda index: (floors[index] - exact[index], index))
    missing = wanted - sum(floors)
    for turn in range(abs(missing)):
        if not order:
            break
        index = order[turn % len(order)] if missing > 0 else order[-1 - turn % len(order)]
        floors[index] += 1 if missing > 0 else -1
    return [value / TENTHS for value in floors]


def score_lines(suggestion: Suggestion, words: Wording) -> list[ScoreLine]:
    """Return the parts of the score in the order in which they add up to it."""
    parts = suggestion.explanation.get("contributions", ())
    points = rounded([part["points"] for part in parts], suggestion.score)
    most = rounded([part["most"] for part in parts], WHOLE)
    lines, start = [], 0.0
    for part, won, could in zip(parts, points, most, strict=True):
        title = str(CRITERION_NAMES.get(part["criterion"], part["criterion"]))
        lines.append(ScoreLine(part["criterion"], title, won, could, round(start, 1), words.sentences(part)))
        start += won
    return lines


def unknown_criteria(suggestion: Suggestion) -> list[str]:
    """Return the criteria that could not be judged."""
    return [str(CRITERION_NAMES.get(name, name)) for name in suggestion.explanation.get("unknown", ())]


def skill_rows(suggestion: Suggestion) -> list[SkillRow]:
    """Return the wanted skills, required ones first, as the library compared them."""
    offering = suggestion.facts["offering"]
    gains = {what["skill"]: what["score"] for what in suggestion.explanation.get("what_if", ())}
    rows = []
    for skill in suggestion.explanation.get("skills", ()):
        word, look, symbol = VERDICTS[skill["verdict"]]
        missing = skill["verdict"] == "missing"
        rows.append(
            SkillRow(
                required=skill["required"],
                is_must=skill["importance"] == "must",
                offered="" if missing else skill["offered"] or "",
                rule="" if missing else str(RULES.get(skill["rule"], "")),
                degree=float(skill["degree"]),
                verdict=str(word),
                look=look,
                symbol=symbol,
                score_if_taught=gains.get(skill["required"]) if missing else None,
                taught_at=[] if missing else taught_at(skill, offering),
            )
        )
    return sorted(rows, key=lambda row: not row.is_must)


def taught_at(skill: Facts, offering: Facts) -> list[str]:
    """Return where a school teaches a skill, as it stood when the posts were frozen; earlier runs do not say."""
    said = []
    if name := skill.get("course"):
        course = Course.of(name, offering.get("course_facts", {}).get(name))
        facts = [ngettext("%(num)s 学时", "%(num)s 学时", course.hours)] if course.hours is not None else []
        facts += [label(course.kind)] if course.kind is not None else []
        if facts:
            said.append(_("课程《%(course)s》（%(facts)s）", course=name, facts=_("，").join(facts)))
        else:
            said.append(_("课程《%(course)s》", course=name))
    if room := skill.get("room"):
        said.append(_("实训室：%(room)s", room=room))
    if certificate := skill.get("certificate"):
        said.append(_("证书：%(certificate)s", certificate=certificate))
    return said


def pair_rows(suggestion: Suggestion, words: Wording, *, free: int | None) -> list[PairRow]:
    """Return what both sides say, row by row; `free` seats are for those who may know what is promised."""
    demand, offering = suggestion.facts["demand"], suggestion.facts["offering"]
    codes = _codes(suggestion)
    seats = people(offering["seats"])
    if free is not None:
        seats = _("可参与 %(seats)s，剩余 %(free)s", seats=seats, free=people(free))
    industries = _("、").join(words.industry(code) for code in offering["industry_codes"]) or _("未填写")
    rows = [
        _row(_("人数"), people(demand["headcount"]), seats, codes, ("seats_enough", "seats_short")),
        _row(
            _("培养层次"),
            level_name(demand["level"]),
            level_name(offering["level"]),
            codes,
            _codes_with("level_", codes),
        ),
        _row(
            _("时间"),
            period(demand["start_month"], demand["months"]),
            period(offering["start_month"], offering["months"]),
            codes,
            _codes_with("period_", codes),
        ),
        _row(
            _("合作方式"),
            mode_names(demand["modes"]) or _("未填写"),
            mode_names(offering["modes"]) or _("未填写"),
            codes,
            _codes_with("modes_", codes),
        ),
        _row(_("行业"), words.industry(demand["industry_code"]), industries, codes, _codes_with("industry_", codes)),
        _row(_("工作地点"), _place(demand, words), _reach(offering, words), codes, _codes_with("region_", codes)),
    ]
    chain = words.chain(demand.get("chain_name"), demand.get("segment_name"))
    if chain:
        shared = codes.get("chain_shared")
        place = words.chain(shared.get("chain"), shared.get("segment")) if shared else _("没有共同的环节")
        rows.insert(5, _row(_("产业链"), chain, place, codes, ("chain_shared",)))
    if offering.get("batch_min"):
        small = (demand["headcount"] or 0) < offering["batch_min"]
        rows.insert(
            1,
            PairRow(
                _("成班人数"),
                people(demand["headcount"]),
                _("不少于 %(low)s", low=people(offering["batch_min"])),
                _("不足一班") if small else _("可成班"),
                "warn" if small else "ok",
            ),
        )
    return rows


def lead_sentences(suggestion: Suggestion, skills: Iterable[SkillRow], rivals: int) -> list[str]:
    """Return what the summary says: rank, skills covered, what a missing skill would bring."""
    skills = list(skills)
    said = []
    if suggestion.rank_for_demand:
        said.append(
            _(
                "这条需求共有 %(count)s 条建议，本专业排第 %(rank)s。",
                count=rivals, rank=suggestion.rank_for_demand,
            )
        )  # fmt: skip
    must = [row for row in skills if row.is_must]
    missing = [row for row in must if row.look == "missing"]
    if must:
        covered = len(must) - len(missing)
        said.append(_("%(wanted)s 项必备技能覆盖 %(covered)s 项。", wanted=len(must), covered=covered))
    best = max((row for row in skills if row.score_if_taught), key=lambda row: row.score_if_taught or 0, default=None)
    if best is not None:
        said.append(
            _("补上“%(skill)s”，得分可到 %(score).1f。", skill=best.required, score=best.score_if_taught or 0.0)
        )
    return said


def signs(lines: Iterable[ScoreLine]) -> list[tuple[str, str]]:
    """Return the summary's chips: (words, kind), one for each piece of evidence that is short enough to be one."""
    return [
        (
            _(
                "%(title)s：%(conclusion)s",
                title=NARROWER.get(sentence.code.split("_")[0], line.title),
                conclusion=CONCLUSIONS[sentence.code],
            ),
            sentence.kind,
        )
        for line in lines
        for sentence in line.sentences
        if sentence.code in CONCLUSIONS and line.criterion != "industry"
    ]


def _codes(suggestion: Suggestion) -> dict[str, Facts]:
    parts = suggestion.explanation.get("contributions", ())
    return {given["code"]: given.get("facts", {}) for part in parts for given in part.get("evidence", ())}


def _codes_with(prefix: str, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code.startswith(prefix))


def _row(title: str, wanted: str, offered: str, codes: Mapping[str, Facts], judged: Iterable[str]) -> PairRow:
    verdict = next((code for code in judged if code in codes), None)
    if verdict is None:
        return PairRow(title, wanted, offered, "", "")
    conclusion = CONCLUSIONS.get(verdict, "")
    if verdict == "industry_same":
        conclusion = NEARNESS.get(str(codes[verdict].get("level")), conclusion)
    return PairRow(title, wanted, offered, str(conclusion), KINDS.get(verdict, "line"))


def _place(demand: Mapping[str, Any], words: Wording) -> str:
    place = words.region(demand["region"])
    return _("%(place)s，企业提供食宿", place=place) if demand.get("lodging") else place


def _reach(offering: Mapping[str, Any], words: Wording) -> str:
    home = words.region(offering["region"])
    wide = _("、").join(words.region(code) for code in offering["regions"])
    return _("学校在 %(home)s，可去 %(wide)s", home=home, wide=wide) if wide else home
