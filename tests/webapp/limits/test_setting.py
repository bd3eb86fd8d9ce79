"""An administrator sets rules on their page and by CSV; each change is on record and can be taken back."""

import io
from typing import Any

from sqlmodel import Session

from tests.visitor import hidden
from tests.webapp.codes.editing.conftest import Office
from webapp.models.limits.enums import Severity
from webapp.services.codes.editing.history import history_of_code
from webapp.services.limits.rules import Rules, standing_rules

PAGE = "/admin/codes/limits/entry?key=night_shifts"
TYPED = {"key": "night_shifts", "severity": "error", "value": "2", "active": "yes", "source": "市教育局 2027 年通知"}


def rules_of(office: Office) -> Rules:
    """Return the rules that stand."""
    found: Rules = office.ask(standing_rules)
    return found


def test_an_administrator_sets_how_strictly_a_rule_is_held(office: Office) -> None:
    root = office.as_("Root")
    assert root.send(PAGE, TYPED).status_code == 303
    rule = rules_of(office)["night_shifts"]
    assert (rule.severity, rule.value, rule.is_active) == (Severity.ERROR, 2, True)
    listed = root.get("/admin/codes/limits").text
    assert all(text in listed for text in ("强制", "2 次", "市教育局 2027 年通知"))

    assert root.send(PAGE, {**TYPED, "active": "no"}).status_code == 303
    assert not rules_of(office)["night_shifts"].is_active

    def told(session: Session) -> list[dict[str, Any]]:
        return [event.after for event in history_of_code(session, "limits", "night_shifts")]

    assert [row.get("active", "") for row in office.ask(told)] == ["no", ""]
    assert root.send(PAGE, {}, to="/admin/codes/limits/remove?key=night_shifts").status_code == 303
    assert rules_of(office)["night_shifts"].severity is Severity.VERIFY


def test_a_severity_that_does_not_exist_is_refused(small_office: Office) -> None:
    assert small_office.as_("Root").send(PAGE, {**TYPED, "severity": "deadly"}).status_code == 422
    assert rules_of(small_office)["night_shifts"].severity is Severity.VERIFY


def test_a_coordinator_reads_the_rules_and_does_not_set_them(small_office: Office) -> None:
    noor = small_office.as_("Noor")
    assert "夜班" in noor.get("/admin/codes/limits").text
    token = hidden(noor.get("/home").text, "/logout")
    assert noor.client.post(PAGE, data={**token, **TYPED}).status_code == 403
    assert rules_of(small_office)["night_shifts"].value == 0


def test_rules_go_out_as_csv_and_come_back(small_office: Office) -> None:
    root = small_office.as_("Root")
    text = root.get("/admin/codes/limits/export").data.decode("utf-8-sig")
    assert text.splitlines()[0] == "规则,力度,数值,是否启用,依据"
    changed = text.replace("daily_hours,verify,8,yes", "daily_hours,error,7,yes")
    assert changed != text
    sent = root.send("/admin/codes/limits/import", {"file": (io.BytesIO(changed.encode()), "limits.csv")})
    assert sent.status_code == 303, sent.text
    assert root.send(sent.headers["Location"], {}).status_code == 303
    rule = rules_of(small_office)["daily_hours"]
    assert (rule.severity, rule.value) == (Severity.ERROR, 7)
