"""The document tells what the routes do, as JSON and as a page that runs no script of its own."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import Give
from tests.stage import Stage
from webapp.policies import Permission
from webapp.web.api.document import UNTOLD
from webapp.web.api.operations import operation_of


@pytest.fixture
def client(stage: Stage) -> FlaskClient:
    return stage.app.test_client()


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json
    return found


def test_every_route_of_the_api_is_in_the_document_and_wears_a_permission(
    stage: Stage, document: dict[str, Any]
) -> None:
    told = {operation["operationId"] for verbs in document["paths"].values() for operation in verbs.values()}
    views = {name: view for name, view in stage.app.view_functions.items() if name.startswith("api.")}
    routes = {name for name in views if name not in ("api.openapi", "api.docs")}

    assert told == {name.removeprefix("api.") for name in routes}
    for name in routes:
        assert isinstance(views[name].access, Permission), name  # type: ignore[attr-defined]
        assert operation_of(views[name]) is not None, name


def test_references_lead_somewhere(client: FlaskClient, document: dict[str, Any]) -> None:
    text = client.get("/api/v1/openapi.json").text

    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert name in document["components"]["schemas"]


def test_limits_in_the_document_are_those_of_the_input_types(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["NewDemand"]["properties"]

    assert {"minimum": 1, "maximum": 999, "type": "integer"} in fields["headcount"]["anyOf"]
    assert fields["required_skills"]["maxItems"] == 15
    assert fields["headcount"]["description"] == "需求人数"
    assert document["components"]["schemas"]["NewDemand"]["additionalProperties"] is False


def test_values_of_enums_are_told_in_words(document: dict[str, Any]) -> None:
    untold = {kind.__name__ for kind in UNTOLD}
    enums = {name: schema for name, schema in document["components"]["schemas"].items() if "enum" in schema}
    assert "decline: 不接受" in enums["Decision"]["description"]
    assert [
        f"{name}.{value}"
        for name, schema in enums.items()
        if name not in untold
        for value in schema["enum"]
        if f"{value}: " not in schema.get("description", "")
    ] == []


def test_what_is_conditional_says_so(document: dict[str, Any]) -> None:
    patch = document["paths"]["/demands/{demand_id}"]["patch"]

    assert {row["name"]: row["required"] for row in patch["parameters"] if row["in"] == "header"} == {"If-Match": True}
    assert {"412", "428"} <= set(patch["responses"])


def test_the_page_shows_every_operation_and_runs_nothing_inline(client: FlaskClient, document: dict[str, Any]) -> None:
    page = client.get("/api/v1/docs")

    assert page.status_code == 200
    for path in document["paths"]:
        assert f"/api/v1{path}" in page.text
    assert re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|\sstyle=\"|<style", page.text) is None
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= set(ids)


def test_the_page_follows_the_language_of_pages(client: FlaskClient) -> None:
    assert 'lang="en"' in client.get("/api/v1/docs?lang=en").text
    assert 'lang="zh-CN"' in client.get("/api/v1/docs?lang=zh", headers={"Accept-Language": "en"}).text


def test_the_account_leads_to_tokens_and_from_there_to_the_document(stage: Stage, program: Give) -> None:
    browser = stage.as_("Mei")

    assert 'href="/account/tokens"' in browser.get("/account").text
    assert 'href="/api/v1/docs"' in browser.get("/account/tokens").text
