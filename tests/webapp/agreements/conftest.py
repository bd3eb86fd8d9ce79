"""The small city after its round: Mei's lift maker and Ines's college have a pair of 20."""

from typing import Any

import pytest
from sqlmodel import Session, select

from tests.market import Market
from tests.stage import Stage, person, the_round
from tests.visitor import hidden
from webapp import clock
from webapp.models import Agreement, StudentBatch
from webapp.services.agreements.following import follow_seats

YEAR = clock.today().year + 1
BATCH = {
    "kind": "post_internship", "grade": "2", "planned": "10", "starts_on": f"{YEAR}-03-01", "ends_on": f"{YEAR}-08-31",
    "nights": "0", "pay": "", "mentors": "", "hours": "", "insurance_number": "",
}  # fmt: skip


class Desk:
    """The city with its agreements."""

    def __init__(self, stage: Stage) -> None:
        """Draft the agreements of the round."""
        self.stage = stage
        self.draft()

    def draft(self) -> int:
        """Draft agreements, and return how many are new."""
        with self.stage.session() as session:
            return len(follow_seats(session, the_round(session), by=person(session, "Noor"))[0])

    def agreement(self) -> Agreement:
        """Return the agreement as it stands."""
        with self.stage.session() as session:
            found = session.exec(select(Agreement)).one()
            assert found.lines
            return found

    def batch(self) -> StudentBatch:
        """Return the batch as it stands."""
        with self.stage.session() as session:
            return session.exec(select(StudentBatch)).one()

    @property
    def url(self) -> str:
        """Return the address of the agreement."""
        return f"/agreements/{self.agreement().id}"

    def post(self, name: str, path: str, typed: dict[str, Any] | None = None, *, page: str = "") -> Any:
        """Open a page as somebody, and send its form that leads to the path."""
        visitor = self.stage.as_(name)
        drawn = visitor.get(page or path)
        assert drawn.status_code == 200, drawn.status_code
        fields = hidden(drawn.text, path) if page else hidden_of_page(drawn.text)
        return visitor.client.post(path, data={**fields, **(typed or {})})

    def send(self, name: str, path: str, typed: dict[str, Any] | None = None) -> Any:
        """Send values past the page, as somebody who has kept its form would: by the version that stands."""
        visitor = self.stage.as_(name)
        token = visitor.get(self.url).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        held = {"csrf_token": token, "version": self.agreement().version}
        return visitor.client.post(path, data={**held, **(typed or {})})

    def agree(self, name: str) -> None:
        """Let somebody's side agree to all duties."""
        places = [str(place) for place in range(len(self.agreement().duties))]
        assert self.post(name, f"{self.url}/duties", {"duty": places}, page=self.url).status_code == 303

    def sign(self) -> None:
        """Let both sides agree and sign."""
        self.agree("Mei")
        self.agree("Ines")
        typed = {"signed_on": str(clock.today()), "signed_number": "校企〔2026〕12 号"}
        assert self.post("Mei", f"{self.url}/sign", typed).status_code == 303

    def plan(self, **typed: Any) -> Any:
        """Let Ines plan a batch."""
        agreement = self.agreement()
        values = {**BATCH, "line_id": str(agreement.lines[0].id), **typed}
        return self.post("Ines", f"/batches/new/{agreement.id}", values)


def hidden_of_page(text: str) -> dict[str, Any]:
    """Return the hidden fields of the page's main form."""
    forms = text.split("<form")
    main = next(form for form in forms if "data-guard" in form.split(">", 1)[0])
    return hidden(f'<form{main.split(">", 1)[0]} action="x">{main.split(">", 1)[1]}', "x")


@pytest.fixture
def desk(settled: Market) -> Desk:
    """Return the city on SQLite."""
    return Desk(settled.stage)


@pytest.fixture
def desk_anywhere(settled_anywhere: Market) -> Desk:
    """Return the city on each engine."""
    return Desk(settled_anywhere.stage)


def ask(desk: Desk, query: Any) -> list[Any]:
    """Return the rows of a query."""

    def rows(session: Session) -> list[Any]:
        return list(session.exec(query))

    return list(desk.stage.ask(rows))
