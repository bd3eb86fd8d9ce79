"""Places in Latin letters: known names as they are known, the others in pinyin with their kind in English."""

import csv
from pathlib import Path

import pytest

from webapp.services.codes.place_names import latin, latin_path

REGIONS = Path(__file__).resolve().parents[2] / "data" / "taxonomies" / "regions.csv"


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


def test_every_region_has_a_name_in_latin_letters() -> None:
    with REGIONS.open(encoding="utf-8", newline="") as handle:
        names = {row["name"] for row in csv.DictReader(handle)}

    assert len(names) > 2_500
    assert [name for name in names if not latin(name).isascii() or not latin(name)[0].isupper()] == []
