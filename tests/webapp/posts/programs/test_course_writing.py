"""Lines of courses: hours and kind are found however schools write them, and what is no fact stays in the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.models.posts.courses import Course, read_course, split_courses, write_course
from webapp.models.posts.enums import CourseKind

THEORY, PRACTICE, BOTH = CourseKind.THEORY, CourseKind.PRACTICE, CourseKind.BOTH

READ: list[tuple[str, str, int | None, CourseKind | None]] = [
    ("电梯结构与原理", "电梯结构与原理", None, None),
    ("电梯结构与原理（64学时）", "电梯结构与原理", 64, None),
    ("电梯结构与原理(64学时)", "电梯结构与原理", 64, None),
    ("电梯结构与原理【64 课时】", "电梯结构与原理", 64, None),
    ("电梯结构与原理 64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理，64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理：64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理-64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理 共64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理 总学时：64", "电梯结构与原理", 64, None),
    ("电梯结构与原理（学时 64）", "电梯结构与原理", 64, None),
    ("电梯结构与原理（总课时64）", "电梯结构与原理", 64, None),
    ("电梯结构与原理 64 节", "电梯结构与原理", 64, None),
    ("电梯结构与原理\t64学时", "电梯结构与原理", 64, None),
    ("电梯结构与原理\u300064学时", "电梯结构与原理", 64, None),
    ("ＰＬＣ编程６４学时", "ＰＬＣ编程", 64, None),
    ("电梯安装 32学时 实训", "电梯安装", 32, PRACTICE),
    ("电梯安装 实训 32学时", "电梯安装", 32, PRACTICE),
    ("电梯安装 实训32学时", "电梯安装", 32, PRACTICE),
    ("电梯安装 实训 32", "电梯安装", 32, PRACTICE),
    ("电梯安装 32 实训", "电梯安装", 32, PRACTICE),
    ("电梯安装，32学时，实训", "电梯安装", 32, PRACTICE),
    ("电梯安装/32学时/实训", "电梯安装", 32, PRACTICE),
    ("电梯安装（实训 32 学时）", "电梯安装", 32, PRACTICE),
    ("电梯安装（32学时，实训课）", "电梯安装", 32, PRACTICE),
    ("电梯安装（32学时；实践）", "电梯安装", 32, PRACTICE),
    ("电梯安装（实操）32学时", "电梯安装", 32, PRACTICE),
    ("电梯安装（实训）（32学时）", "电梯安装", 32, PRACTICE),
    ("电梯安装（实训）", "电梯安装", None, PRACTICE),
    ("电梯安装，实训", "电梯安装", None, PRACTICE),
    ("电气控制（理论）", "电气控制", None, THEORY),
    ("电气控制（纯理论课）", "电气控制", None, THEORY),
    ("《电气控制》", "电气控制", None, None),
    ("《电气控制》 理论 48", "电气控制", 48, THEORY),
    ("《电气控制》理论48学时", "电气控制", 48, THEORY),
    ("《电气控制》实训", "电气控制", None, PRACTICE),
    ("《电气控制》48学时", "电气控制", 48, None),
    ("《电气控制（理论 48学时）》", "电气控制", 48, THEORY),
    ("电气控制（理实一体）", "电气控制", None, BOTH),
    ("电气控制（理实一体化 80学时）", "电气控制", 80, BOTH),
    ("电气控制（一体化课程，80课时）", "电气控制", 80, BOTH),
    ("电气控制 理论/实训 80学时", "电气控制", 80, BOTH),
    ("电气控制（理论＋实践）80学时", "电气控制", 80, BOTH),
    ("PLC programming (practice, 64 hours)", "PLC programming", 64, PRACTICE),
    ("PLC programming (Theory and practice, 1 hour)", "PLC programming", 1, BOTH),
    ("PLC programming 64h", "PLC programming", 64, None),
    ("数控编程 2 64学时", "数控编程 2", 64, None),
    ("计算机1级64学时", "计算机1级", 64, None),
    ("C语言（一）48学时", "C语言（一）", 48, None),
    ("电工（3学分，48学时）", "电工（3学分）", 48, None),
    ("电工（3学分 48学时）", "电工（3学分）", 48, None),
    ("《电工》与《电子》 96学时", "《电工》与《电子》", 96, None),
    ("岗位实习 600学时", "岗位实习", 600, None),  # too many hours are complained of, not hidden in the name
    ("电工实训32学时", "电工实训", 32, None),  # of the name
    ("钳工实训（32学时）", "钳工实训", 32, None),
    ("实训 64学时", "实训", 64, None),
]
STAYS = [  # what is no fact, or might be the name's, or contradicts itself
    "军事理论",
    "毛泽东思想和中国特色社会主义理论",
    "钳工实训",
    "钳工 实训",
    "大学英语 2 理论",
    "大学英语 2",
    "体育（二）",
    "电工（64）",
    "电工 64",
    "《电工》 64",
    "电工 每周4学时",
    "电工 周 4 学时",
    "电工 4学时/周",
    "电工 32-48学时",
    "电工 32～48 学时",
    "电工约64学时",
    "电工 约 64 学时",
    "电工 64.5学时",
    "电工 64小时",
    "电工（2周）",
    "电工 第5节",
    "电工 32学时 48学时",
    "电工（理论32学时，实训48学时）",
    "电工 64学时 32",
    "64学时",
    "实训",
    "（64学时）",
    "《》",
    "5G 技术",
]


@pytest.mark.parametrize(("line", "name", "hours", "kind"), READ)
def test_hours_and_kind_are_found(line: str, name: str, hours: int | None, kind: CourseKind | None) -> None:
    assert read_course(line) == Course(name, hours, kind)


@pytest.mark.parametrize("line", STAYS)
def test_what_is_no_fact_stays_in_the_name(line: str) -> None:
    assert read_course(line) == Course(line)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("line", [*(line for line, *_facts in READ), *STAYS])
def test_what_is_written_is_read_again(line: str, language: str) -> None:
    course = read_course(line)

    assert read_course(write_course(course, language)) == course
    assert read_course(course.name) == Course(course.name)


WORDS = ("电工", "PLC", "与", "实训", "理论", "理实一体", "64学时", "32", "共", "学时", "2", "h")
PIECES = st.sampled_from([*WORDS, *"（）()《》，/- "])


@given(st.lists(PIECES, min_size=1, max_size=9).map("".join), st.sampled_from(["zh", "en"]))
def test_any_line_comes_back_as_it_was_read(line: str, language: str) -> None:
    course = read_course(line)

    assert read_course(write_course(course, language)) == course
    assert read_course(course.name) == Course(course.name)


def test_a_course_is_written_as_its_reader_is_used_to() -> None:
    course = Course("PLC 编程", 96, PRACTICE)

    assert write_course(course) == "PLC 编程（实训 96 学时）"
    assert write_course(course, "en") == "PLC 编程 (Practice, 96 hours)"
    assert write_course(Course("PLC 编程")) == "PLC 编程"


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("电工、钳工", ["电工", "钳工"]),
        ("电工（理论，48学时）、钳工（实训；32学时）", ["电工（理论，48学时）", "钳工（实训；32学时）"]),
        ("电工，48学时，理论，钳工", ["电工，48学时，理论", "钳工"]),
        ("电工 48学时；钳工 32学时 实训", ["电工 48学时", "钳工 32学时 实训"]),
        ("《电梯安装、调试与维保》、钳工", ["《电梯安装、调试与维保》", "钳工"]),
        ("电工（理论，48学时）\n钳工，32学时", ["电工（理论，48学时）", "钳工，32学时"]),
        ("电工\n实训 64学时", ["电工", "实训 64学时"]),  # a line is a course
    ],
)
def test_a_cell_is_split_between_courses_and_not_within_them(cell: str, lines: list[str]) -> None:
    assert split_courses(cell) == lines


def test_a_form_is_split_by_lines_and_semicolons() -> None:
    assert split_courses("电工（理论；48学时）；钳工\r\n焊接") == ["电工（理论；48学时）", "钳工", "焊接"]
