"""Files that people take away have names that every system keeps as they are, whatever the names are made of."""

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.kernel.file_names import RESERVED_SIGNS, file_stem
from webapp.web.kernel.downloads import attachment


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("需求-20261130", "需求-20261130"),
        ("合作协议 HT-1", "合作协议 HT-1"),
        ("-rf", "rf"),
        ("--apply 表", "apply 表"),
        ("——名单", "名单"),
        (".bashrc", "bashrc"),
        ("  .-. 名单 .. ", "名单"),
        ('a"b:c*d?e<f>g|h', "abcdefgh"),
        ("甲/乙\\丙", "甲乙丙"),
        ("上\t下\r\n行", "上 下 行"),
        ("\u202e名单", "名单"),
        ("con", "con_"),
        ("LPT1", "LPT1_"),
        ("console", "console"),
        ("", "otherwise"),
        ("-.-", "otherwise"),
        ("字" * 200, "字" * 120),
    ],
)
def test_names_lose_what_a_system_reads_otherwise(name: str, stem: str) -> None:
    assert file_stem(name, longest=120, otherwise="otherwise") == stem


@given(st.text(max_size=200))
def test_no_name_begins_with_a_dash_or_holds_a_reserved_sign(name: str) -> None:
    stem = file_stem(name, longest=120, otherwise="x")

    assert 0 < len(stem) <= 120
    assert stem[0] not in "-. ~_"
    assert stem[-1] not in ". "
    assert not RESERVED_SIGNS & set(stem)
    assert file_stem(stem, longest=120, otherwise="x") == stem


@pytest.mark.parametrize("name", ["-rf", "..", "- 标注结果", "=cmd|' /C calc'!A0", "名\r\n单", "aux", "a/../b"])
def test_both_names_in_the_header_are_safe(name: str) -> None:
    with Flask(__name__).test_request_context():
        header = attachment(b"", "csv", name).headers["Content-Disposition"]
    plain, full = re.fullmatch(r"attachment; filename=\"([\w.-]+)\"; filename\*=UTF-8''(\S+)", header).groups()  # type: ignore[union-attr]

    for said in (plain, unquote(full)):
        assert said.endswith(".csv")
        assert said[0] not in "-. "
        assert not RESERVED_SIGNS & set(said)
