"""Broken tables: one line with file, row, column and remedy, status 2, and no output file touched."""

from pathlib import Path

import pytest

from matching.__main__ import main
from matching.tables.posts import read_demands, read_offerings
from matching.tables.taxonomy import Taxonomies

DEMAND_HEADER = "demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills"
OFFERING_HEADER = "offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes"
DEMAND = "D1,Mei,电梯保养工,C3435,电梯,维保,330500,湖州市,中职,10,电梯保养;困人救援"
OFFERING = "O1,Tomas,电梯工程技术,,高职,330500,湖州市,40,电梯安装;电梯维保,C34"
MUCH = 10 * 1024 * 1024


def table(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def demands(*rows: str) -> bytes:
    return table(DEMAND_HEADER, *rows)


def offerings(*rows: str) -> bytes:
    return table(OFFERING_HEADER, *rows)


class Files:
    """Both tables in a folder, and a run over them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "ranking.csv"
        self.write(demands(DEMAND), offerings(OFFERING))

    def write(self, wanted: bytes, offered: bytes) -> None:
        (self.folder / "demands.csv").write_bytes(wanted)
        (self.folder / "offerings.csv").write_bytes(offered)

    def rank(self, *more: str) -> int:
        files = [f"--{name}={self.folder / name}.csv" for name in ("offerings", "demands")]
        return main(["rank", *files, f"--out={self.out}", *more])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


BROKEN = {
    "a column is missing": (
        table(DEMAND_HEADER.replace(",headcount", ""), DEMAND.replace(",10,", ",")),
        "demands.csv:1:headcount: this column is missing; add it to the first row",
    ),
    "a column stands twice": (
        table(DEMAND_HEADER + ",level", DEMAND + ",中职"),
        "demands.csv:1:level: this column stands twice; keep one",
    ),
    "an industry code does not exist": (
        demands(DEMAND.replace("C3435", "X9999")),
        "demands.csv:2:industry_code: 'X9999' is no code of GB/T 4754-2017; write one like C3435, or leave it empty",
    ),
    "a region is no code": (
        demands(DEMAND.replace("330500", "湖州")),
        "demands.csv:2:region: '湖州' is no region; write six digits of GB/T 2260, or leave it empty",
    ),
    "a level is none": (
        demands(DEMAND.replace("中职", "博士")),
        "demands.csv:2:level: '博士' is no level; "
        "write one of 中职、中级工、高级工、高职、预备技师、本科, or leave it empty",
    ),
    "people are fewer than none": (
        demands(DEMAND, DEMAND.replace("D1", "D2").replace(",10,", ",-3,")),
        "demands.csv:3:headcount: '-3' is no whole number from 0 to 1000000; mend it or leave it empty",
    ),
    "people are fewer than none in full width": (
        demands(DEMAND.replace(",10,", ",－１０,")),
        "demands.csv:2:headcount: '－１０' is no whole number from 0 to 1000000; mend it or leave it empty",
    ),
    "people are cut in half": (
        demands(DEMAND.replace(",10,", ",2.5,")),
        "demands.csv:2:headcount: '2.5' is no whole number from 0 to 1000000; mend it or leave it empty",
    ),
    "an id stands twice": (
        demands(DEMAND, "", DEMAND),
        "demands.csv:4:demand_id: 'D1' stands in row 2 already; ids must differ",
    ),
    "an id is empty": (
        demands(DEMAND.removeprefix("D1")),
        "demands.csv:2:demand_id: is empty; every row needs its own id",
    ),
    "the encoding is neither of the two": (
        demands(DEMAND, "D2,") + b"\xff\xfe\xff\n",
        "demands.csv:4:: is neither UTF-8 nor GB18030; save it as CSV UTF-8",
    ),
    "a NUL stands in it": (
        demands(DEMAND, DEMAND.replace("D1", "D\0002")),
        "demands.csv:3:: holds a NUL character; export the table again as CSV",
    ),
    "a cell is ten megabytes long": (
        demands(DEMAND, DEMAND.replace("D1", "D2") + "梯" * (MUCH // 3)),
        "demands.csv:3:: a cell is longer than 32000 characters; close its quotes or shorten it",
    ),
    "a quote is never closed": (
        demands(DEMAND.replace("电梯保养工", '"电梯保养工')),
        "demands.csv:2:: the row cannot be read (unexpected end of data); close its quotes",
    ),
    "a row has too many cells": (
        demands(DEMAND + ",焊接"),
        "demands.csv:2:: 12 cells under 11 columns; put quotes around a cell that holds commas",
    ),
    "nothing is in it": (
        b"",
        f"demands.csv:0:: the file is empty; its first row must name the columns {DEMAND_HEADER.replace(',', ', ')}",
    ),
}


@pytest.mark.parametrize(("content", "line"), BROKEN.values(), ids=list(BROKEN))
def test_broken_demands_are_one_line_that_says_where_and_how_to_mend(
    files: Files, capsys: pytest.CaptureFixture[str], content: bytes, line: str
) -> None:
    files.write(content, offerings(OFFERING))

    assert files.rank() == 2

    said = capsys.readouterr()
    assert said.err == line + "\n"
    assert said.out == ""
    assert sorted(path.name for path in files.folder.iterdir()) == ["demands.csv", "offerings.csv"]


@pytest.mark.parametrize(("content", "line"), BROKEN.values(), ids=list(BROKEN))
def test_an_older_result_stays_as_it_was(
    files: Files, capsys: pytest.CaptureFixture[str], content: bytes, line: str
) -> None:
    files.out.write_text("an older result\n", encoding="utf-8")
    files.write(content, offerings(OFFERING))

    assert files.rank() == 2

    assert capsys.readouterr().err == line + "\n"
    assert files.out.read_text(encoding="utf-8") == "an older result\n"
    assert sorted(path.name for path in files.folder.iterdir()) == ["demands.csv", "offerings.csv", "ranking.csv"]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        (",40,", ",-40,", "offerings.csv:2:capacity: '-40' is no whole number"),
        (",C34", ",C34;Z1", "offerings.csv:2:industry_codes: 'Z1' is no code of GB/T 4754-2017"),
        ("高职", "研究生", "offerings.csv:2:level: '研究生' is no level"),
    ],
)
def test_broken_offerings_are_told_alike(
    files: Files, capsys: pytest.CaptureFixture[str], before: str, after: str, place: str
) -> None:
    files.write(demands(DEMAND), offerings(OFFERING.replace(before, after)))

    assert files.rank() == 2

    said = capsys.readouterr().err
    assert said.startswith(place)
    assert said.count("\n") == 1
    assert not files.out.exists()


def test_a_file_that_is_not_there_is_one_line(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    (files.folder / "demands.csv").unlink()

    assert files.rank() == 2

    said = capsys.readouterr().err
    assert said.endswith("demands.csv:0:: cannot be read (No such file or directory); check the path\n")
    assert not files.out.exists()


def test_a_folder_that_is_not_there_is_one_line(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.out = files.folder / "nowhere" / "ranking.csv"

    assert files.rank() == 2

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "cannot be written" in said
    assert sorted(path.name for path in files.folder.iterdir()) == ["demands.csv", "offerings.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_common_encodings_and_line_ends_give_the_same_ranking(files: Files, encoding: str, newline: str) -> None:
    assert files.rank() == 0
    plain = files.out.read_bytes()

    wanted, offered = (text.decode().replace("\n", newline) for text in (demands(DEMAND), offerings(OFFERING)))
    files.write(wanted.encode(encoding), offered.encode(encoding))
    assert files.rank() == 0

    assert files.out.read_bytes() == plain


def test_full_width_digits_and_letters_are_read_as_plain_ones(files: Files, national_tables: Taxonomies) -> None:
    wide = str.maketrans("0123456789C", "０１２３４５６７８９Ｃ")
    files.write(
        demands(DEMAND.replace("C3435", "C3435".translate(wide)).replace(",10,", f",{'10'.translate(wide)},")),
        offerings(OFFERING.replace("330500", "330500".translate(wide)).replace(",40,", f",{'40'.translate(wide)},")),
    )

    (demand,) = read_demands(files.folder / "demands.csv", national_tables)
    (offering,) = read_offerings(files.folder / "offerings.csv", national_tables)

    assert (demand.industry_code, demand.headcount) == ("C3435", 10)
    assert (offering.region, offering.seats) == ("330500", 40)


def test_a_class_that_is_not_listed_counts_as_its_group_with_a_warning(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    files.write(demands(DEMAND.replace("C3435", "C3439")), offerings(OFFERING))
    status = files.rank()

    said = capsys.readouterr().err
    assert status == 0
    assert said in ("", "warning: demands.csv:2:industry_code: 'C3439' is no code of GB/T 4754-2017; read as C343\n")
    assert files.out.read_text(encoding="utf-8").splitlines()[1].startswith("D1,O1,")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", "policy.json:0:: is no JSON file"),
        ("[1]", "policy.json:0:: must hold an object of settings"),
        ('{"weights": {"luck": 1}}', "policy.json:0:: unknown criteria: luck; known: skills, industry"),
        ('{"weights": {"skills": -1}}', "policy.json:0:: weights must be numbers of 0 or more"),
        ('{"speed": 1}', "policy.json:0:: unknown settings: speed"),
        ('{"min_score": 200}', "policy.json:0:: min_score must lie between 0 and 100"),
    ],
)
def test_a_broken_policy_is_one_line(files: Files, capsys: pytest.CaptureFixture[str], content: str, line: str) -> None:
    policy = files.folder / "policy.json"
    policy.write_text(content, encoding="utf-8")

    assert files.rank(f"--policy={policy}") == 2

    said = capsys.readouterr().err
    assert said.startswith(line)
    assert said.count("\n") == 1
    assert not files.out.exists()
