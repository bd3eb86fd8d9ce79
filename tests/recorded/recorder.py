"""Records the answers of every route that writes in one city, as lines of text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session, select
from werkzeug.routing import Rule

from tests.places import Databases
from tests.recorded import good
from tests.recorded.asking import Address, City
from tests.recorded.cases import (
    Case,
    Data,
    blank_case,
    filled,
    first_cases,
    is_drawn,
    known,
    odd_cases,
    stale_cases,
    wrong_cases,
)
from tests.recorded.good import Sent
from tests.recorded.ledger import Ledger
from tests.recorded.noting import Notes
from tests.recorded.odd import ODD_BODIES
from tests.recorded.plan import PHASES, STRANGERS, home_of, most_of, people_of
from tests.recorded.scene import bearer
from tests.recorded.still import StillTime
from tests.security.examples import rules, verb
from webapp.models import Person

Told = tuple[str, ...]
SHORT = 120  # signs of an answer that stands beside its cases


@dataclass(slots=True)
class Record:
    """What was noted: for each route the answers, and for each answer which case of whom got it."""

    answers: dict[str, dict[Told, dict[str, dict[str, list[str]]]]] = field(default_factory=dict)
    succeeded: set[str] = field(default_factory=set)
    cases: int = 0

    def note(self, address: Address, case: str, who: str, told: Told) -> None:
        """Write a case down."""
        self.cases += 1
        if told[0][0] in "23":
            self.succeeded.add(address.endpoint)
        route = f"{address.endpoint}  {verb(address.rule)} {address.rule.rule}"
        held = self.answers.setdefault(route, {}).setdefault(told, {})
        held.setdefault(case, {}).setdefault(who, []).append(address.name)

    def text(self) -> str:
        """Return the record: under each route its answers, with who got them how, and what they were."""
        lines: list[str] = []
        for route, answers in self.answers.items():
            lines += ["", f"# {route}"]
            for told, cases in answers.items():
                heads, whole = _heads(cases), " · ".join(told)
                if len(whole) <= SHORT:
                    heads[-1], told = f"{heads[-1]} → {whole}", ()
                lines += [*heads, *(f"      {line}" for line in told)]
        return "\n".join(lines[1:]) + "\n"


def _heads(cases: dict[str, dict[str, list[str]]]) -> list[str]:
    """Return one line for each set of people and things, with the cases that have it in common."""
    by_who: dict[str, list[str]] = {}
    for case, people in cases.items():
        whose = "; ".join(
            f"{who} {', '.join(dict.fromkeys(filter(None, names)))}".strip() for who, names in people.items()
        )
        by_who.setdefault(whose, []).append(case)
    return [f"  {' | '.join(names)}: {whose}" for whose, names in by_who.items()]


@dataclass(slots=True)
class Recorder:
    """Sends the cases of one city."""

    city: City
    time: StillTime
    phase: str
    record: Record = field(default_factory=Record)

    def run(self) -> Record:
        """Send everything."""
        for rule in sorted(rules(self.city.app, unsafe=True), key=lambda rule: rule.endpoint):
            if not PHASES[self.phase].has(rule.endpoint):
                continue
            is_home = home_of(rule.endpoint) == self.phase
            send = self._api if rule.endpoint.startswith("api.") else self._pages
            taken = 0
            for who in people_of(rule.endpoint):
                own = [address for address in self.city.addresses(rule, who) if address.is_own]
                for address in own[: None if is_home else most_of(rule.endpoint)]:
                    taken += send(address, who, is_home=is_home, detail=is_home and not taken)
            if is_home:
                self._strangers(rule)
        return self.record

    def _strangers(self, rule: Rule) -> None:
        """Send what people may not do, with one thing each."""
        for who in STRANGERS:
            foreign = [address for address in self.city.addresses(rule, who) if not address.is_own]
            for address in foreign[:1]:
                form, _is_drawn = self.city.form(address, "nobody")
                if rule.endpoint.startswith("api."):
                    self._call(address, who, "not theirs", good.BODIES.get(rule.endpoint), {})
                else:
                    data = filled(
                        form, known(self.city, good.good(rule.endpoint, str(address.arguments.get("table", ""))))
                    )
                    self._send(address, who, Case("not theirs", data))

    def _pages(self, address: Address, who: str, *, is_home: bool, detail: bool) -> bool:
        """Send a form, in all ways where it is the first of its route; return whether a good one was taken."""
        cases, form = first_cases(self.city, address, who)
        if not detail:
            filled_in = [case for case in cases if not is_drawn(case)]
            cases = (filled_in or cases) if is_home else cases[:2]
        taken: Case | None = None
        for case in cases:
            told = self._send(address, who, case, keep=True)
            if told[0].startswith(("2", "3")):
                taken = case if taken is None or (is_drawn(taken) and not is_drawn(case)) else taken
                self._send(address, who, Case(f"{case.name}, again", case.data))
            self.city.ledger.restore()
        if taken is None or not detail:
            return taken is not None
        more = [*stale_cases(taken), blank_case(taken, form), *odd_cases(self.city, address, form, taken)]
        for case in (*more, *(wrong_cases(taken, form, few="edit" in address.endpoint))):
            if case is not None:
                self._send(address, who, case)
        return True

    def _send(self, address: Address, who: str, case: Case, *, keep: bool = False) -> Told:
        client = self.city.browser(who)
        self.time.send()
        answer = client.post(address.path, data=opened(case.data))
        notes = Notes(self.city.app, self.city.ledger.names)
        lines = notes.page(answer, self.city.flashes(client), address.arguments)
        return self._noted(address, who, case.name, lines, keep=keep)

    def _noted(self, address: Address, who: str, case: str, lines: list[str], *, keep: bool) -> Told:
        told = (*lines, *self.city.ledger.written())
        self.record.note(address, case, who, told)
        if not keep:
            self.city.ledger.restore()
        return told

    def _api(self, address: Address, who: str, *, is_home: bool, detail: bool) -> bool:
        """Send a program's request, in all ways where it is the route's first; return whether a good one was taken."""
        body = good.BODIES.get(address.endpoint)
        etag = self._etag(address, who)
        held = {"If-Match": etag} if etag else {}
        told = self._call(address, who, "good", body, {**held, "Idempotency-Key": "key-1"}, keep=True)
        is_taken = told[0].startswith("2")
        if is_taken:
            self._call(address, who, "good, again", body, {**held, "Idempotency-Key": "key-1"})
        self.city.ledger.restore()
        if not is_taken or not (is_home and detail):
            return is_taken
        if etag:
            self._call(address, who, "stale", body, {"If-Match": '"0"' if etag != '"0"' else '"7"'})
            self._call(address, who, "without If-Match", body, {})
        self._wrong_bodies(address, who, body or {}, held)
        return True

    def _wrong_bodies(self, address: Address, who: str, body: Data, held: dict[str, str]) -> None:
        self._call(address, who, "without a body", None, held)
        self._call(address, who, "empty body", {}, held)
        self._call(address, who, "unknown field", {**body, "colour": "red"}, held)
        for name, values in ODD_BODIES.get(address.endpoint, {}).items():
            self._call(address, who, name, {**body, **values}, held)
        for name in body:
            self._call(address, who, f"{name} long", {**body, name: "长" * 501}, held)
            self._call(address, who, f"{name} null", {**body, name: None}, held)

    def _etag(self, address: Address, who: str) -> str:
        """Return the ETag of what stands, where it has one."""
        path = address.path.removesuffix("/submit").removesuffix("/withdraw").removesuffix("/choice")
        path = path.removesuffix("/close").removesuffix("/reopen")
        if path in ("/api/v1/demands", "/api/v1/programs") or path.endswith(("/offerings", "/runs", "/stop")):
            return ""
        answer = self.city.app.test_client().get(path, headers={"Authorization": f"Bearer {bearer(who)}"})
        self.city.ledger.restore_if_written()
        return answer.headers.get("ETag", "")

    def _call(
        self, address: Address, who: str, case: str, body: Any, headers: dict[str, str], *, keep: bool = False
    ) -> Told:
        sent = dict(headers)
        if who in self.city.people:
            sent["Authorization"] = f"Bearer {bearer(who)}"
        options: dict[str, Any] = {} if body is None else {"json": body}
        self.time.send()
        client = self.city.app.test_client()
        answer = client.open(address.path, method=verb(address.rule), headers=sent, **options)
        notes = Notes(self.city.app, self.city.ledger.names)
        return self._noted(address, who, case, notes.problem(answer, address.arguments), keep=keep)


def opened(data: Data) -> Data:
    """Return the values with their files opened."""
    return {name: value.opened() if isinstance(value, Sent) else value for name, value in data.items()}


@contextmanager
def settled(databases: Databases, phase: str, folder: Path, time: StillTime) -> Iterator[City]:
    """Give a city with everybody in it."""
    time.make()
    with databases.place(f"recorded {PHASES[phase].city or phase}", "sqlite", folder) as place:
        time.send()
        ledger = Ledger(folder / "zhiqiao.sqlite3")
        engine = place.engine()
        with Session(engine, expire_on_commit=False) as session:
            people = {row.name: row for row in session.exec(select(Person))}
            try:
                yield City(place.app(), ledger, session, people)
            finally:
                session.close()
                ledger.close()


def record(databases: Databases, phase: str, folder: Path, time: StillTime) -> Record:
    """Record one city."""
    with settled(databases, phase, folder, time) as city:
        return Recorder(city, time, phase).run()
