"""Passwords: argon2id, any characters, and a refusal of those that are guessed first."""

from functools import cache

from pwdlib import PasswordHash
from zxcvbn import zxcvbn

from webapp.services.kernel.errors import Unfit

SHORTEST = 10
LONGEST = 256
JUDGED = 72  # the estimate of longer passwords is slow and says nothing more
FEWEST_GUESSES_LOG10 = 6.0

_hasher = PasswordHash.recommended()


class WeakPassword(Unfit):
    """A password that cannot be taken; the code says why."""


def hash_password(password: str) -> str:
    """Return the argon2id hash."""
    return _hasher.hash(password)


def check_strength(password: str, *known: str) -> None:
    """Refuse what is too short, too long, or guessed first; `known` are words that belong to the person."""
    if len(password) < SHORTEST:
        raise WeakPassword("password_short", field="password", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise WeakPassword("password_long", field="password", longest=LONGEST)
    estimate = zxcvbn(password[:JUDGED], user_inputs=[word for word in known if word])
    if float(estimate["guesses_log10"]) < FEWEST_GUESSES_LOG10:
        raise WeakPassword("password_common", field="password")


def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Tell whether the password is right, and the new hash when the stored one is outdated.

    Without a stored hash the same work is done in vain, so that an unknown account takes as long as a known one.
    """
    if stored is None:
        _hasher.verify(password, _nobodys_hash())
        return False, None
    return _hasher.verify_and_update(password, stored)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
