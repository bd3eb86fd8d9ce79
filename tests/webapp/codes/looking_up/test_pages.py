"""Looking codes up without a script, and the fragments that the script draws."""

import re

from flask.testing import FlaskClient

from webapp.services.codes import search

HTML = {"Accept": "text/html"}


def places(text: str) -> list[str]:
    """Return where the links of the levels lead."""
    return re.findall(r'<a href="[^"]*\?at=([^"]+)"', text)


def test_a_person_without_scripts_goes_down_to_a_code_and_is_told_it(mei: FlaskClient) -> None:
    top = mei.get("/codes/industry", headers=HTML).text
    assert "C" in places(top)
    assert "selected" not in top

    group = mei.get("/codes/industry?at=C343", headers=HTML).text
    assert {"C", "C34", "C343", "C3435"} <= set(places(group))
    leaf = mei.get("/codes/industry?at=C3435", headers=HTML).text
    assert 'class="tnum copy-code">C3435<' in leaf
    assert 'href="/codes/industry?at=C34"' in leaf  # one level up
    assert "<form" in leaf
    assert 'method="get"' in leaf


def test_a_person_without_scripts_searches(mei: FlaskClient) -> None:
    found = mei.get("/codes/skill?q=plc", headers=HTML).text
    assert '<th scope="row"' in found
    nothing = mei.get("/codes/skill?q=没有这样的词", headers=HTML).text
    assert "没有找到" in nothing


def test_every_table_is_browsed_to_its_end(mei: FlaskClient) -> None:
    assert {kind: depth(mei, kind) for kind in search.FINDERS} == {
        "industry": 4,
        "region": 3,
        "major": 4,
        "skill": 2,
        "segment": 2,
        "family": 3,
    }


def depth(mei: FlaskClient, kind: str) -> int:
    """Go down by the first step of every level; return how many levels the way to a code has."""
    page, steps = mei.get(f"/codes/{kind}/levels").text, 1
    while True:
        last = page[page.rindex('<div class="level">') :]
        buttons = re.findall(r'<button type="button" data-place="([^"]+)"([^>]*)>', last)
        leading = [place for place, marks in buttons if "aria-expanded" in marks]
        if not leading:
            break
        page = mei.get(f"/codes/{kind}/levels", query_string={"at": leading[0]}).text
        steps += 1
    value = re.search(r'data-value="([^"]+)"', buttons[0][1])
    assert value is not None
    shown = mei.get(f"/codes/{kind}/levels", query_string={"at": value.group(1)}).text
    assert shown.count('aria-current="true"') == steps
    return steps


def test_browsing_begins_where_the_field_stands(mei: FlaskClient) -> None:
    near = mei.get("/codes/region/levels", query_string={"near": "330503 浙江省 / 湖州市 / 南浔区"}).text
    assert re.search(r'data-place="330503"[^>]*aria-current="true"', near)
    odd = mei.get("/codes/region/levels", query_string={"near": "半个地名"})
    assert odd.status_code == 200
    assert odd.text.count('<div class="level">') == 1


def test_unknown_tables_and_places_are_not_found(mei: FlaskClient) -> None:
    unknown = ("industry?at=C99", "region/levels?at=999999", "nothing", "nothing/levels", "industry?at=%00")
    assert {path: mei.get(f"/codes/{path}", headers=HTML).status_code for path in unknown} == dict.fromkeys(
        unknown, 404
    )


def test_registration_browses_without_an_account_and_nothing_else_does(nobody: FlaskClient) -> None:
    assert nobody.get("/codes/open/region/levels?at=330000").status_code == 200
    assert nobody.get("/codes/open/industry?q=3435").json["options"][0]["value"] == "C3435"  # type: ignore[index]
    assert nobody.get("/codes/open/skill/levels").status_code == 404
    assert nobody.get("/codes/open/skill").status_code == 404
    assert nobody.get("/codes/skill/levels").status_code in (302, 303)
    assert nobody.get("/codes/skill/custom?word=a").status_code in (302, 303)


def test_custom_skills_are_told_from_those_of_the_lexicon(mei: FlaskClient) -> None:
    known = mei.get("/codes/skill?q=plc").json["options"][0]["value"]  # type: ignore[index]
    answer = mei.get("/codes/skill/custom", query_string={"word": [known, "给机器人讲笑话", "给机器人讲笑话", "\x00"]})
    assert answer.json == {"custom": ["给机器人讲笑话", "\x00"]}
