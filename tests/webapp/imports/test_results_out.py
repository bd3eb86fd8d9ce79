"""The results of a round go out as files: by demand, by programme, what was left over, and each side's queue."""

import pytest
from sqlmodel import col, select

from tests.places import Place
from tests.webapp.imports.conftest import opened
from tests.webapp.imports.test_round_trips import client_of
from webapp.models import Run, Suggestion, UnmatchedPost


def newest_run(place: Place) -> Run:
    with place.session() as session:
        return session.exec(select(Run).order_by(col(Run.number).desc())).first() or Run()


def lines(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in opened(content).worksheets[0].iter_rows(min_row=2)]


def test_every_suggestion_of_a_run_is_in_its_file(sample: Place) -> None:
    run = newest_run(sample)
    client = client_of(sample, "coordinator")

    for view in ("demand", "offering"):
        head, *rows = lines(client.get(f"/runs/{run.id}?by={view}&format=xlsx").data)
        with sample.session() as session:
            found = session.exec(select(Suggestion).where(Suggestion.run_id == run.id)).all()
        assert len(rows) == len(found) > 0
        scores = head.index("得分")
        assert sorted(row[scores] for row in rows) == sorted(round(row.score, 1) for row in found)


def test_filters_narrow_the_file_of_a_run(sample: Place) -> None:
    run = newest_run(sample)
    client = client_of(sample, "coordinator")

    head, *rows = lines(client.get(f"/runs/{run.id}?min_score=70&format=xlsx").data)

    assert rows
    assert all(row[head.index("得分")] >= 70 for row in rows)


@pytest.mark.parametrize("kind", ["demand", "offering"])
def test_what_was_left_over_goes_out_with_its_reason(sample: Place, kind: str) -> None:
    run = newest_run(sample)
    client = client_of(sample, "coordinator")

    head, *rows = lines(client.get(f"/runs/{run.id}?by=left&kind={kind}&format=xlsx").data)

    own = col(UnmatchedPost.demand_id if kind == "demand" else UnmatchedPost.offering_id)
    with sample.session() as session:
        found = session.exec(select(UnmatchedPost).where(UnmatchedPost.run_id == run.id, own.is_not(None))).all()
    assert len(rows) == len(found)
    assert all(row[head.index("原因")] for row in rows)


@pytest.mark.parametrize("role", ["enterprise", "school", "coordinator"])
def test_a_queue_goes_out_without_what_its_reader_may_not_know(sample: Place, role: str) -> None:
    head, *rows = lines(client_of(sample, role).get("/suggestions?format=xlsx").data)

    assert rows
    assert ("学校意见" in head) == (role != "enterprise")


def test_results_are_for_coordinators(sample: Place) -> None:
    run = newest_run(sample)

    assert client_of(sample, "school").get(f"/runs/{run.id}?format=xlsx").status_code == 403


@pytest.mark.parametrize("kind", ["demands", "offerings"])
def test_what_a_round_has_collected_goes_out(sample: Place, kind: str) -> None:
    run = newest_run(sample)
    client = client_of(sample, "coordinator")

    _head, *rows = lines(client.get(f"/rounds/{run.round_id}/posts?kind={kind}&format=xlsx").data)

    assert len(rows) > 10
