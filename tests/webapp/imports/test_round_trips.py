"""What goes out as a file comes in again without a change, on both databases and in both formats."""

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.places import Place
from tests.webapp.imports.conftest import opened
from webapp.models import ImportBatch, ImportRow, Person, PersonSession
from webapp.models.imports.imports import RowOutcome
from webapp.web.kernel.identity import hash_token

LISTS = (
    ("coordinator", "organisations", "/orgs"),
    ("coordinator", "demands", "/demands"),
    ("enterprise", "demands", "/demands/mine"),
    ("school", "programs", "/programs/mine"),
    ("school", "offerings", "/programs/mine?of=offerings"),
)


def client_of(place: Place, role: str) -> FlaskClient:
    """Return a browser that is signed in as one of the demonstration's people."""
    token = f"token-of-{role}"
    with place.session() as session:
        person = session.exec(select(Person).where(Person.email == place.account(role).email)).one()
        session.add(PersonSession(token_hash=hash_token(token), person_id=person.id))
    client = place.app().test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def send(client: FlaskClient, kind: str, content: bytes, name: str) -> str:
    """Upload a file and return the address of its report."""
    page = f"/imports/new?type={kind}"
    fields = dict(re.findall(r'name="(csrf_token|form_key)" value="([^"]*)"', client.get(page).text))
    answer = client.post(page, data={**fields, "file": (io.BytesIO(content), name)})
    assert answer.status_code == 303, re.findall(r"msg-err.*?</div>", answer.text, re.DOTALL)
    return str(answer.headers["Location"])


def outcomes(session: Session) -> set[RowOutcome | None]:
    """Return every outcome that the newest import has."""
    batch = session.exec(select(ImportBatch)).one()
    return {row.outcome for row in session.exec(select(ImportRow).where(ImportRow.batch_id == batch.id))}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("role", "kind", "address"), LISTS)
def test_what_goes_out_comes_in_without_a_change(sample: Place, role: str, kind: str, address: str, form: str) -> None:
    client = client_of(sample, role)
    language = "&lang=en" if form == "csv" else ""
    file = client.get(f"{address}{'&' if '?' in address else '?'}format={form}{language}")
    assert file.status_code == 200

    send(client, kind, file.data, f"export.{form}")
    sample.work()

    with sample.session() as session:
        rows = session.exec(select(ImportRow)).all()
        other = [(row.number, row.outcome, row.remarks, row.differences) for row in rows if row.outcome != "same"]
        assert rows
        assert other == []


def test_the_file_has_every_row_of_the_list(sample: Place) -> None:
    client = client_of(sample, "coordinator")

    sheet = opened(client.get("/demands?format=xlsx").data).worksheets[0]

    told = re.search(r"共 ([0-9]+) 条", str(sheet["A1"].value))
    assert told is not None
    assert sheet.max_row - 2 == int(told.group(1)) > 20
