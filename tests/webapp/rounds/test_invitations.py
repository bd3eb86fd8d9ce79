"""Organisations are invited to a round, answer, are reminded; "maybe" counts as taking part once there are posts."""

import pytest
from sqlmodel import select

from tests.stage import Stage, person, the_round
from tests.visitor import hidden
from webapp import clock
from webapp.models import Invitation, Notice, Organisation
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import InvitationState, RoundStatus
from webapp.services.rounds import invitations
from webapp.services.rounds.invitations import InvitationFilters

NEWCOMER = "越东新材料有限公司"


@pytest.fixture
def guests(stage: Stage) -> Stage:
    """Return the city with one enterprise more, which has posted nothing."""
    with stage.session() as session:
        mei = person(session, "Mei").organisation
        assert mei is not None
        session.add(
            Organisation(
                kind=mei.kind, credit_code="9" * 18, name=NEWCOMER, region="330600", status=OrganisationStatus.VERIFIED
            )
        )
    return stage


def send(stage: Stage, whom: str = "all", query: str = "", **typed: object) -> int:
    noor, page = stage.as_("Noor"), f"{stage.round_url}/invitations/new{query}"
    form = hidden(noor.get(page).text.replace('<form method="post">', '<form action="here">'), "here")
    return noor.client.post(page, data={**form, "whom": whom, **typed}).status_code


def invitation_of(stage: Stage, name: str) -> Invitation:
    query = select(Invitation).join(Organisation).where(Organisation.name == name)
    found: Invitation = stage.ask(lambda session: session.exec(query).one())
    return found


def answer(stage: Stage, name: str, **typed: object) -> tuple[int, str]:
    own = {"Mei": "芯桥电梯有限公司", "Ines": "云川职业技术学院"}[name]
    visitor, page = stage.as_(name), f"/invitations/{invitation_of(stage, own).id}"
    drawn = visitor.get(page).text.replace('<form method="post" novalidate>', '<form action="here">')
    answered = visitor.client.post(page, data={**hidden(drawn, "here"), **typed})
    return answered.status_code, answered.text


def test_everybody_whom_the_filters_leave_is_invited_at_once_and_told_with_the_message(guests: Stage) -> None:
    status = send(guests, query="?kind=enterprise", message="欢迎参加")

    names = guests.ask(lambda session: set(session.exec(select(Organisation.name).join(Invitation)).all()))
    told = guests.ask(lambda session: session.exec(select(Notice).where(Notice.event == NoticeEvent.INVITED)).all())
    assert status == 303
    assert names == {"芯桥电梯有限公司", "恒捷装备有限公司", NEWCOMER}
    assert [notice.facts["message"] for notice in told] == ["欢迎参加"]


def test_nobody_is_invited_twice_and_nobody_is_an_answer_too(guests: Stage) -> None:
    assert send(guests) == 303
    before = len(guests.ask(lambda session: session.exec(select(Invitation)).all()))
    noor, page = guests.as_("Noor"), f"{guests.round_url}/invitations"

    assert "没有符合条件而未邀请的认证单位" in noor.get(f"{page}/new").text
    assert len(guests.ask(lambda session: session.exec(select(Invitation)).all())) == before == 5


def test_chosen_organisations_alone_are_invited(guests: Stage) -> None:
    chosen = guests.ask(lambda session: session.exec(select(Organisation).where(Organisation.name == NEWCOMER)).one())

    assert send(guests, "chosen") == 422
    assert send(guests, "chosen", organisation=[str(chosen.id), "x"]) == 303
    assert invitation_of(guests, NEWCOMER).state is InvitationState.INVITED


def test_an_answer_may_be_changed_and_a_refusal_says_why(guests: Stage) -> None:
    send(guests)

    assert answer(guests, "Mei", state="no")[0] == 422
    assert "请选择原因" in answer(guests, "Mei", state="no")[1]
    assert "请在说明里写明原因" in answer(guests, "Mei", state="no", reason="other")[1]
    assert answer(guests, "Mei", state="no", reason="time")[0] == 303
    assert answer(guests, "Mei", state="yes", reason="time")[0] == 303

    held = invitation_of(guests, "芯桥电梯有限公司")
    assert (held.state, held.reason, held.version) == (InvitationState.YES, None, 3)


def test_maybe_turns_into_taking_part_once_there_are_posts(guests: Stage) -> None:
    send(guests)
    answer(guests, "Ines", state="maybe")
    with guests.session() as session:
        newcomer = session.exec(select(Invitation).join(Organisation).where(Organisation.name == NEWCOMER)).one()
        newcomer.state = InvitationState.MAYBE
        lines = invitations.list_invitations(session, the_round(session), InvitationFilters(), today=clock.today())
        states = {line.invitation.organisation.name: line.state for line in lines}

    assert states["云川职业技术学院"] is InvitationState.YES
    assert states[NEWCOMER] is InvitationState.MAYBE
    page = guests.as_("Noor").get(f"{guests.round_url}/invitations").text
    assert "已提交内容" in page
    assert "可能参加" in page


def test_who_waits_is_reminded_once_a_day(guests: Stage) -> None:
    with guests.session() as session:
        person(session, "Mei").organisation_id = session.exec(
            select(Organisation.id).where(Organisation.name == NEWCOMER)
        ).one()
    send(guests)
    noor, page = guests.as_("Noor"), f"{guests.round_url}/invitations"

    first = noor.send(page, to=f"{page}/remind").headers["Location"]
    noor.send(page, to=f"{page}/remind")

    told = guests.ask(lambda session: session.exec(select(Notice).where(Notice.event == NoticeEvent.INVITED)).all())
    assert first.endswith("/invitations")
    assert len([notice for notice in told if notice.key.endswith("first")]) == 3
    assert len([notice for notice in told if not notice.key.endswith("first")]) == 1


def test_an_invitation_waits_on_the_workbench_of_those_invited(guests: Stage) -> None:
    send(guests)

    assert "邀请参加“春季校企匹配”" in guests.as_("Mei").get("/home").text
    answer(guests, "Mei", state="yes")
    assert "邀请参加“春季校企匹配”" not in guests.as_("Mei").get("/home").text


def test_invitations_are_made_and_answered_while_the_round_collects(guests: Stage) -> None:
    send(guests)
    with guests.session() as session:
        the_round(session).status = RoundStatus.FROZEN

    page = guests.as_("Mei").get(f"/invitations/{invitation_of(guests, '芯桥电梯有限公司').id}").text
    assert "征集已结束" in page
    noor = guests.as_("Noor")
    token = hidden(noor.get(guests.round_url).text, "/logout")
    refused = noor.client.post(f"{guests.round_url}/invitations/remind", data=token)
    assert (refused.status_code, "轮次不在征集阶段" in refused.text) == (409, True)
    assert len(guests.ask(lambda session: session.exec(select(Invitation)).all())) == 5


def test_another_enterprise_does_not_learn_of_an_invitation(guests: Stage) -> None:
    send(guests)
    other = invitation_of(guests, NEWCOMER).id

    assert guests.as_("Mei").get(f"/invitations/{other}").status_code == 404
    assert guests.as_("Noor").get(f"/invitations/{other}").status_code == 403
    assert guests.as_("Mei").get(f"{guests.round_url}/invitations").status_code == 403
