"""A new edition of an official catalogue: first a report, then, on demand, the whole of it."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from tests.places import Databases, Place
from webapp.cli import main
from webapp.models import Industry, Major, Organisation, Program, Region
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.posts.enums import TrainingLevel
from webapp.services.codes.editing.history import history_of_code
from webapp.services.codes.tables.versions import current_version
from webapp.services.kernel.data_folders import TAXONOMIES

Rows = list[dict[str, str]]
Importer = Callable[..., Result]


@pytest.fixture
def held(databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """Return a database with the code tables and a programme of one major."""
    with databases.place("codes", "sqlite", tmp_path / "var") as place:
        with place.session() as session:
            school = Organisation(
                kind=OrganisationKind.SCHOOL, credit_code="0" * 18, name="学校", region="330602",
                status=OrganisationStatus.VERIFIED,
            )  # fmt: skip
            session.add(school)
            session.flush()
            session.add(
                Program(
                    school_id=school.id, name="电梯工程技术", major_key="moe2021:460206", level=TrainingLevel.HIGHER,
                    industry_codes=["C3435"],
                )
            )  # fmt: skip
        yield place


@pytest.fixture
def bring(held: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importer:
    """Return a function that runs the command on changed rows of a file."""
    monkeypatch.setenv("ZHIQIAO_SECRET", "s" * 40)
    monkeypatch.setenv("ZHIQIAO_DATABASE_URL", held.settings.database_url)
    monkeypatch.setenv("ZHIQIAO_VAR", str(held.settings.var))

    def run(catalogue: str, rows: Rows, *options: str) -> Result:
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        file = tmp_path / "edition.csv"
        file.write_text(text.getvalue(), encoding="utf-8")
        return CliRunner().invoke(main, ["data", "import", catalogue, str(file), "--edition", "2026", *options])

    return run


def rows_of(name: str) -> Rows:
    with (TAXONOMIES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def new_edition() -> Rows:
    """Return the catalogue of majors with one more, one renamed, one moved, one gone and one gone that is used."""
    rows = rows_of("majors")
    by_code = {row["code"]: row for row in rows}
    by_code["460203"]["name"] = "电机装备技术"
    by_code["460204"]["parent_code"] = "4601"
    rows = [row for row in rows if row["code"] not in ("460206", "460205")]
    added = {"code": "460299", "name": "人形机器人技术", "parent_code": "4602", "level": "3", "schooling": "高职专科"}
    return [*rows, added]


def report_of(result: Result) -> dict[str, list[list[str]]]:
    assert result.exit_code == 0, result.output
    report: dict[str, list[list[str]]] = json.loads(result.stdout)
    return report


def test_the_report_says_what_is_added_renamed_moved_and_gone(held: Place, bring: Importer) -> None:
    report = report_of(bring("majors", new_edition(), "--json"))
    assert report["added"] == [["moe2021:460299", "人形机器人技术"]]
    assert [row[0] for row in report["renamed"]] == ["moe2021:460203"]
    assert report["moved"] == [["moe2021:460204", "moe2021:4602", "moe2021:4601"]]
    assert [row[0] for row in report["gone"]] == ["moe2021:460205"]
    assert report["gone_used"] == [["moe2021:460206", "电梯工程技术", 1]]
    with held.session() as session:
        assert session.get(Major, "moe2021:460299") is None
        assert session.get(Major, "moe2021:460205") is not None


def test_what_is_applied_is_the_edition_and_nothing_that_is_used_goes(held: Place, bring: Importer) -> None:
    report_of(bring("majors", new_edition(), "--json", "--apply"))
    with held.session() as session:
        assert session.get_one(Major, "moe2021:460299").class_name
        assert session.get_one(Major, "moe2021:460299").initials == "rxjqrjs"
        assert session.get_one(Major, "moe2021:460203").name == "电机装备技术"
        assert session.get_one(Major, "moe2021:460204").parent_key == "moe2021:4601"
        assert session.get(Major, "moe2021:460205") is None
        assert session.get(Major, "moe2021:460206") is not None
        version = current_version(session)
        assert version is not None
        assert version.editions["majors"] == "2026"
        assert version.change == {"what": "edition.applied", "sheet": "majors", "key": "2026"}
        assert history_of_code(session, "majors", "moe2021:460205")[0].action == "code.removed"
    again = report_of(bring("majors", new_edition(), "--json"))
    assert [again[name] for name in ("added", "renamed", "moved", "altered", "gone")] == [[], [], [], [], []]


@pytest.mark.parametrize(
    ("catalogue", "file"),
    [("industries", "industries"), ("regions", "regions"), ("majors-technician", "majors_technician")],
)
def test_the_edition_that_stands_changes_nothing(bring: Importer, catalogue: str, file: str) -> None:
    report = report_of(bring(catalogue, rows_of(file), "--json"))
    assert [report[name] for name in ("added", "renamed", "moved", "altered", "gone", "gone_used")] == [[]] * 6


def test_codes_around_one_that_is_used_stay(held: Place, bring: Importer) -> None:
    rows = [row for row in rows_of("industries") if not row["code"].startswith("343")]
    report = report_of(bring("industries", rows, "--json", "--apply"))
    assert {row[0] for row in report["gone_used"]} >= {"C343", "C3435"}
    with held.session() as session:
        assert session.get(Industry, "C343") is not None
        assert session.get(Industry, "C3435") is not None


def test_a_renamed_region_renames_what_lies_in_it(held: Place, bring: Importer) -> None:
    rows = rows_of("regions")
    next(row for row in rows if row["code"] == "330600")["name"] = "会稽市"
    report_of(bring("regions", rows, "--json", "--apply"))
    with held.session() as session:
        assert "会稽市" in session.get_one(Region, "330602").full_name


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"level": "9"}, "column level"),
        ({"parent_code": "9999"}, "column parent_code"),
        ({"name": ""}, "column name"),
        ({"code": "460206"}, "column code"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(
    held: Place, bring: Importer, change: dict[str, str], place: str
) -> None:
    rows = rows_of("majors")
    rows[-1].update(change)
    result = bring("majors", rows, "--apply")
    assert result.exit_code == 1
    assert f"row {len(rows) + 1}" in result.output
    assert place in result.output
    with held.session() as session:
        assert len(session.exec(select(Major)).all()) == len(rows) + len(rows_of("majors_technician"))


def test_without_apply_the_command_says_that_nothing_was_changed(bring: Importer) -> None:
    result = bring("majors", rows_of("majors"))
    assert result.exit_code == 0
    assert "Nothing was changed" in result.output


def a_piece() -> Rows:
    """Return the majors of technician colleges without a fifth of those that stand."""
    rows = rows_of("majors_technician")
    return rows[: len(rows) * 4 // 5]


def technician_majors(held: Place) -> set[str]:
    with held.session() as session:
        return {key for key in session.exec(select(Major.key)) if key.startswith("mohrss:")}


@pytest.mark.parametrize("options", [(), ("--json",), ("--really", "majors"), ("--really", "yes")])
def test_a_fifth_of_a_catalogue_does_not_go_without_a_second_word(
    held: Place, bring: Importer, options: tuple[str, ...]
) -> None:
    before, rows = technician_majors(held), a_piece()
    gone = len(rows_of("majors_technician")) - len(rows)

    refused = bring("majors-technician", rows, "--apply", *options)

    assert refused.exit_code == 2
    assert f"{gone} of " in refused.output
    assert "--really majors-technician" in refused.output
    assert rows_of("majors_technician")[-1]["name"] in refused.output or f"and {gone - 20} more" in refused.output
    assert technician_majors(held) == before


def test_a_fifth_of_a_catalogue_goes_where_its_name_is_said_again(held: Place, bring: Importer) -> None:
    before = technician_majors(held)

    report_of(bring("majors-technician", a_piece(), "--apply", "--really", "majors-technician", "--json"))

    assert technician_majors(held) < before


def test_less_than_a_fifth_goes_at_the_first_word(held: Place, bring: Importer) -> None:
    before = technician_majors(held)

    report_of(bring("majors-technician", rows_of("majors_technician")[:-3], "--apply", "--json"))

    assert len(technician_majors(held)) == len(before) - 3


def test_what_would_go_is_reported_whole_without_applying(bring: Importer) -> None:
    assert bring("majors-technician", a_piece()).exit_code == 0


def test_a_catalogue_with_chinese_heads_is_read(bring: Importer) -> None:
    rows = [
        {
            "代码": row["code"],
            "名称": row["name"],
            "上级代码": row["parent_code"],
            "级别": row["level"],
            "办学层次": row["schooling"],
        }
        for row in rows_of("majors")
    ]

    assert report_of(bring("majors", rows, "--json"))["gone"] == []
