"""Bodies and requests that are broken, hostile or merely odd are refused as problems, never a fault of the service."""

import json
from typing import Any

import pytest
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.api.conftest import DEMAND, Give, program_of
from tests.stage import Stage
from webapp.models import Demand


def send_raw(stage: Stage, data: bytes, media_type: str = "application/json") -> TestResponse:
    headers = {"Authorization": f"Bearer {program_of(stage)('Mei').token}", "Content-Type": media_type}
    return stage.app.test_client().post("/api/v1/demands", data=data, headers=headers)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"position": }',
        b'{"position": "a}',
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"position": "\xff\xfe"}',
        b'{"position": "\\ud800"}',
        b"\x00",
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_not_json_is_refused(stage: Stage, data: bytes) -> None:
    answer = send_raw(stage, data)

    assert (answer.status_code, answer.json["code"]) == (400, "json_unreadable")


@pytest.mark.parametrize("data", [b"[]", b"null", b"1", b'"x"', b"true", b"[{}]", b"NaN"])
def test_json_that_is_no_object_is_refused(stage: Stage, data: bytes) -> None:
    assert send_raw(stage, data).status_code == 422


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_other_media_types_are_refused(stage: Stage, media_type: str) -> None:
    answer = send_raw(stage, json.dumps(DEMAND).encode(), media_type)

    assert answer.status_code == 415


def test_a_body_of_ten_megabytes_is_refused(stage: Stage) -> None:
    answer = send_raw(stage, json.dumps({"position": "x" * 10_000_000}).encode())

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headcount", "12"),
        ("headcount", 1.5),
        ("headcount", -1),
        ("headcount", 0),
        ("headcount", 2**63),
        ("headcount", 10**400),
        ("headcount", True),
        ("headcount", []),
        ("lodging", "true"),
        ("lodging", 1),
        ("position", 5),
        ("position", "字" * 31),
        ("position", "a\x00b"),
        ("position", "电梯\u2028工"),
        ("contact_name", "林\x85军"),
        ("required_skills", ["钳工", "电工", "焊\ufffe工"]),
        ("segment_slug", "elevator\u2029maintain"),
        ("chain_slug", "elevator\x00"),
        ("region", {"$ne": ""}),
        ("region", "' OR 1=1 --"),
        ("round_id", "../../etc/passwd"),
        ("level", "master"),
        ("modes", "order_class"),
        ("modes", ["order_class", "x"]),
        ("required_skills", "一\n二\n三"),
        ("required_skills", [["一"]]),
        ("required_skills", ["字" * 81]),
        ("required_skills", ["x"] * 16),
        ("start_month", "2027-13"),
        ("start_month", "9月初"),
        ("valid_until", "0000-00-00"),
        ("valid_until", "2027-02-31"),
        ("valid_until", 0),
        ("pay_max", 1),
        ("visibility", "nobody"),
        ("explanations", {"share_of_post": 5}),
    ],
)
def test_values_of_the_wrong_kind_are_refused_beside_their_field(
    stage: Stage, program: Give, field: str, value: Any
) -> None:
    before = stage.ask(lambda session: len(session.exec(select(Demand)).all()))

    answer = program("Mei").post("/demands", {**DEMAND, field: value})

    assert answer.status_code == 422, answer.text
    assert field in {error["field"].split(".")[0] for error in answer.json["errors"]}
    assert stage.ask(lambda session: len(session.exec(select(Demand)).all())) == before


@pytest.mark.parametrize("text", ["𠮷野家", "👩‍🔧", "مهندس", "<b>x</b>", "{{ 7*7 }}", "=1+1", "a​b"])
def test_text_comes_back_as_it_was_sent(program: Give, text: str) -> None:
    made = program("Mei").post("/demands", {**DEMAND, "position": text})

    assert made.json["position"] == text


def test_an_address_that_is_not_there_is_a_problem_too(stage: Stage, program: Give) -> None:
    for path in ("/nothing", "/demands/1", "/demands/../../etc/passwd", "/codes/people", "/demands/%00"):
        answer = program("Mei").get(path)
        assert answer.status_code == 404, path
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("verb", ["DELETE", "PUT", "TRACE", "PROPFIND"])
def test_a_verb_that_is_not_offered_is_told_which_are(program: Give, verb: str) -> None:
    answer = program("Mei").send(verb, "/demands")

    assert answer.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in answer.headers["Allow"].split(",")}
    assert answer.mimetype == "application/problem+json"


def test_problems_speak_the_callers_language(program: Give) -> None:
    caller = program("Mei")

    chinese = caller.get("/nothing", Accept_Language="fr, zh-CN;q=0.5")
    usual = caller.get("/nothing")
    odd = caller.get("/nothing", Accept_Language=";;;q=x,\x01")

    assert chinese.json["title"] == usual.json["title"] == odd.json["title"] == "没有找到"
    assert caller.get("/me", Accept_Language="en-GB").headers["Content-Language"] == "en"
    assert "Accept-Language" in caller.get("/me").headers["Vary"]


def test_answers_are_kept_by_nobody_and_read_as_nothing_else(program: Give) -> None:
    for answer in (program("Mei").get("/demands"), program("Mei").get("/nothing"), program().get("/demands")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_a_fault_of_ours_tells_nothing_of_the_inside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("secret of the inside")

    caller = program_of(stage)("Mei")
    stage.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("webapp.blueprints.api.rounds.rounds.list_rounds", fail)

    answer = caller.get("/rounds")

    assert (answer.status_code, answer.json["code"]) == (500, "unexpected_error")
    assert "inside" not in answer.text
    assert answer.json["reference"] == answer.headers["X-Request-Id"]
