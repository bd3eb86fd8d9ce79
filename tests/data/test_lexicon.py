"""The skill lexicon: one word of the textbook per skill, and the words of the shop floor that lead to it."""

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

TAXONOMIES = Path(__file__).parents[2] / "data" / "taxonomies"
LEXICON = TAXONOMIES / "skills"
AMBIGUOUS = "ambiguous.csv"
LONGEST_SKILL = 40
LONGEST_ALIAS = 60
LEAST_SKILLS = {
    "agriculture": 200,
    "resources": 110,
    "energy": 150,
    "construction": 150,
    "water": 60,
    "equipment": 280,
    "biochemical": 100,
    "textile": 130,
    "food": 130,
    "transport": 200,
    "electronics": 280,
    "medical": 170,
    "commerce": 170,
    "tourism": 120,
    "arts": 120,
    "media": 90,
    "education": 90,
    "law": 70,
    "public": 100,
}
LEAST_ALIASES_ON_AVERAGE = 2.6
GENERIC_TRAITS = {
    "责任心",
    "吃苦耐劳",
    "团队合作",
    "沟通能力",
    "学习能力",
    "抗压能力",
    "执行力",
    "服从安排",
    "工作认真",
}
LEAST_PER_CATEGORY = 70
Row = dict[str, str]
Lexicon = dict[str, list[Row]]


def read(path: Path) -> list[Row]:
    """Return the rows of one table."""
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


CATEGORIES = sorted({row["name"] for row in read(TAXONOMIES / "majors.csv") if row["level"] == "1"})


def fold(word: str) -> str:
    """Return the word without case, width and blanks, the way two spellings of one word meet."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def aliases_of(row: Row) -> list[str]:
    """Return the aliases of one row as written."""
    return row["aliases"].split(";") if row["aliases"] else []


def torn(meant: dict[str, set[str]], ambiguous: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the words that lead to several skills, apart from those declared to do just that."""
    return {
        word: skills for word, skills in meant.items() if len(skills) > 1 and not skills <= ambiguous.get(word, set())
    }


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Return the rows of every field by its slug."""
    return {path.stem: read(path) for path in sorted(LEXICON.glob("*.csv")) if path.name != AMBIGUOUS}


@pytest.fixture(scope="module")
def meant(lexicon: Lexicon) -> dict[str, set[str]]:
    """Return the skills each folded word leads to, over all fields."""
    found: dict[str, set[str]] = defaultdict(set)
    for rows in lexicon.values():
        for row in rows:
            for word in (row["skill"], *aliases_of(row)):
                found[fold(word)].add(row["skill"])
    return found


@pytest.fixture(scope="module")
def ambiguous() -> dict[str, set[str]]:
    """Return the words declared to have several meanings, with the skills they may mean."""
    path = LEXICON / AMBIGUOUS
    return {fold(row["word"]): set(row["skills"].split(";")) for row in read(path)} if path.exists() else {}


def test_every_file_is_a_field_and_has_the_two_columns(lexicon: Lexicon) -> None:
    fields = {row["slug"] for row in read(TAXONOMIES / "skill_fields.csv")}

    assert set(lexicon) <= fields
    assert {slug: list(rows[0]) for slug, rows in lexicon.items() if list(rows[0]) != ["skill", "aliases"]} == {}


@pytest.mark.parametrize("field", sorted(LEAST_SKILLS))
def test_a_field_is_rich_in_skills_and_aliases(lexicon: Lexicon, field: str) -> None:
    rows = lexicon[field]

    assert len(rows) >= LEAST_SKILLS[field]
    assert sum(len(aliases_of(row)) for row in rows) / len(rows) >= LEAST_ALIASES_ON_AVERAGE


def test_a_canonical_name_stands_once_in_all_fields(lexicon: Lexicon) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for field, rows in lexicon.items():
        for row in rows:
            places[fold(row["skill"])].append(field)

    assert {skill: fields for skill, fields in places.items() if len(fields) > 1} == {}


def test_no_alias_is_another_canonical_skill(lexicon: Lexicon) -> None:
    names = {fold(row["skill"]): row["skill"] for rows in lexicon.values() for row in rows}

    assert [
        (row["skill"], alias)
        for rows in lexicon.values()
        for row in rows
        for alias in aliases_of(row)
        if names.get(fold(alias), row["skill"]) != row["skill"]
    ] == []


def test_no_alias_repeats_its_own_skill_or_stands_twice(lexicon: Lexicon) -> None:
    assert [
        (row["skill"], aliases)
        for rows in lexicon.values()
        for row in rows
        if (aliases := aliases_of(row))
        and (len(set(aliases)) < len(aliases) or any(fold(alias) == fold(row["skill"]) for alias in aliases))
    ] == []


def test_an_alias_of_two_skills_is_refused_unless_declared_ambiguous(
    meant: dict[str, set[str]], ambiguous: dict[str, set[str]]
) -> None:
    assert torn(meant, ambiguous) == {}


def test_the_check_finds_a_word_that_is_torn_between_fields_in_silence(
    meant: dict[str, set[str]], ambiguous: dict[str, set[str]]
) -> None:
    planted = {**meant, fold("打针输液"): {"静脉输液与注射", "化学滴定分析"}}

    assert torn(planted, ambiguous) == {fold("打针输液"): {"静脉输液与注射", "化学滴定分析"}}
    assert torn(meant, {word: skills for word, skills in ambiguous.items() if word != "pt"}) == {"pt": meant["pt"]}
    assert torn({**meant, "pt": meant["pt"] | {"会计核算"}}, ambiguous) != {}


def test_a_word_of_several_meanings_says_why() -> None:
    rows = read(LEXICON / AMBIGUOUS)

    assert [row["word"] for row in rows if len(row["skills"].split(";")) < 2 or len(row["reason"]) < 8] == []


def test_the_lexicon_is_as_wide_as_the_catalogue(lexicon: Lexicon) -> None:
    rows = [row for field in lexicon.values() for row in field]

    assert len(rows) >= 2_500
    assert sum(len(aliases_of(row)) for row in rows) >= 6_000


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_of_majors_has_its_words(lexicon: Lexicon, category: str) -> None:
    (field,) = (row for row in read(TAXONOMIES / "skill_fields.csv") if category in row["major_categories"].split(";"))
    rows = lexicon[field["slug"]]

    assert len(rows) >= LEAST_PER_CATEGORY
    assert sum(len(aliases_of(row)) for row in rows) >= 3 * LEAST_PER_CATEGORY


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_the_classes_of_a_category_teach_is_known_by_other_words_too(lexicon: Lexicon, category: str) -> None:
    """Nine tenths of the taught skills of each category have an alias that the shop floor may say."""
    majors = {row["code"]: row for row in read(TAXONOMIES / "majors.csv")}
    classes = {
        row["name"] for row in majors.values() if row["level"] == "2" and majors[row["parent_code"]]["name"] == category
    }
    aliases = {row["skill"]: aliases_of(row) for rows in lexicon.values() for row in rows}
    taught = [
        skill
        for row in read(TAXONOMIES / "major_class_skills.csv")
        if row["major_class"] in classes
        for skill in row["skills"].split(";")
    ]

    assert taught
    assert sum(bool(aliases[skill]) for skill in taught) >= 0.9 * len(taught)


@pytest.mark.parametrize(
    ("enterprise", "school"),
    [("困人救援", "电梯应急处置"), ("高压下电", "新能源汽车高压安全操作"), ("OTA刷写", "车载软件升级")],
)
def test_the_words_of_enterprise_and_school_meet(meant: dict[str, set[str]], enterprise: str, school: str) -> None:
    assert meant[fold(enterprise)] == {school}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("PLC", "可编程控制器"),
        ("S7-1500", "TIA Portal"),
        ("二保焊", "气体保护焊"),
        ("示教再现", "工业机器人编程"),
        ("网线端接", "网络布线"),
        ("点云标注", "数据标注"),
        ("制动片更换", "刹车检修"),
        ("门锁与层门检查", "厅门检修"),
        ("虾饺肠粉制作", "粤式点心制作"),
        ("平缝包缝", "服装缝制工艺"),
        ("水质化验", "水质分析"),
        ("现场量尺", "量房"),
        ("犬猫洗剪吹", "宠物美容"),
        ("HPLC", "液相色谱操作"),
    ],
)
def test_two_words_for_one_skill_meet(meant: dict[str, set[str]], word: str, other: str) -> None:
    assert meant[fold(word)] & meant[fold(other)]


@pytest.mark.parametrize(
    ("word", "neighbour"),
    [
        ("氩弧焊", "二保焊"),
        ("车工", "铣工"),
        ("电梯安装", "电梯维保"),
        ("门机调试", "门机司机"),
        ("Java", "JavaScript"),
        ("卷绕", "化成"),
    ],
)
def test_neighbouring_skills_stay_apart(meant: dict[str, set[str]], word: str, neighbour: str) -> None:
    assert meant[fold(word)]
    assert meant[fold(neighbour)]
    assert not meant[fold(word)] & meant[fold(neighbour)]


def test_words_are_short_and_without_blanks_around(lexicon: Lexicon) -> None:
    assert [
        word
        for rows in lexicon.values()
        for row in rows
        for word, longest in [(row["skill"], LONGEST_SKILL), *((alias, LONGEST_ALIAS) for alias in aliases_of(row))]
        if not word or word != word.strip() or len(word) > longest or ";" in row["skill"]
    ] == []


def test_no_generic_trait_passes_for_a_skill(meant: dict[str, set[str]]) -> None:
    assert sorted(GENERIC_TRAITS & set(meant)) == []
