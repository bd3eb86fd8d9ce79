"""Whatever is refused, the API and the pages say what is expected, and never merely that something is to be checked."""

import json
from typing import Any, Final

import pytest
from pydantic import BaseModel, ValidationError

from tests.api.conftest import DEMAND, PROGRAM, Give
from tests.stage import Stage
from webapp.web.api import problems
from webapp.web.api.operations import operation_of
from webapp.web.api.queries import ListQuery
from webapp.web.kernel.forms import TypedForm
from webapp.web.kernel.refusals import complaint_text

GENERIC: Final = ("请检查", "格式不对", "从选项中选择", "请填写一个")
WRONG: Final[list[Any]] = [
    "", "？？？", "字" * 5000, "a\x00b", "2027-02-29", "2027/3/1", "2027-13", 5, -1, 1.5, 10**15, 10**400, True,
    [], [5], [None], ["x"], [["x"]], ["字" * 500] * 200, {}, {"x": 5}, {"a": {"b": 1}}, None,
]  # fmt: skip


def bodies_and_queries(stage: Stage) -> set[type[BaseModel]]:
    """Return every type that a request of the API is read as."""
    operations = (operation_of(view) for view in stage.app.view_functions.values())
    kinds = {kind for operation in operations if operation is not None for kind in (operation.body, operation.query)}
    return {kind for kind in kinds if kind is not None}


def inputs() -> set[type[BaseModel]]:
    """Return every type that a form is read as."""
    forms = list(TypedForm.__subclasses__())
    for form in forms:
        forms += form.__subclasses__()
    return {form.INPUT for form in forms if form.INPUT is not None}


def complaints(kind: type[BaseModel], name: str, value: object, *, typed: bool) -> list[dict[str, Any]]:
    """Return what a type says of one value of a field."""
    try:
        if typed or issubclass(kind, ListQuery):
            kind.model_validate({name: value})
        else:
            kind.model_validate_json(json.dumps({name: value}))
    except ValidationError as error:
        return [dict(one) for one in error.errors(include_url=False) if one["loc"] and one["loc"][0] == name]
    return []


def test_each_wrong_value_of_a_request_is_answered_with_what_is_expected(stage: Stage) -> None:
    kinds = bodies_and_queries(stage)
    checked = 0
    with stage.app.test_request_context("/api/v1/"):
        for kind in kinds:
            values = [value for value in WRONG if not issubclass(kind, ListQuery) or isinstance(value, str)]
            for name in kind.model_fields:
                for value in values:
                    try:
                        if issubclass(kind, ListQuery):
                            kind.model_validate({name: value})
                        else:
                            kind.model_validate_json(json.dumps({name: value}))
                    except ValidationError as error:
                        answer = problems.of_misfit(problems.Misfit(kind, error))
                        for problem in answer.get_json()["errors"]:
                            checked += 1
                            said = problem["detail"]
                            assert said, (kind, name, value)
                            assert not any(word in said for word in (*GENERIC, "%(")), (kind, name, value, said)
    assert len(kinds) > 15
    assert checked > 1000


def test_each_wrong_entry_of_a_form_is_answered_with_a_sentence_of_its_own(stage: Stage) -> None:
    kinds = inputs()
    typed = [value for value in WRONG if value is None or isinstance(value, str)]
    with stage.app.test_request_context("/"):
        for kind in kinds:
            for name in kind.model_fields:
                for value in typed:
                    for complaint in complaints(kind, name, value, typed=True):
                        said = complaint_text(complaint["type"], complaint.get("ctx") or {})
                        assert said != "请检查此项", (kind, name, value, complaint["type"])
    assert len(kinds) > 20


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("level", "master", "应为以下之一：secondary、mid_tech、senior_tech"),
        ("modes", ["order_class", "x"], "应为以下之一：order_class、"),
        ("modes", "order_class", "应为列表"),
        ("headcount", 0, "应在 1 至 999 之间"),
        ("headcount", 1000, "应在 1 至 999 之间"),
        ("headcount", 1.5, "应在 1 至 999 之间"),
        ("pay_min", 10**9, "应在 1 至 200000 之间"),
        ("position", 5, "应为文本"),
        ("lodging", 1, "应为 true 或 false"),
        ("start_month", "2027-13", "2027-03"),
        ("valid_until", "2027-02-29", "2027-06-30"),
        ("valid_until", "9999-99-99", "2027-06-30"),
        ("explanations", 5, "JSON 对象"),
    ],
)
def test_a_demand_is_told_what_would_do(program: Give, field: str, value: object, expected: str) -> None:
    answer = program("Mei").post("/demands", {**DEMAND, field: value})

    assert answer.status_code == 422, answer.text
    assert any(expected in error["detail"] for error in answer.json["errors"] if error["field"].startswith(field))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("years", 12, "应在 1 至 7 之间"),
        ("entry_level", "high", "应为以下之一：junior、senior、employee"),
        ("courses", ["字" * 61], "最多 60 个字"),
    ],
)
def test_a_school_is_told_what_would_do(program: Give, field: str, value: object, expected: str) -> None:
    answer = program("Ines").post("/programs", {**PROGRAM, field: value})

    assert answer.status_code == 422, answer.text
    assert any(expected in error["detail"] for error in answer.json["errors"] if error["field"].startswith(field))


def test_the_parameters_of_a_list_are_told_what_would_do(program: Give) -> None:
    said = {
        path: program("Mei").get(path).json["errors"][0]["detail"]
        for path in ("/demands?limit=0", "/demands?limit=x", "/demands?mine=yes", "/demands?updated_since=2027-03-01")
    }

    assert "应在 1 至 100 之间" in said["/demands?limit=0"]
    assert "应在 1 至 100 之间" in said["/demands?limit=x"]
    assert "true 或 false" in said["/demands?mine=yes"]
    assert "2027-03-01T00:00:00Z" in said["/demands?updated_since=2027-03-01"]
    english = program("Mei").get("/demands?limit=0", Accept_Language="en").json["errors"][0]["detail"]
    assert english.endswith("from 1 to 100")
    assert english.isascii()
