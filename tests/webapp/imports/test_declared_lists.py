"""Every list that is declared goes out as page, workbook and CSV file with the same filters."""

import csv
import inspect
import io
import pkgutil
import re
from html import unescape
from importlib import import_module
from urllib.parse import unquote

import pytest

from tests.demonstration import Demonstration
from tests.webapp.imports.conftest import opened
from webapp import web
from webapp.models import MatchingRound
from webapp.models.rounds.enums import RoundStatus

LISTS = {  # each with somebody who reads it, and an address
    "agreement_list": ("coordinator", "/agreements?q=公司"),
    "allocation_list": ("coordinator", "{round}/publication"),
    "alternate_list": ("coordinator", "{round}/alternates"),
    "conflict_list": ("coordinator", "{round}/conflicts?state=settled"),
    "demand_list": ("school", "/demands?q=工&level=higher"),
    "demands_collected": ("coordinator", "{round}/posts?q=工"),
    "event_list": ("coordinator", "/admin/audit?kind=demand&thing=工"),
    "finding_list": ("coordinator", "{round}/precheck"),
    "invitation_list": ("coordinator", "{round}/invitations?q=学院"),
    "late_list": ("coordinator", "{round}/late"),
    "left_list": ("coordinator", "{run}?by=left"),
    "objection_list": ("coordinator", "{round}/publication?list=objections"),
    "offering_list": ("school", "/programs/mine?of=offerings"),
    "offerings_collected": ("coordinator", "{round}/posts?kind=offerings"),
    "organisation_list": ("coordinator", "/orgs?kind=school&q=学院"),
    "own_pair_list": ("school", "{round}/pairs"),
    "program_list": ("enterprise", "/programs?q=技术"),
    "result_list": ("coordinator", "{run}?min_score=60"),
    "round_list": ("school", "/rounds"),
    "row_list": ("administrator", "/admin/codes/segments?within=elevator"),
    "rule_list": ("coordinator", "{round}/pair-rules"),
    "suggestion_list": ("enterprise", "/suggestions?state=open"),
    "version_list": ("administrator", "/admin/codes/versions"),
    "word_list": ("administrator", "/admin/skills/review"),
}


ELSEWHERE = {"change_list", "notice_list"}  # the demonstration has one run and no notice: held in runs and publication


def declared() -> set[str]:
    names = [
        found.name for found in pkgutil.walk_packages(web.__path__, "webapp.web.") if found.name.endswith(".lists")
    ]
    return {
        name
        for module in map(import_module, names)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and str(inspect.signature(function).return_annotation).startswith("webapp.web.kernel.lists.Listing")
    }


def address_of(demonstration: Demonstration, address: str) -> str:
    """Return an address with the furthest round, and a run, in place of their names."""
    order = list(RoundStatus)
    rounds = [row for row in demonstration.things["round_id"] if isinstance(row, MatchingRound)]
    furthest = max(rounds, key=lambda row: order.index(row.status))
    run = demonstration.things["run_id"][0].id  # type: ignore[attr-defined]
    return address.format(round=f"/rounds/{furthest.id}", run=f"/runs/{run}")


def test_every_declared_list_is_looked_at() -> None:
    assert declared() == {*LISTS, *ELSEWHERE}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_goes_out_as_page_workbook_and_csv(demonstration: Demonstration, name: str) -> None:
    role, address = LISTS[name]
    browser, path = demonstration.browser(role), address_of(demonstration, address)

    page = browser.get(path)
    assert page.status_code == 200
    links = [unescape(link) for link in re.findall(r'href="([^"]*format=(?:xlsx|csv)[^"]*)"', page.text)]
    asked = set(filter(None, path.partition("?")[2].split("&")))
    joint = "&" if "?" in path else "?"
    workbook, plain = (browser.get(f"{path}{joint}format={form}") for form in ("xlsx", "csv"))

    assert workbook.status_code == plain.status_code == 200
    assert workbook.headers["Content-Disposition"].startswith("attachment;")
    assert any(asked <= set(_unquoted(link)) for link in links) or not links
    said, *lines = opened(workbook.data).worksheets[0].iter_rows(values_only=True)
    assert lines
    told = [["" if cell is None else str(cell) for cell in line] for line in lines]
    read = csv.reader(io.StringIO(plain.data.decode("utf-8-sig")))
    assert [[cell.removesuffix(".0") for cell in line] for line in read] == told
    words = [part.partition("=")[2] for part in asked if part.startswith(("q=", "thing="))]
    assert all(word in str(said[0]) for word in words)


def _unquoted(link: str) -> list[str]:
    return unquote(link.partition("?")[2]).split("&")
