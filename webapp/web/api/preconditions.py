"""Guards against lost updates: the version that was read comes back in If-Match."""

from dataclasses import dataclass

from flask import request

from webapp.services.kernel.errors import StaleEdit
from webapp.web.api.problems import ApiProblem


@dataclass(frozen=True, slots=True)
class Precondition:
    """The versions that the caller accepts to change."""

    tags: frozenset[str]

    def against(self, version: int) -> int:
        """Return the version that stands where it is accepted; refuse as stale where it is not."""
        if str(version) not in self.tags:
            raise StaleEdit(stands=version)
        return version


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def read_precondition() -> Precondition:
    """Return what If-Match names; a missing one, or one that matches anything, guards nothing and is refused."""
    sent = request.if_match
    if not request.headers.get("If-Match", "").strip() or sent.star_tag:
        raise ApiProblem(428)
    return Precondition(frozenset(sent.as_set()))
