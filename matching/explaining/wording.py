"""An explanation in sentences, in Chinese or in English, for the command line; the web application words its own."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from matching.results import Contribution, Evidence, Explanation, SkillEvidence

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

Words = tuple[str, str]  # Chinese, English; both take their facts by name

CRITERION_NAMES: Mapping[str, Words] = {
    "skills": ("技能", "Skills"),
    "industry": ("行业", "Industry"),
    "capacity": ("人数与时间", "Numbers and dates"),
    "level": ("培养层次", "Level"),
    "mode": ("合作方式", "Ways to cooperate"),
    "region": ("地区", "Region"),
    "record": ("以往合作", "Past work"),
}
RULES: Mapping[str, Words] = {
    "same": ("相同", "the same"),
    "alias": ("同义", "another word for it"),
    "fuzzy": ("用词相近", "alike in letters"),
    "semantic": ("语义相近", "alike in meaning"),
}
EVIDENCE: Mapping[str, Words] = {
    "skills_covered": (
        "要求 {wanted} 项：已覆盖 {full} 项，相近 {near} 项，缺 {missing} 项",
        "{wanted} wanted: {full} covered, {near} near, {missing} missing",
    ),
    "words_alike": ("名称与内容的用词相近 {similarity:.0%}", "names and contents are alike by {similarity:.0%}"),
    "industry_same": (
        "企业 {demand_code}、专业 {offering_code} 同属 {code}",
        "the position's {demand_code} and the programme's {offering_code} meet in {code}",
    ),
    "industry_linked": (
        "企业 {demand_code} 与专业 {offering_code} 相关（{relation}）：{reason}",
        "{demand_code} and {offering_code} belong together ({relation}): {reason}",
    ),
    "chain_shared": (
        "企业 {demand_code} 与专业 {offering_code} 在同一产业链：{chain} {segment}",
        "{demand_code} and {offering_code} share a chain: {chain} {segment}",
    ),
    "industry_apart": (
        "企业 {demand_code} 与专业 {offering_code} 没有已知的行业联系",
        "no known bond between {demand_code} and {offering_code}",
    ),
    "names_alike": (
        "“{position}”与“{major}”相近 {similarity:.0%}",
        "{position} and {major} are alike by {similarity:.0%}",
    ),
    "seats_enough": ("可培养 {seats} 人，需要 {headcount} 人", "{seats} seats for the {headcount} people wanted"),
    "seats_short": (
        "可培养 {seats} 人，少于需要的 {headcount} 人",
        "only {seats} seats for the {headcount} people wanted",
    ),
    "period_same": ("时间一致", "the dates agree"),
    "period_near": ("时间相近", "the dates are near"),
    "period_apart": ("时间相差较多", "the dates are far apart"),
    "level_same": ("层次一致：{offering}", "the level asked for: {offering}"),
    "level_above": ("培养层次 {offering}，高于要求的 {demand}", "{offering}, above the {demand} asked for"),
    "level_below": ("培养层次 {offering}，低于要求的 {demand}", "{offering}, below the {demand} asked for"),
    "modes_shared": ("双方都选的方式：{modes}", "ways that both chose: {modes}"),
    "modes_apart": ("没有双方都选的合作方式", "no way to cooperate that both chose"),
    "region_same": ("同在 {region}", "both in {region}"),
    "region_city": ("同一城市：{demand} 与 {offering}", "one city: {demand} and {offering}"),
    "region_province": ("同一省份：{demand} 与 {offering}", "one province: {demand} and {offering}"),
    "region_listed": ("学校愿意去 {demand}", "the school goes to {demand}"),
    "region_apart": ("不在同一省份：{demand} 与 {offering}", "not in one province: {demand} and {offering}"),
    "record": ("以往合作 {count} 次，履约 {outcome:.0%}", "{count} times before, {outcome:.0%} kept"),
}
EXCLUSIONS: Mapping[str, Words] = {
    "level_far_below": (
        "不会推荐：培养层次 {offering} 比要求的 {demand} 低两级以上",
        "never suggested: {offering} is two steps or more below the {demand} asked for",
    ),
    "modes_apart": ("不会推荐：没有双方都选的合作方式", "never suggested: no way to cooperate that both chose"),
    "batch_too_large": (
        "不会推荐：学校至少派 {batch_min} 人，岗位只要 {headcount} 人",
        "never suggested: the school sends {batch_min} people at least, {headcount} are wanted",
    ),
    "banned": ("不会推荐：协调员不让这两方相配", "never suggested: a coordinator keeps the two apart"),
}
SCORE: Words = (
    "总分 {score:.2f}，可比较的权重占 {coverage:.0%}",
    "score {score:.2f}, {coverage:.0%} of the weight could be judged",
)
RANKS: Words = (
    "对岗位排第 {rank_for_demand}，对专业排第 {rank_for_offering}",
    "number {rank_for_demand} for the position, number {rank_for_offering} for the programme",
)
PART: Words = ("{name} {points:.1f}/{most:.1f}：{evidence}", "{name} {points:.1f} of {most:.1f}: {evidence}")
NO_EVIDENCE: Words = ("没有依据", "nothing to tell")
UNKNOWN: Words = ("没有资料，不计分：{names}", "not known, left out: {names}")
SKILL: Words = (
    "“{required}”：专业教“{offered}”，{rule}，{degree:.0%}",
    "{required}: the programme teaches {offered}, {rule}, {degree:.0%}",
)
SKILL_MISSING: Words = ("“{required}”：专业没有相近的技能", "{required}: the programme teaches nothing near")
WHAT_IF: Words = (
    "如果专业也教“{skill}”，总分为 {score:.2f}",
    "with {skill} taught too, the score would be {score:.2f}",
)
JOIN: Words = ("；", "; ")
LIST: Words = ("、", ", ")


def sentences(explanation: Explanation, language: Language) -> list[str]:
    """Return the explanation in sentences: what excludes, score, ranks, each criterion, each skill, what would help."""
    return list(_sentences(explanation, LANGUAGES.index(language)))


def _sentences(explanation: Explanation, tongue: int) -> Iterator[str]:
    for exclusion in explanation.exclusions:
        yield EXCLUSIONS[exclusion.code][tongue].format(**exclusion.facts)
    yield SCORE[tongue].format(score=explanation.score, coverage=explanation.coverage)
    if explanation.rank_for_demand and explanation.rank_for_offering:
        yield RANKS[tongue].format(
            rank_for_demand=explanation.rank_for_demand, rank_for_offering=explanation.rank_for_offering
        )
    for part in explanation.contributions:
        yield _part(part, tongue)
    if explanation.unknown:
        names = LIST[tongue].join(CRITERION_NAMES[name][tongue] for name in explanation.unknown)
        yield UNKNOWN[tongue].format(names=names)
    for skill in explanation.skills:
        yield _skill(skill, tongue)
    for change in explanation.what_if:
        yield WHAT_IF[tongue].format(skill=change.skill, score=change.score)


def _part(part: Contribution, tongue: int) -> str:
    evidence = JOIN[tongue].join(_evidence(given, tongue) for given in part.evidence) or NO_EVIDENCE[tongue]
    name = CRITERION_NAMES[part.criterion][tongue]
    return PART[tongue].format(name=name, points=part.points, most=part.most, evidence=evidence)


def _evidence(given: Evidence, tongue: int) -> str:
    facts: dict[str, Any] = dict(given.facts)
    if "modes" in facts:
        facts["modes"] = LIST[tongue].join(facts["modes"])
    return EVIDENCE[given.code][tongue].format(**facts).rstrip()


def _skill(skill: SkillEvidence, tongue: int) -> str:
    if skill.offered is None:
        return SKILL_MISSING[tongue].format(required=skill.required)
    return SKILL[tongue].format(
        required=skill.required, offered=skill.offered, rule=RULES[skill.rule][tongue], degree=skill.degree
    )
