"""Evidence in words: every code of the library has its sentence, in both languages; parts add up after rounding."""

import csv

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from tests.stage import Stage
from webapp.models import Chain, ChainSegment, Industry, Region
from webapp.services.codes.names import CodeNames
from webapp.services.kernel.data_folders import TAXONOMIES
from webapp.web.choosing.evidence import KINDS, RELATIONS, WORDINGS, Wording
from webapp.web.choosing.pair_view import CONCLUSIONS, rounded

NAMES = CodeNames(
    industries={
        "C343": Industry(code="C343", name="物料搬运设备制造", level=3),
        "C3435": Industry(code="C3435", name="电梯、自动扶梯及升降机制造", level=4),
        "E4910": Industry(code="E4910", name="电气安装", level=4),
    },
    regions={
        "浙江省绍兴市": Region(code="330600", name="绍兴市", full_name="浙江省绍兴市", name_en="Shaoxing", level=2)
    },
    chains={"电梯": Chain(slug="elevator", name="电梯", name_en="Elevators")},
    segments={"安装维保": ChainSegment(slug="m", chain_slug="elevator", name="安装维保", name_en="Maintenance")},
)
LIFTS = {"demand_code": "C3435", "offering_code": "E4910"}
LINKED = {**LIFTS, "relation": "installs", "reason": "电梯装好才算完工"}
PERIODS = {"demand_start": "2027-03", "offering_start": "2027-05", "demand_months": 12, "offering_months": None}
SAMPLES: list[tuple[str, dict[str, object], str]] = [
    ("skills_covered", {"wanted": 7, "full": 4, "near": 2, "missing": 1}, "要求 7 项：已覆盖 4 项，相近 2 项，缺 1 项"),
    ("words_alike", {"similarity": 0.62}, "名称与内容的用词相近 62%"),
    ("industry_same", {"code": "C343", "level": "group", **LIFTS}, "同属 C343 物料搬运设备制造"),
    ("industry_same", {"code": "C3435", "level": "class"}, "行业相同：C3435 电梯、自动扶梯及升降机制造"),
    ("industry_linked", LINKED, "行业相关：C3435 电梯、自动扶梯及升降机制造 与 E4910 电气安装，电梯装好才算完工"),
    ("industry_linked", {**LINKED, "reason": ""}, "行业相关（安装）"),
    ("industry_apart", LIFTS, "行业不同"),
    ("chain_shared", {"chain": "电梯", "segment": "安装维保"}, "产业链：电梯 · 安装维保"),
    (
        "names_alike",
        {"major": "电梯工程技术", "position": "电梯工", "similarity": 0.7},
        "相近：电梯工程技术 与 电梯工（70%）",
    ),
    ("names_alike", {"major": "茶艺", "position": "电梯工", "similarity": 0.0}, "很少相同"),
    ("seats_enough", {"seats": 45, "headcount": 20}, "可培养 45 人，需要 20 人"),
    ("seats_short", {"seats": 10, "headcount": 20}, "少于需要的 20 人"),
    ("period_same", PERIODS, "时间一致：2027-03 起，12 个月"),
    ("period_near", PERIODS, "可提供 2027-05 起"),
    ("period_apart", PERIODS, "时间相差较多"),
    ("level_same", {"demand": "高职", "offering": "高职"}, "层次一致：高职"),
    ("level_above", {"demand": "中职", "offering": "高职"}, "高于要求的 中职"),
    ("level_below", {"demand": "高职", "offering": "中职"}, "低于要求的 高职"),
    ("modes_shared", {"modes": ["order_class"], "wanted": ["order_class"], "offered": []}, "双方都选：订单班"),
    ("modes_apart", {}, "没有双方都选的合作方式"),
    ("region_same", {"region": "浙江省绍兴市"}, "同在 浙江省绍兴市"),
    ("region_city", {"demand": "浙江省绍兴市", "offering": "浙江省绍兴市"}, "同一城市"),
    ("region_province", {"demand": "浙江省绍兴市", "offering": "杭州"}, "同一省份：浙江省绍兴市 与 杭州"),
    ("region_listed", {"demand": "浙江省绍兴市", "offering": "杭州"}, "学校愿意去 浙江省绍兴市"),
    ("region_apart", {"demand": "浙江省绍兴市", "offering": "杭州"}, "不在同一省份"),
    ("record", {"count": 2, "outcome": 0.81}, "以往合作 2 次，履约 81%"),
]


@pytest.fixture
def app(stage: Stage) -> Flask:
    return stage.app


@pytest.mark.parametrize(("code", "facts", "sentence"), SAMPLES)
def test_each_code_has_its_sentence(app: Flask, code: str, facts: dict[str, object], sentence: str) -> None:
    with app.test_request_context("/?lang=zh"), force_locale("zh_Hans_CN"):
        assert sentence in Wording(NAMES).sentence(code, facts).text


@pytest.mark.parametrize("code", sorted(WORDINGS))
@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_missing_facts_break_no_page(app: Flask, code: str, locale: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        assert Wording(CodeNames()).sentence(code, {}).text


def test_names_of_codes_are_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context("/?lang=en"), force_locale("en"):
        words = Wording(NAMES)
        assert (
            "Elevators · Maintenance" in words.sentence("chain_shared", {"chain": "电梯", "segment": "安装维保"}).text
        )
        assert "Shaoxing" in words.sentence("region_same", {"region": "浙江省绍兴市"}).text


def test_a_code_that_pages_do_not_know_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context("/"):
        assert Wording(NAMES).sentence("moon_phase", {}).text == "moon_phase"


def test_every_code_is_worded_judged_and_concluded() -> None:
    assert set(WORDINGS) == {code for code, _facts, _sentence in SAMPLES}
    assert set(KINDS) <= set(WORDINGS)
    assert set(CONCLUSIONS) <= set(KINDS)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=7))
def test_rounded_parts_sum_to_the_rounded_total(values: list[float]) -> None:
    total = round(sum(values), 1)

    parts = rounded(values, total)

    assert round(sum(parts), 1) == total
    assert all(abs(part - value) <= 0.15 for part, value in zip(parts, values, strict=True))


def test_nothing_to_round_is_nothing() -> None:
    assert rounded([], 0.0) == []


def test_every_relation_of_the_table_has_its_word() -> None:
    with (TAXONOMIES / "industry_relations.csv").open(encoding="utf-8", newline="") as handle:
        assert {row["relation"] for row in csv.DictReader(handle)} <= set(RELATIONS)
