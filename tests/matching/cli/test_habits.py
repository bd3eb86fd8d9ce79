"""Files as people have them, places that must not be written to, and what the command tells besides."""

import json
import os
import stat
from pathlib import Path

import pytest

from matching.__main__ import main
from tests.matching.cli.test_malformed_files import DEMAND, DEMAND_HEADER, OFFERING, OFFERING_HEADER, Files, table


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def parted(sign: str, *rows: str) -> bytes:
    return table(*(row.replace(";", "、").replace(",", sign) for row in rows))


@pytest.mark.parametrize("sign", [";", "\t"])
def test_cells_may_stand_between_semicolons_or_tabs(files: Files, sign: str) -> None:
    assert files.rank() == 0
    commas = files.out.read_bytes()
    rows = ((DEMAND_HEADER, DEMAND), (OFFERING_HEADER, OFFERING))
    if sign == "\t":
        files.write(*(table(*(row.replace(",", sign) for row in side)) for side in rows))
    else:
        files.write(*(parted(sign, *side) for side in rows))

    assert files.rank() == 0
    assert files.out.read_bytes() == commas


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (",10,", ",10.0,"),
        (",中职,", ",secondary,"),
        (",中职,", ",中专,"),
        (",中职,", ",职高及以上,"),
        (",330500,", ",330500.0,"),
    ],
)
def test_habitual_spellings_mean_the_same(files: Files, before: str, after: str) -> None:
    assert files.rank() == 0
    plain = files.out.read_bytes()
    files.write(table(DEMAND_HEADER, DEMAND.replace(before, after)), table(OFFERING_HEADER, OFFERING))

    assert files.rank() == 0
    assert files.out.read_bytes() == plain


def test_everything_that_is_wrong_is_told_at_once(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    second = DEMAND.replace("D1", "D2").replace("330500", "990101").replace("C3435", "X1")
    files.write(
        table(DEMAND_HEADER, DEMAND.replace(",10,", ",-4,").replace("中职", "博士"), second, DEMAND + ",more"),
        table(OFFERING_HEADER, OFFERING.replace("40", "many"), OFFERING),
    )

    assert files.rank() == 2
    said = capsys.readouterr().err.splitlines()
    assert [":".join(line.split(":")[:3]) for line in said] == [
        "demands.csv:2:level",
        "demands.csv:2:headcount",
        "demands.csv:3:industry_code",
        "demands.csv:3:region",
        "demands.csv:4:",
        "offerings.csv:2:capacity",
        "offerings.csv:3:offering_id",
    ]
    assert not files.out.exists()


def test_rows_that_end_early_and_skills_that_are_none_are_remarked(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    files.write(
        table(DEMAND_HEADER, DEMAND.replace("困人救援", "无需英语;。。。;熟悉电梯保养"), "D2,Ines,护士"),
        table(OFFERING_HEADER, OFFERING.replace("330500", "330571")),
    )

    assert files.rank() == 0
    said = capsys.readouterr().err
    for words in (
        "'无需英语' says what is not needed",
        "'。。。' has no words",
        "read as 330500",
        "ends after 3 of 11 columns",
    ):
        assert words in said


def test_who_stayed_without_a_suggestion_is_told(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    policy = files.folder / "policy.json"
    policy.write_text(json.dumps({"min_score": 99}), encoding="utf-8")

    assert files.rank(f"--policy={policy}") == 0
    assert capsys.readouterr().err == (
        "1 demand without a suggestion (below the least score: 1): D1\n"
        "1 offering without a suggestion (below the least score: 1): O1\n"
    )


def test_a_link_stays_and_its_target_is_written(files: Files) -> None:
    target = files.folder / "elsewhere.csv"
    target.write_text("older\n", encoding="utf-8")
    files.out.symlink_to(target)

    assert files.rank() == 0
    assert files.out.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("demand_id,")


def test_a_device_is_written_to_and_stays(files: Files) -> None:
    files.out = Path(os.devnull)

    assert files.rank() == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("name", ["demands.csv", "offerings.csv", "link.csv", "hard.csv", ""])
def test_no_input_is_written_over(files: Files, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (files.folder / "link.csv").symlink_to(files.folder / "demands.csv")
    os.link(files.folder / "offerings.csv", files.folder / "hard.csv")
    before = {path.name: path.read_bytes() for path in files.folder.iterdir()}
    files.out = files.folder / name

    assert files.rank() == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in files.folder.iterdir()} == before


@pytest.mark.parametrize(
    "arguments", [["evaluate", "--seed", "-1"], ["evaluate", "--seed", "x"], ["rank", "--top", "?"], []]
)
def test_odd_options_are_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(arguments)
    except SystemExit as left:
        status = left.code  # type: ignore[assignment]

    assert status == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("content", ['{"constraints": ["luck"]}', '{"top_per_demand": 1.5}', "[" * 100_000])
def test_an_odd_policy_is_one_line(files: Files, capsys: pytest.CaptureFixture[str], content: str) -> None:
    policy = files.folder / "policy.json"
    policy.write_text(content, encoding="utf-8")

    assert files.rank(f"--policy={policy}") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_help_names_the_columns_and_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["rank", "--help"])

    told = capsys.readouterr().out
    for column in (*DEMAND_HEADER.split(","), *OFFERING_HEADER.split(","), "preferred_skills", "regions"):
        assert column in told
    assert "python -m matching rank --offerings offerings.csv" in told
