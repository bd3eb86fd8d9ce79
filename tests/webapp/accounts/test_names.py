"""One organisation, one name: however it is written, searches, shares and duplicates take it for the same."""

import unicodedata
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests.stage import Stage, person, the_round
from tests.visitor import Visitor
from tests.webapp.accounts.conftest import CREDIT_CODE, REGISTRATION, fill
from tests.webapp.posting import fresh
from webapp.models import Organisation
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.accounts.names import LONGEST_KEY, organisation_key
from webapp.services.rounds.frozen_names import posts_of_round_called

As = Callable[[str], Visitor]
Stranger = Callable[[], Visitor]
NAME = "芯桥ABC（绍兴）电梯有限公司"
SAME = (
    "芯桥ABC(绍兴)电梯有限公司",
    "芯桥ａｂｃ（绍兴）电梯有限公司",
    "芯桥 abc (绍兴) 电梯 有限公司",
    "芯桥ABC〔绍兴〕电梯有限公司",
    "芯桥\u3000ABC【绍兴】电梯有限公司",
    "芯桥\u200bABC（绍兴）电梯·有限公司",
)
OTHER = ("芯桥ABD（绍兴）电梯有限公司", "芯桥ABC（杭州）电梯有限公司", "芯桥ABC电梯有限公司")


@pytest.mark.parametrize("name", SAME)
def test_what_is_written_otherwise_is_the_same(name: str) -> None:
    assert organisation_key(name) == organisation_key(NAME)


@pytest.mark.parametrize("name", OTHER)
def test_what_is_called_otherwise_is_not(name: str) -> None:
    assert organisation_key(name) != organisation_key(NAME)


@given(st.text(max_size=60))
def test_the_form_is_its_own_and_fits_its_column(name: str) -> None:
    key = organisation_key(name)

    assert organisation_key(key) == key or len(key) == LONGEST_KEY
    assert organisation_key(unicodedata.normalize("NFKC", name)) == key
    assert organisation_key(f" {name}\u3000") == key
    assert len(key) <= LONGEST_KEY


def rename(stage: Stage, name: str = NAME) -> None:
    """Give Mei's enterprise a name."""
    with stage.session() as session:
        mei = person(session, "Mei")
        session.get_one(Organisation, mei.organisation_id).name = name


def test_the_form_follows_the_name(stage_anywhere: Stage) -> None:
    for name in (NAME, OTHER[0]):
        rename(stage_anywhere, name)
        held = stage_anywhere.ask(
            lambda session: session.get_one(Organisation, person(session, "Mei").organisation_id).name_key
        )
        assert held == organisation_key(name)


def test_organisations_are_listed_by_pinyin(stage_anywhere: Stage) -> None:
    names = [
        "安达电梯有限公司",
        "昌平机床厂",
        "长春一汽配件厂",
        "重庆宗申机械有限公司",
        "丽水学院设备厂",
        "万邦德集团有限公司",
    ]
    with stage_anywhere.session() as session:
        for number, name in enumerate(reversed(names)):
            session.add(
                Organisation(
                    kind=OrganisationKind.ENTERPRISE,
                    credit_code=f"9133{number:013d}X",
                    name=name,
                    region="330600",
                    status=OrganisationStatus.VERIFIED,
                )
            )

    page = stage_anywhere.as_("Noor").get("/orgs").text

    assert sorted(names, key=page.index) == names


@pytest.mark.usefixtures("choosing_anywhere")
@pytest.mark.parametrize("words", [*SAME[:4], "ａｂｃ", "abc(", "（绍兴", "桥 a"])
def test_every_search_finds_it(stage_anywhere: Stage, words: str) -> None:
    rename(stage_anywhere)
    noor, asked = stage_anywhere.as_("Noor"), quote(words)

    for page in ("/orgs", "/demands", "/suggestions", f"{stage_anywhere.round_url}/posts?kind=demands"):
        found = noor.get(f"{page}{'&' if '?' in page else '?'}q={asked}").text
        assert "芯桥ABC（绍兴）" in found or "电梯安装维修工" in found, (page, words)
        missed = noor.get(f"{page}{'&' if '?' in page else '?'}q={quote('芯桥ABD')}").text
        assert "电梯安装维修工" not in missed, page


def test_the_name_that_was_frozen_is_found_however_it_is_written(stage: Stage) -> None:
    rename(stage)
    stage.step("freeze")
    stage.compute()
    rename(stage, "改过的名称")

    found = stage.ask(lambda session: len(posts_of_round_called(session, the_round(session), SAME[0]).demands))

    assert found == stage.ask(lambda session: len(posts_of_round_called(session, the_round(session), NAME).demands))
    assert found > 0


def verified(database: Session, name: str = "芯桥电梯有限公司") -> Organisation:
    return database.exec(select(Organisation).where(Organisation.name == name)).one()


@pytest.mark.parametrize("name", ["芯桥电梯有限公司", "芯桥 电梯有限公司", "芯桥电梯有限公司\u3000"])
def test_a_second_registration_of_a_verified_enterprise_is_refused_beside_its_name(
    stranger: Stranger, database: Session, name: str
) -> None:
    assert verified(database).is_verified

    answer = fill(stranger(), "/register", {**REGISTRATION, "name": name})

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert "同名单位已认证" in answer.text
    assert fresh(database).exec(select(Organisation).where(Organisation.credit_code == CREDIT_CODE)).all() == []


def test_nobody_holds_a_name_by_claiming_it_first_and_who_verifies_sees_both(
    stranger: Stranger, as_: As, database: Session
) -> None:
    held = verified(database)
    held.status = OrganisationStatus.PENDING
    database.add(held)
    database.commit()

    assert fill(stranger(), "/register", {**REGISTRATION, "name": "芯桥 电梯有限公司"}).status_code == 303

    made = fresh(database).exec(select(Organisation).where(Organisation.credit_code == CREDIT_CODE)).one()
    page = as_("Noor").get(f"/orgs/{made.id}").text
    assert "还有同名单位" in page
    assert held.credit_code in page
    assert "还有同名单位" not in as_("Mei").get(f"/orgs/{held.id}").text


def test_nobody_takes_the_name_of_a_verified_organisation_later(as_: As, database: Session, stranger: Stranger) -> None:
    assert fill(stranger(), "/register", REGISTRATION).status_code == 303
    made = fresh(database).exec(select(Organisation).where(Organisation.credit_code == CREDIT_CODE)).one()
    typed = {"name": "芯桥 电梯有限公司", "region": "330600 浙江省绍兴市", "version": "1"}
    jun = as_("Jun")

    answer = fill(jun, f"/orgs/{made.id}/edit", typed)

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    own = {**typed, "name": str(REGISTRATION["name"]).replace("有限", " 有限")}
    assert fill(jun, f"/orgs/{made.id}/edit", own).status_code == 303
