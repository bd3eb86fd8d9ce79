"""What people write for a place, an industry or a major is read as they mean it, or asked back; never guessed."""

import csv
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.places import Place
from webapp.models import Major, Region
from webapp.models.posts.enums import TrainingLevel
from webapp.services.codes.gazetteer import FORMER
from webapp.services.codes.majors import find_major
from webapp.services.codes.resolve import read_place, resolve_industries, resolve_regions
from webapp.services.kernel.errors import InputRefused, Remark


def asked(place: Place, read: Callable[[Session], Any]) -> Remark:
    with place.session() as session, pytest.raises(InputRefused) as refused:
        read(session)
    return refused.value.remarks[0]


PLACES = [
    ("浙江杭州", "330100", ""),
    ("浙江湖州南浔", "330503", ""),
    ("湖州市南浔区", "330503", ""),
    ("浙江省湖州市南浔区", "330503", ""),
    ("浙江省 / 湖州市 / 南浔区", "330503", ""),
    ("中国浙江省湖州市", "330500", ""),
    ("330503浙江省湖州市南浔区", "330503", ""),
    ("330503 南浔区", "330503", ""),
    ("330503 浙江省湖州市", "330503", ""),
    ("３３０５０３　南浔", "330503", ""),
    ("330503", "330503", ""),
    ("湖州 南浔", "330503", ""),
    ("湖州-南浔", "330503", ""),
    ("杭州西湖区", "330106", ""),
    ("南浔区练市镇", "330503", "练市镇"),
    ("浙江湖州南浔区练市镇人民路1号", "330503", "练市镇人民路1号"),
    ("330503 练市镇", "330503", "练市镇"),
    ("湖州南浔镇", "330500", "南浔镇"),
    ("东莞市长安镇", "441900", "长安镇"),
    ("济南市中区", "370103", ""),
    ("北京市", "110000", ""),
    ("上海", "310000", ""),
    ("天津市", "120000", ""),
    ("重庆市", "500000", ""),
    ("北京市北京市朝阳区", "110105", ""),
    ("北京朝阳", "110105", ""),
    ("长沙", "430100", ""),
    ("西安", "610100", ""),
    ("海南", "460000", ""),
    ("内蒙古", "150000", ""),
    ("西双版纳", "532800", ""),
    ("徐州鼓楼区", "320302", ""),
    ("崇明县", "310151", ""),
    ("襄樊", "420600", ""),
    ("大足县", "500111", ""),
    ("浙江绍兴县柯桥镇", "330603", "柯桥镇"),
    ("420600 襄樊市", "420600", ""),
    ("330114 江干区", "330114", ""),
    ("Nanxun District, Huzhou, Zhejiang", "330503", ""),
]


@pytest.mark.parametrize(("text", "code", "rest"), PLACES)
def test_a_place_is_read_as_it_is_written(place: Place, text: str, code: str, rest: str) -> None:
    with place.session() as session:
        assert read_place(session, text) == (code, rest)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("朝阳", ["110105", "211300", "211321", "220104"]),
        ("吉林", ["220000", "220200"]),
        ("江干区", ["330102", "330114"]),
        ("杭州市江干区", ["330102", "330114"]),
        ("吴县市", ["320506", "320507"]),
        ("江北区", ["330205", "500100"]),
    ],
)
def test_a_name_of_several_places_and_a_divided_place_are_asked_back(place: Place, text: str, codes: list[str]) -> None:
    remark = asked(place, lambda session: read_place(session, text))
    assert remark.code == "region_ambiguous"
    assert [option[:6] for option in remark.facts["options"]] == codes
    with place.session() as session:
        assert [read_place(session, option) for option in remark.facts["options"]] == [(code, "") for code in codes]


@pytest.mark.parametrize("text", ["南京西路", "长安镇", "不知道", "999999", "999999 南浔区", "全国", "湖州市区", ""])
def test_what_names_no_place_is_refused(place: Place, text: str) -> None:
    assert asked(place, lambda session: read_place(session, text)).code == "regions_unknown"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("330502 南浔", ["330502 浙江省湖州市吴兴区", "330503 浙江省湖州市南浔区"]),
        ("330502南浔区", ["330502 浙江省湖州市吴兴区", "330503 浙江省湖州市南浔区"]),
        ("330500 南浔区", ["330500 浙江省湖州市", "330503 浙江省湖州市南浔区"]),
        ("330503 不存在区", ["330503 浙江省湖州市南浔区"]),
        ("330503 杭州市", ["330503 浙江省湖州市南浔区", "330100 浙江省杭州市"]),
    ],
)
def test_a_code_beside_the_name_of_another_place_is_refused_with_both(
    place: Place, text: str, options: list[str]
) -> None:
    remark = asked(place, lambda session: resolve_regions(session, [text]))
    assert (remark.code, remark.facts) == ("code_contradicts", {"entries": text, "options": options})


def test_a_list_of_regions_takes_no_address(place: Place) -> None:
    with place.session() as session:
        assert resolve_regions(session, ["北京市", "浙江杭州", "330100"]) == ["110000", "330100"]
    assert asked(place, lambda session: resolve_regions(session, ["南浔区练市镇"])).facts["entries"] == ["南浔区练市镇"]


def test_every_label_of_a_region_is_read_as_that_region(place: Place) -> None:
    with place.session() as session:
        rows = session.exec(select(Region).where(col(Region.code).startswith("33"))).all()
        wrong = []
        for row in rows:
            for text in (f"{row.code} {row.full_name}", f"{row.code}{row.full_name.replace(' / ', '')}", row.full_name):
                if read_place(session, text) != (row.code, ""):
                    wrong.append(text)
    assert len(rows) > 90
    assert wrong == []


@pytest.mark.long
def test_every_full_name_in_the_country_is_read_as_its_region(place: Place) -> None:
    with place.session() as session:
        rows = session.exec(select(Region).where(col(Region.level) != 2)).all()
        wrong = [row.full_name for row in rows if read_place(session, row.full_name) != (row.code, "")]
    assert wrong == []


def test_every_former_name_leads_to_what_it_belongs_to_today(place: Place) -> None:
    with FORMER.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with place.session() as session:
        known = set(session.exec(select(Region.code)))
        names = set(session.exec(select(Region.name)))
    assert len(rows) > 150
    assert [row["name"] for row in rows if not set(row["codes"].split(";")) <= known] == []
    assert all(1980 < int(row["until"]) < 2027 for row in rows)
    assert len({row["name"] for row in rows}) == len(rows)
    with place.session() as session:
        for row in rows[::12]:
            codes = row["codes"].split(";")
            if len(codes) == 1 and row["name"] not in names:
                assert read_place(session, row["name"]) == (codes[0], ""), row["name"]


INDUSTRIES = [
    ("C3435 电梯、自动扶梯及升降机制造", "C3435"),
    ("C3435电梯、自动扶梯及升降机制造", "C3435"),
    ("电梯、自动扶梯及升降机制造", "C3435"),
    ("C3435", "C3435"),
    ("C 3435", "C3435"),
    ("c3435", "C3435"),
    ("Ｃ３４３５", "C3435"),
    ("3435", "C3435"),
    ("3435 电梯", "C3435"),
    ("3435 电梯制造", "C3435"),
    ("C34 通用设备制造业", "C34"),
    ("C3973 集成电路制造", "C3973"),
]


@pytest.mark.parametrize(("text", "code"), INDUSTRIES)
def test_an_industry_is_read_by_code_name_or_both(place: Place, text: str, code: str) -> None:
    with place.session() as session:
        assert resolve_industries(session, [text]) == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("3963 集成电路制造", ["C3963", "C3973"]),
        ("C3963 集成电路制造", ["C3963", "C3973"]),
        ("C3963集成电路制造", ["C3963", "C3973"]),
        ("C349 通用设备制造业", ["C349", "C34"]),
        ("3435 建筑装饰", ["C3435"]),
    ],
)
def test_a_code_beside_the_name_of_another_industry_is_refused_with_both(
    place: Place, text: str, codes: list[str]
) -> None:
    remark = asked(place, lambda session: resolve_industries(session, [text]))
    assert remark.code == "code_contradicts"
    assert [option.split(" ")[0] for option in remark.facts["options"]] == codes
    with place.session() as session:
        assert [resolve_industries(session, [option]) for option in remark.facts["options"]] == [[c] for c in codes]


HIGHER, BACHELOR, SECONDARY = TrainingLevel.HIGHER, TrainingLevel.VOC_BACHELOR, TrainingLevel.SECONDARY
MAJORS = [
    ("460206 电梯工程技术", None, "moe2021:460206"),
    ("460206电梯工程技术", None, "moe2021:460206"),
    ("460206", None, "moe2021:460206"),
    ("电梯工程技术 460206", None, "moe2021:460206"),
    ("电梯工程技术（460206）", None, "moe2021:460206"),
    ("moe2021:460206", None, "moe2021:460206"),
    ("电梯工程技术", HIGHER, "moe2021:460206"),
    ("电梯工程技术", BACHELOR, "moe2021:260203"),
    ("电梯工程技术 高职", None, "moe2021:460206"),
    ("电梯工程技术（高职）", None, "moe2021:460206"),
    ("护理 高职", None, "moe2021:520201"),
    ("护理", SECONDARY, "moe2021:720201"),
    ("机床切削加工(车工)", None, "mohrss:0101"),
    ("机床切削加工（车工）", None, "mohrss:0101"),
    ("0101", None, "mohrss:0101"),
    ("101", None, "mohrss:0101"),
    ("0101 机床切削加工(车工)", None, "mohrss:0101"),
]


@pytest.mark.parametrize(("text", "level", "key"), MAJORS)
def test_a_major_is_read_by_code_name_or_both(place: Place, text: str, level: TrainingLevel | None, key: str) -> None:
    with place.session() as session:
        assert find_major(session, text, level).key == key


MECHATRONICS = ["460206 电梯工程技术", "460301 机电一体化技术", "0127 机电一体化技术"]


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("460206 机电一体化技术", "code_contradicts", MECHATRONICS),
        ("460206机电一体化技术", "code_contradicts", MECHATRONICS),
        ("电梯工程技术", "major_ambiguous", ["260203 电梯工程技术", "460206 电梯工程技术"]),
        ("电梯工程技术（中高职贯通）", "major_unknown", ["260203 电梯工程技术", "460206 电梯工程技术"]),
        ("999999 电梯工程技术", "major_unknown", ["260203 电梯工程技术", "460206 电梯工程技术"]),
    ],
)
def test_a_major_that_is_not_certain_is_asked_back(place: Place, text: str, code: str, options: list[str]) -> None:
    remark = asked(place, lambda session: find_major(session, text))
    assert (remark.code, remark.facts["options"]) == (code, options)
    with place.session() as session:
        for option in options:
            assert find_major(session, option).code == option.split(" ")[0]


def test_every_major_is_read_by_code_and_name_together(place: Place) -> None:
    with place.session() as session:
        majors = session.exec(select(Major).where(Major.level == 3)).all()
        sample = [major for major in majors if major.code.endswith(("01", "07"))]
        wrong = [major.key for major in sample if find_major(session, f"{major.code}{major.name}").key != major.key]
    assert len(sample) > 200
    assert wrong == []
