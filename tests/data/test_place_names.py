"""Places in Latin letters: known names as they are known, the others in pinyin with their kind in English."""

import csv
import unicodedata
from pathlib import Path

import pytest

from webapp.models.kernel.pinyin import READINGS, pinyin_order, syllables
from webapp.services.codes.pinyin import spell
from webapp.services.codes.place_names import KINDS, KNOWN, latin, latin_path, parts

REGIONS = READINGS.with_name("regions.csv")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _bare(pinyin: str) -> str:
    letters = unicodedata.normalize("NFD", pinyin.replace(" ", "")).replace("u\u0308", "v")
    return "".join(sign for sign in letters if unicodedata.category(sign) != "Mn")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("浙江省", "Zhejiang"),
        ("绍兴市", "Shaoxing"),
        ("吴兴区", "Wuxing District"),
        ("安吉县", "Anji County"),
        ("单县", "Shanxian County"),
        ("西安市", "Xi'an"),
        ("陕西省", "Shaanxi"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("新疆维吾尔自治区", "Xinjiang"),
        ("延边朝鲜族自治州", "Yanbian Prefecture"),
        ("恩施土家族苗族自治州", "Enshi Prefecture"),
        ("浦东新区", "Pudong New Area"),
        ("锡林郭勒盟", "Xilingol League"),
    ],
)
def test_a_place_is_written_as_english_readers_know_it(name: str, written: str) -> None:
    assert latin(name) == written


def test_a_place_stands_before_those_above_it() -> None:
    assert latin_path(["浙江省", "湖州市", "安吉县"]) == "Anji County, Huzhou, Zhejiang"


def test_a_place_that_is_named_like_the_one_above_it_is_named_once() -> None:
    assert latin_path(["北京市", "北京市"]) == "Beijing"
    assert latin_path(["重庆市", "重庆市", "大足区"]) == "Dazu District, Chongqing"


def test_every_region_has_a_name_in_latin_letters() -> None:
    names = {row["name"] for row in _rows(REGIONS)}

    assert len(names) > 2_500
    assert [name for name in names if not latin(name).replace("ü", "u").isascii() or not latin(name)[0].isupper()] == []


def test_an_english_name_holds_the_whole_stem_and_no_kind_of_place_in_pinyin() -> None:
    wrong = []
    for row in _rows(REGIONS):
        stem, kind = parts(row["name"])
        if row["name"] in KNOWN or len(stem) == 1:
            continue
        written = latin(row["name"]).removesuffix(dict(KINDS)[kind]).casefold().replace("ü", "v").replace("'", "")
        whole = written == "".join(syllables(row["name"])[: len(stem)])
        if not whole or stem.endswith(("族", "自治", "自治县")) or not row["name"].startswith(stem):
            wrong.append((row["name"], written))

    assert wrong == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("万柏林区", "Wanbailin District"),
        ("清新区", "Qingxin District"),
        ("碑林区", "Beilin District"),
        ("神农架林区", "Shennongjia Forestry District"),
        ("峰峰矿区", "Fengfeng Mining District"),
        ("六枝特区", "Liuzhi Special District"),
        ("西双版纳傣族自治州", "Xishuangbanna Prefecture"),
        ("积石山保安族东乡族撒拉族自治县", "Jishishan County"),
        ("双江拉祜族佤族布朗族傣族自治县", "Shuangjiang County"),
        ("东乡族自治县", "Dongxiang County"),
        ("鄂温克族自治旗", "Ewenke Banner"),
        ("木垒哈萨克自治县", "Mulei County"),
        ("龙胜各族自治县", "Longsheng County"),
        ("管城回族区", "Guancheng District"),
        ("长治市", "Changzhi"),
        ("朝阳市", "Chaoyang"),
        ("朝阳区", "Chaoyang District"),
        ("大城县", "Daicheng County"),
        ("六合区", "Luhe District"),
        ("吕梁市", "Lüliang"),
        ("六安市", "Lu'an"),
        ("芒市", "Mangshi"),
    ],
)
def test_nothing_of_a_name_is_lost(name: str, written: str) -> None:
    assert latin(name) == written


def test_every_reading_that_was_looked_up_is_the_one_that_is_spelt() -> None:
    names = [row["name"] for row in _rows(REGIONS)]
    readings = _rows(READINGS)

    wrong = []
    for row in readings:
        bearers = {name for name in names if name.startswith(row["name"])}
        wrong += [(name, spell(name)[0]) for name in bearers if not spell(name)[0].startswith(_bare(row["pinyin"]))]
        assert bearers, row["name"]
        assert row["reason"], row["name"]
        assert row["source"], row["name"]
        assert row["pinyin"] != row["before"]
    assert wrong == []
    assert sum(bool(row["before"]) for row in readings) > 80


# a sign that is read in one way in all names of places but those named here
ONE_READING = {
    "都": ("du", ()),
    "长": ("chang", ("长子县",)),
    "勒": ("le", ()),
    "什": ("shi", ()),
    "柏": ("bai", ()),
    "佛": ("fo", ()),
    "朝": ("chao", ()),
    "堡": ("bu", ()),
    "尾": ("wei", ()),
    "卡": ("ka", ()),
    "蚌": ("beng", ()),
    "牟": ("mu", ("牟定县",)),
    "六": ("liu", ("六安市", "六合区")),
    "乐": ("le", ("乐亭县", "乐陵市", "乐清市")),
    "番": ("fan", ("番禺区",)),
    "阿": ("a", ("东阿县",)),
    "荥": ("xing", ("荥经县",)),
    "尉": ("wei", ("尉犁县",)),
    "台": ("tai", ()),
    "会": ("hui", ()),
    "行": ("xing", ("闵行区",)),
    "石": ("shi", ()),
    "色": ("se", ()),
    "车": ("che", ()),
}


@pytest.mark.parametrize("sign", ONE_READING)
def test_a_sign_of_many_readings_is_read_as_places_are(sign: str) -> None:
    reading, others = ONE_READING[sign]
    read = {
        (name, syllable)
        for name in {row["name"] for row in _rows(REGIONS)}
        for place, syllable in zip(name, syllables(name), strict=True)
        if place == sign
    }

    assert {name for name, syllable in read if syllable != reading} == set(others)


def test_chinese_names_are_ordered_by_pinyin_and_behind_figures_and_letters() -> None:
    names = ["万邦德", "里安", "ABB", "重庆", "长春", "昌平", "3M", "安达", "丽水", "李 四", "长治", "长安"]

    assert sorted(names, key=pinyin_order) == [
        *("3M", "ABB", "安达", "昌平", "长安", "长春", "长治", "重庆", "丽水", "李 四", "里安", "万邦德")
    ]
    assert all(pinyin_order(name).isascii() and pinyin_order(name).isalnum() for name in names)
    assert pinyin_order("ＡＢＢ（中国）") == pinyin_order("abb (中国)")
