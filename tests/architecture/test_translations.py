"""The check of the translation, which is one of the inspections of `./check`, sees what would show Chinese."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools import translations


@pytest.mark.parametrize(
    ("source", "text", "fault"),
    [
        ("保存", "", "untranslated"),
        ("保存", "存", "in English"),
        ("%(field)s：%(error)s", "%(field)s：%(error)s", "in English"),
        ("%(field)s：%(error)s", "%(field)s: %(errors)s", "other placeholders"),
        ("放大到 400%% 仍可使用", "usable at 400%", "other placeholders"),
        ("有 {count} 个选项", "options", "other placeholders"),
        ("见 <b>帮助</b>", "see help", "other tags"),
        (("%(num)s 人", "%(num)s 人"), ("%(num)s person", ""), "untranslated"),
        (("%(num)s 人", "%(num)s 人"), ("%(num)s person", "people"), "other placeholders"),
        (("%(num)s 人", "%(num)s 人"), "people", "plural forms"),
    ],
)
def test_a_faulty_translation_is_named(source: str | tuple[str, str], text: str | tuple[str, str], fault: str) -> None:
    found = list(translations.faults_of(Message(source, text)))

    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("%(field)s：%(error)s", "%(field)s: %(error)s"),
        (("%(num)s 人", "%(num)s 人"), ("%(num)s person", "%(num)s people")),
        (("全部 %(num)s 条", "全部 %(num)s 条"), ("the only one", "all %(num)s")),
    ],
)
def test_a_good_translation_passes(source: str | tuple[str, str], text: str | tuple[str, str]) -> None:
    assert list(translations.faults_of(Message(source, text))) == []


def test_a_fuzzy_translation_is_named() -> None:
    assert any("fuzzy" in line for line in translations.faults_of(Message("保存", "Save", flags=["fuzzy"])))


def test_chinese_in_the_text_of_a_template_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{# 说明 #}<p title="提示">{{ _("保存") }}</p>{{ names | join("、") }}<b>草稿</b>', encoding="utf-8"
    )

    seen = [text for _line, text in translations.literals_of_template(page) if translations.chinese_in(text)]

    assert {"保存", "、", "草稿"} <= set(seen)
    assert not any("说明" in text for text in seen)


def test_chinese_in_the_code_is_seen_and_docstrings_are_not(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text('"""模块"""\n\n\ndef shown():\n    """函数"""\n    return "草稿"\n', encoding="utf-8")

    assert [text for _line, text in translations.literals_of_code(code)] == ["草稿"]
