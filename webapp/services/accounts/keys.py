"""By what accounts, links and tokens are found: mail addresses folded, and hashes of what the tables do not keep."""

import hashlib


def fold_email(email: str) -> str:
    """Return an address as accounts are looked up by it."""
    return email.strip().casefold()


def token_key(token: str) -> str:
    """Return what the tables keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_key(email: str) -> str:
    """Return what is kept of an account that somebody tries: it may be nobody's."""
    return token_key(fold_email(email))
