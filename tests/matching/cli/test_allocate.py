"""`python -m matching allocate`: files in, seats out; bad input leaves nothing behind."""

from pathlib import Path

import pytest

from matching.__main__ import main

OFFERINGS = """offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes,batch_min
O1,甲校,机电技术应用,,中职,330600,绍兴市,6,PLC编程;电梯维护,C3435,
O2,乙校,机电技术应用,,中职,330600,绍兴市,6,机械制图,C3435,
"""
DEMANDS = """demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills
D1,丙厂,电梯装配工,C3435,,,330600,绍兴市,中职,4,PLC编程;电梯维护
D2,丁厂,电梯装配工,C3435,,,330600,绍兴市,中职,4,PLC编程
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "offerings.csv").write_text(OFFERINGS, encoding="utf-8")
    (tmp_path / "demands.csv").write_text(DEMANDS, encoding="utf-8")
    return tmp_path


def allocate(folder: Path, *more: str) -> int:
    posts = ["--offerings", str(folder / "offerings.csv"), "--demands", str(folder / "demands.csv")]
    return main(["allocate", *posts, "--out", str(folder / "out.csv"), *more])


def written(folder: Path) -> list[list[str]]:
    return [line.split(",") for line in (folder / "out.csv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("method", ["stable", "total"])
def test_all_people_find_seats(folder: Path, method: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = allocate(folder, "--method", method)

    header, *rows = written(folder)
    assert status == 0
    assert header == ["demand_id", "offering_id", "seats", "score"]
    assert sum(int(row[2]) for row in rows) == 8
    assert rows == sorted(rows)
    told = capsys.readouterr().out
    assert "stable: 8 seats" in told
    assert "total: 8 seats" in told
    assert "price of stability" in told


def test_choices_and_pins_are_heard(folder: Path) -> None:
    (folder / "choices.csv").write_text(
        "side,demand_id,offering_id,decision,rank\ndemand,D1,O2,accept,1\noffering,D2,O2,decline,\n", encoding="utf-8"
    )
    (folder / "pins.csv").write_text("demand_id,offering_id,seats\nD2,O1,２\n", encoding="utf-8")

    status = allocate(folder, "--choices", str(folder / "choices.csv"), "--pins", str(folder / "pins.csv"))

    assert status == 0
    assert [row[:3] for row in written(folder)[1:]] == [["D1", "O2", "4"], ["D2", "O1", "2"]]


@pytest.mark.parametrize(
    ("option", "content", "place"),
    [
        ("--choices", "side,demand_id\ndemand,D1\n", "f.csv:1:offering_id:"),
        ("--choices", "side,demand_id,offering_id\nschool,D1,O1\n", "f.csv:2:side:"),
        ("--choices", "side,demand_id,offering_id\ndemand,D9,O1\n", "f.csv:2:demand_id:"),
        ("--choices", "side,demand_id,offering_id,decision\ndemand,D1,O1,yes\n", "f.csv:2:decision:"),
        ("--choices", "side,demand_id,offering_id,rank\ndemand,D1,O1,0\n", "f.csv:2:rank:"),
        ("--choices", "side,demand_id,offering_id\ndemand,D1,O1\ndemand,D1,O1\n", "f.csv:3:offering_id:"),
        ("--pins", "demand_id,offering_id,seats\nD1,O1,-3\n", "f.csv:2:seats:"),
        ("--pins", "demand_id,offering_id,seats\nD1,O1,1.5\n", "f.csv:2:seats:"),
        ("--pins", "demand_id,offering_id\nD1,O9\n", "f.csv:2:offering_id:"),
        ("--pins", "", "f.csv:"),
    ],
)
def test_bad_input_is_one_line_with_its_place(
    folder: Path, option: str, content: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "f.csv").write_text(content, encoding="utf-8")

    status = allocate(folder, option, str(folder / "f.csv"))

    told = capsys.readouterr().err
    assert status == 2
    assert told.startswith(place)
    assert told.count("\n") == 1
    assert not (folder / "out.csv").exists()


def test_pins_beyond_the_seats_are_refused_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pins.csv").write_text("demand_id,offering_id,seats\nD1,O1,5\n", encoding="utf-8")

    status = allocate(folder, "--pins", str(folder / "pins.csv"))

    told = capsys.readouterr().err
    assert status == 2
    assert told == "pins.csv:2:seats: 5 people do not fit: D1 wants 4 and O1 has 6 free; mend the number\n"
    assert not (folder / "out.csv").exists()
