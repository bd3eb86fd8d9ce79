"""What sweeps over all pages share."""

import pytest

from tests.demonstration import ROLES, Demonstration
from tests.security.examples import examples, is_met, rules


@pytest.fixture(scope="session")
def each_page_once(demonstration: Demonstration) -> list[tuple[str, str]]:
    """Return each address that reads with a role that may open it, and with nobody where there is none."""
    found = []
    for rule in rules(demonstration.app, unsafe=False):
        path = next(examples(demonstration.app, rule, demonstration.things)).path
        met = [role for role in ROLES[1:] if is_met(demonstration.app, rule, demonstration.people[role])]
        roles = (role for role in met if demonstration.browser(role).get(path).status_code == 200)
        found.append((next(roles, "nobody"), path))
    return found
