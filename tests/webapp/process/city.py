"""A round of any size: enterprises with ten posts each, schools with ten programmes each, computed and chosen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlmodel import Session, SQLModel, col, select

from tests.places import Place
from webapp import clock
from webapp.clock import now
from webapp.models import (
    Agreement,
    AlternateOffer,
    Choice,
    Conflict,
    Demand,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PersonSession,
    Program,
    Publication,
    Run,
    Skill,
    Suggestion,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.choosing.enums import Decision
from webapp.models.conflicts.enums import ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.kernel.enums import Side
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.models.publication.publication_input import NoticeInput
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.models.runs.enums import RunState
from webapp.models.seats.enums import AlternateState
from webapp.services.conflicts import conflicts, rulings
from webapp.services.process import long_steps
from webapp.services.process.adopting import adopt_run
from webapp.services.publication import publication
from webapp.services.runs import runs
from webapp.services.seats import alternates
from webapp.web.kernel.identity import hash_token

YEAR = clock.today().year + 1
PER_OWNER = 10
SKILLS_OF_A_POST = 6
BRANCHES = ("C3435", "C3491", "C3841", "C3973", "I6513", "C3670", "C3421", "C3824")
REASON = "按双方志愿和得分分配，采用测算分配的结果，未满足部分进入递补。"
NOTICE = NoticeInput(
    title="匹配结果公示", text="现将本轮校企匹配结果予以公示，接受社会监督。", contact="0575-85120000", notice_days=5
)
ROLES = (Role.COORDINATOR, Role.ENTERPRISE, Role.SCHOOL)


class City:
    """A round of so many demands and as many offerings."""

    def __init__(self, place: Place, count: int) -> None:
        """Fill the round."""
        self.place = place
        self.app: Flask = place.app()
        with place.session() as session:
            owners = _organisations(session, -(-count // PER_OWNER))
            self.round_id = _round(session, owners).id
            _posts(session, owners, self.round_id, count)

    def round(self, session: Session) -> MatchingRound:
        """Return the round."""
        return session.get_one(MatchingRound, self.round_id)

    def step(self, *names: str) -> None:
        """Move the round on."""
        for name in names:
            with self.place.session() as session:
                by = person_of(session, Role.COORDINATOR)
                asked = long_steps.ask_for(session, self.round(session), name, by=by)
            if asked is not None:
                self.place.take_step(asked.id)

    def compute(self) -> None:
        """Freeze the round, compute it, adopt the run and open choosing."""
        self.step("freeze")
        with self.place.session() as session:
            coordinator = person_of(session, Role.COORDINATOR)
            runs.queue_run(session, self.round(session), library_version="test", by=coordinator)
        self.place.work()
        with self.place.session() as session:
            run = session.exec(select(Run).where(Run.state == RunState.DONE)).one()
            adopt_run(session, run, by=person_of(session, Role.COORDINATOR))
        self.step("choose")

    def choose(self) -> None:
        """Let both sides accept most of what is suggested, so that much is contested."""
        with self.place.session() as session:
            by = person_of(session, Role.COORDINATOR).id
            rows = []
            for place, row in enumerate(session.exec(select(Suggestion).order_by(col(Suggestion.id)))):
                for side, post in ((Side.ENTERPRISE, row.demand_id), (Side.SCHOOL, row.offering_id)):
                    if row.seats_suggested and (place + (side is Side.SCHOOL)) % 7:
                        rows.append(_choice(row, side, post, by))
            session.execute(insert(Choice), rows)

    def settle(self) -> None:
        """Rule on every conflict as the algorithm suggests, and pass on what is offered to others."""
        with self.place.session() as session:
            by = person_of(session, Role.COORDINATOR)
            unsettled = select(Conflict).where(col(Conflict.state).in_((ConflictState.OPEN, ConflictState.HEARING)))
            for conflict in session.exec(unsettled.order_by(col(Conflict.number))).all():
                seats = [claim.allocation.suggested for claim in conflicts.claims_of(session, conflict)]
                data = RulingInput(way=RulingWay.ADOPT, seats=seats, reason=REASON, no_interest=True)
                rulings.make_ruling(session, conflict, data, by=by)
            waiting = select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)
            while offers := session.exec(waiting).all():
                for offer in offers:
                    if offer.state is AlternateState.OPEN:
                        alternates.answer_offer(session, offer, accepts=False, by=by)

    def publish(self) -> None:
        """Write the notice, approve it and publish the result."""
        with self.place.session() as session:
            by = person_of(session, Role.COORDINATOR)
            written = publication.draft_notice(session, self.round(session), NOTICE, by=by)
            publication.approve_notice(session, written, by=by)
        self.step("publish")

    def close(self) -> None:
        """Let the notice period pass, and close the round."""
        with self.place.session() as session:
            session.exec(select(Publication)).one().ends_on = clock.today() - timedelta(days=2)
        self.step("close")

    def browser(self, role: Role) -> FlaskClient:
        """Return a browser that somebody of the role is signed in with."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"token-of-{role.value}"
        return client

    def pages(self) -> list[str]:
        """Return the addresses of the round's pages, one of each kind, with those of its lists."""
        round_ = f"/rounds/{self.round_id}"
        with self.place.session() as session:
            run = session.exec(select(Run)).one()
            found = [
                "/home", "/rounds", round_, f"{round_}/posts", f"{round_}/posts?of=offerings", f"{round_}/runs",
                f"{round_}/runs/new", f"/runs/{run.id}", f"/runs/{run.id}?view=offering",
                f"/runs/{run.id}?view=unmatched",
                f"{round_}/invitations", f"{round_}/precheck", f"{round_}/late", f"{round_}/pair-rules",
                "/suggestions", "/suggestions?page=3", "/suggestions?state=open", "/declines",
                f"{round_}/conflicts", f"{round_}/publication", f"{round_}/pairs", f"{round_}/alternates", "/notices",
                "/agreements", "/agreements?q=岗", "/inbox", "/demands", "/programs", "/admin/audit",
            ]  # fmt: skip
            firsts: tuple[tuple[type[SQLModel], str], ...] = (
                (Suggestion, "/suggestions/{id}"), (Conflict, "/conflicts/{id}"), (AlternateOffer, "/alternates/{id}"),
                (Agreement, "/agreements/{id}"), (Demand, "/demands/{id}"), (Offering, "/offerings/{id}"),
            )  # fmt: skip
            for model, path in firsts:
                row: Any = session.exec(_first(model)).first()
                if row is not None:
                    found.append(path.format(id=row.id))
            if self.round(session).status in (RoundStatus.PUBLISHED, RoundStatus.CLOSED):
                found.append(f"/notices/{self.round(session).code}")
        return found

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Collect the statements that the application sends."""
        told: list[str] = []
        engine = self.app.extensions["zhiqiao.engine"]

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            told.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield told
        event.remove(engine, "before_cursor_execute", note)


def _first(model: Any) -> Any:
    """Return the query for the row that the people with a browser own, as far as it has an owner."""
    query = select(model)
    if model is Suggestion or model is AlternateOffer:
        query = query.join(Demand, col(Demand.id) == col(model.demand_id)).order_by(col(Demand.number))
    elif model is Demand or model is Offering:
        query = query.order_by(col(model.number))
    elif model is Conflict:
        query = query.order_by(col(Conflict.number))
    return query.limit(1)


def _organisations(session: Session, count: int) -> dict[Role, list[Organisation]]:
    kinds = {Role.ENTERPRISE: OrganisationKind.ENTERPRISE, Role.SCHOOL: OrganisationKind.SCHOOL}
    made: dict[Role, list[Organisation]] = {Role.COORDINATOR: []}
    host = Organisation(
        kind=OrganisationKind.COORDINATOR, credit_code="C" * 18, name="云川市教育局", region="330602",
        status=OrganisationStatus.VERIFIED,
    )  # fmt: skip
    made[Role.COORDINATOR].append(host)
    for role, kind in kinds.items():
        word = "企业" if role is Role.ENTERPRISE else "学校"
        made[role] = [
            Organisation(
                kind=kind, credit_code=f"{kind.value[0]}{place:017d}", name=f"云川第{place}{word}", region="330602",
                status=OrganisationStatus.VERIFIED, employees=5000,
            )
            for place in range(count)
        ]  # fmt: skip
    for rows in made.values():
        session.add_all(rows)
    session.flush()
    for role, rows in made.items():
        person = Person(
            email=f"{role.value}@example.cn", name=role.value, password_hash="-", role=role, organisation_id=rows[0].id
        )
        session.add(person)
        session.flush()
        session.add(PersonSession(token_hash=hash_token(f"token-of-{role.value}"), person_id=person.id))
    session.flush()
    return made


def person_of(session: Session, role: Role) -> Person:
    return session.exec(select(Person).where(Person.role == role)).one()


def _round(session: Session, owners: dict[Role, list[Organisation]]) -> MatchingRound:
    today = clock.today()
    round_ = MatchingRound(
        code="R1", title="春季校企匹配", term=f"{YEAR}-1", host_id=owners[Role.COORDINATOR][0].id,
        status=RoundStatus.COLLECTING, weights=dict(DEFAULT_WEIGHTS), min_score=20,
        collect_from=today - timedelta(days=9), collect_until=today + timedelta(days=9),
        choose_from=today + timedelta(days=10), choose_until=today + timedelta(days=20),
    )  # fmt: skip
    session.add(round_)
    session.flush()
    return round_


def _posts(session: Session, owners: dict[Role, list[Organisation]], round_id: Any, count: int) -> None:
    skills = list(session.exec(select(Skill.name).order_by(col(Skill.name)).limit(200)))
    shared: dict[str, Any] = {
        "round_id": round_id, "status": PostStatus.SUBMITTED, "submitted_at": now(), "modes": ["order_class"],
        "start_month": f"{YEAR}-03", "months": 12,
    }  # fmt: skip
    for place in range(count):
        branch, first = BRANCHES[place % len(BRANCHES)], (place * 3) % (len(skills) - SKILLS_OF_A_POST)
        wanted = skills[first : first + SKILLS_OF_A_POST]
        program = Program(
            school_id=owners[Role.SCHOOL][place // PER_OWNER].id, name=f"专业{place}", level=TrainingLevel.HIGHER,
            skills=wanted, industry_codes=[branch], courses=["电气控制技术"],
        )  # fmt: skip
        session.add(program)
        session.flush()
        session.add(
            Offering(number=f"P-{place:05d}", program_id=program.id, seats=20 + place % 40, term=f"{YEAR}-1", **shared)
        )
        session.add(
            Demand(
                number=f"D-{place:05d}", enterprise_id=owners[Role.ENTERPRISE][place // PER_OWNER].id,
                position=f"岗位{place}", headcount=5 + place % 30, level=TrainingLevel.HIGHER, required_skills=wanted,
                industry_code=branch, region="330602", **shared,
            )
        )  # fmt: skip
    session.flush()


def _choice(row: Suggestion, side: Side, post: Any, by: Any) -> dict[str, Any]:
    return {
        "id": uuid4(), "suggestion_id": row.id, "side": side, "decision": Decision.ACCEPT,
        "headcount": row.seats_suggested, "rank": None, "reason": None, "note_public": "", "note_private": "",
        "run_id": row.run_id, "post_id": post, "decided_by_id": by, "decided_at": now(), "version": 1,
        "on_behalf": False, "evidence": "",
    }  # fmt: skip
