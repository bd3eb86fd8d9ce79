"""Skills as posts hold them: texts that name a skill, each skill once, however it is written.

Whether two are one is for the library to say, so that posts, the lexicon and scores agree.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from matching import distinct_skills, is_not_needed, is_skill
from webapp.models.kernel.typed import Line, as_lines

LONGEST_SKILL = 80  # a duty may be entered as it is; names of the lexicon are shorter


def _only_skills(value: Any) -> Any:
    """Refuse what names no skill; keep the first spelling of each skill."""
    if not isinstance(value, list) or not all(isinstance(skill, str) for skill in value):
        return value
    for skill in value:
        if is_not_needed(skill):
            raise PydanticCustomError("skill_not_needed", "says what is not needed", {"skill": skill})
        if not is_skill(skill):
            raise PydanticCustomError("skill_signs", "signs alone are no skill", {"skill": skill})
    return distinct_skills(value)


def _short(skills: list[str]) -> list[str]:
    if any(len(skill) > LONGEST_SKILL for skill in skills):
        raise PydanticCustomError("skill_long", "a skill is too long", {"longest": LONGEST_SKILL})
    return skills


Skills = Annotated[list[Line], BeforeValidator(_only_skills), BeforeValidator(as_lines), AfterValidator(_short)]
