"""Passwords: any characters within bounds, whole, as argon2id; those that are guessed first are refused."""

import pytest
from sqlmodel import Session, select

from tests.webapp.accounts.conftest import sign_in
from tests.webapp.accounts.test_accounts import Stranger
from webapp.models import Person
from webapp.services.accounts.passwords import LONGEST, SHORTEST, WeakPassword, check_strength, hash_password, verify

UNUSUAL = (
    "梯井 里的 咖啡 九杯 半",
    "🦩🛗🧵🪴🧩🎻🛰🧭🪺🫧",
    "  blanks in front and behind  ",
    "tab\tinside 9 xylophone",
    "ß'\"<b>&%00 vlaamse",
)


@pytest.mark.parametrize("password", UNUSUAL)
def test_any_characters_are_taken_and_count_each(password: str) -> None:
    check_strength(password)
    stored = hash_password(password)

    assert stored.startswith("$argon2id$")
    assert verify(password, stored) == (True, None)
    assert not verify(password[:-1], stored)[0]
    assert not verify(password.strip() if password != password.strip() else f" {password}", stored)[0]


def test_nothing_is_cut_off_at_the_end() -> None:
    longest = "".join(chr(0x4E00 + number * 7) for number in range(LONGEST))
    check_strength(longest)
    stored = hash_password(longest)

    assert verify(longest, stored)[0]
    assert not verify(f"{longest[:-1]}x", stored)[0]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("四个不相干的词梯井"[: SHORTEST - 1], "password_short"),
        ("梯" * (LONGEST + 1), "password_long"),
        ("password123", "password_common"),
        ("1234567890", "password_common"),
        ("qwertyuiop", "password_common"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_common"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_strength(password)
    assert refused.value.code == code


def test_words_of_the_person_are_guessed_first() -> None:
    check_strength("xinqiaodianti88zx")
    with pytest.raises(WeakPassword):
        check_strength("xinqiaodianti88zx", "xinqiaodianti88zx")


def test_a_hash_of_older_costs_is_made_anew_at_sign_in(database: Session, stranger: Stranger) -> None:
    from argon2 import PasswordHasher

    mei = database.exec(select(Person).where(Person.email == "mei@example.cn")).one()
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(UNUSUAL[0])
    mei.password_hash = older
    database.add(mei)
    database.commit()

    assert sign_in(stranger(), "mei@example.cn", UNUSUAL[0]) == 303

    database.refresh(mei)
    assert mei.password_hash != older
    assert verify(UNUSUAL[0], mei.password_hash) == (True, None)
