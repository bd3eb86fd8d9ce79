"""What a post may hold as skills: texts that name one, each skill once, as the library compares them."""

from typing import Any

import pytest
from pydantic import ValidationError

from webapp.models.posts.demand_input import DemandDraft
from webapp.models.posts.program_input import ProgramDraft


def codes(**fields: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        DemandDraft.model_validate(fields)
    return [error["type"] for error in refused.value.errors()]


@pytest.mark.parametrize("field", ["required_skills", "preferred_skills"])
@pytest.mark.parametrize(
    ("skill", "code"),
    [
        ("🙂", "skill_signs"),
        ("……", "skill_signs"),
        ("无需电工证", "skill_not_needed"),
        ("不要求英语", "skill_not_needed"),
        ("非化工专业", "skill_not_needed"),
        ("焊" * 81, "skill_long"),
    ],
)
def test_what_names_no_skill_is_refused(field: str, skill: str, code: str) -> None:
    assert codes(**{field: ["焊接检验", skill]}) == [code]


def test_one_skill_in_several_spellings_is_stored_once() -> None:
    draft = DemandDraft.model_validate(
        {"required_skills": "焊接检验\n熟悉焊接检验;1.焊接檢驗；焊接\u200b检验\nSolid Works\nSOLIDWORKS\n无人机操控"}
    )

    assert draft.required_skills == ["焊接检验", "Solid Works", "无人机操控"]


def test_programmes_follow_the_same_rule() -> None:
    draft = ProgramDraft.model_validate(
        {"major_key": "x", "level": "higher", "skills": ["CNC编程", "数控编程", "无损检测"]}
    )

    assert draft.skills == ["CNC编程", "无损检测"]
    with pytest.raises(ValidationError):
        ProgramDraft.model_validate({"major_key": "x", "level": "higher", "skills": ["---"]})
