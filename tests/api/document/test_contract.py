"""The API keeps the contract of its own document, whatever schemathesis sends it.

The long check also sends every value at and beyond every border that the document names (its phase of coverage).
"""

from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from tests.api.conftest import DEMAND, OFFERING, PROGRAM, prepare, program_of
from tests.applications import make_app
from tests.places import SECRET, Databases, Place
from tests.stage import Stage
from webapp.config import Settings

EXAMPLES = 4
IS_LONG = settings.get_current_profile_name() == "new"
pytestmark = [pytest.mark.long] if IS_LONG else []
CHECKS = {
    # what only the code tables, the calendar or another post can tell is refused although its form is right
    "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]},
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "415", "422", "428"]
    },
    "missing_required_header": {"expected-statuses": ["401", "403", "404", "422", "428"]},
}


class Door:
    """Leads to the application of the test at hand; the document is the same for all."""

    def __init__(self, application: Any) -> None:
        """Lead to an application."""
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass the request on."""
        answer: Iterable[bytes] = self.application(environ, start_response)
        return answer


@schemathesis.hook
def before_load_schema(context: object, raw_schema: dict[str, Any]) -> None:
    """Leave tokens to us: requests with and without them are tried elsewhere, here each carries a good one."""
    raw_schema.pop("security")


door = Door(make_app(Settings(secret=SECRET, https=False)))
config = SchemathesisConfig.from_dict(
    {"checks": CHECKS, "generation": {"deterministic": True}, "phases": {"coverage": {"enabled": IS_LONG}}}
)
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", door, config=config)


class Contract:
    """A token, and real ids to put into paths."""

    def __init__(self, stage: Stage, name: str) -> None:
        """Note what stands, as the person sees it."""
        self.caller = program_of(stage)(name)
        self.known = {
            "demand_id": self._ids("/demands"),
            "program_id": self._ids("/programs"),
            "offering_id": self._ids("/offerings"),
            "organisation_id": self._ids("/organisations"),
            "round_id": self._ids("/rounds"),
        }
        (round_id,) = self.known["round_id"]
        self.known["suggestion_id"] = self._ids(f"/rounds/{round_id}/suggestions")
        self.known["run_id"] = self._runs(stage, round_id)
        self._turns = {name: cycle(ids) for name, ids in self.known.items() if ids}
        self._sometimes = cycle((True, True, False))

    def _ids(self, path: str) -> list[str]:
        return [row["id"] for row in self.caller.walk(path)]

    def _runs(self, stage: Stage, round_id: str) -> list[str]:
        return [row["id"] for row in program_of(stage)("Noor").walk(f"/rounds/{round_id}/runs")]

    def place(self, case: Any) -> None:
        """Put ids of things that stand into most paths of good requests, and a version that may stand into If-Match."""
        if case.meta.generation.mode is not GenerationMode.POSITIVE or not next(self._sometimes):
            return
        for name in list(case.path_parameters or {}):
            if name in self._turns:
                case.path_parameters[name] = next(self._turns[name])
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = '"1"'


@pytest.fixture(scope="module", params=("Mei", "Ines", "Noor"))
def contract(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Contract]:
    """Return the contract as an enterprise, a school and a coordinator meet it, in a round that chooses."""
    folder: Path = tmp_path_factory.mktemp("contract") / "var"
    with databases.place("choosing", "sqlite", folder) as place:
        stage = Stage(Place(place.settings.model_copy(update={"api_requests_per_minute": 1_000_000})))
        prepare(stage)
        program_of(stage)("Mei").post("/demands", DEMAND)
        made = program_of(stage)("Ines").post("/programs", PROGRAM)
        program_of(stage)("Ines").post(f"/programs/{made.json['id']}/offerings", OFFERING)
        door.application = stage.app
        yield Contract(stage, request.param)


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_its_contract(case: Any, contract: Contract) -> None:
    assume(all(value not in ([], {}, None) for value in (case.query or {}).values()))  # these cannot be sent
    contract.place(case)

    case.call_and_validate(headers={"Authorization": f"Bearer {contract.caller.token}"})
