"""How near two skills are, as people write them: word by word, by what they name, in either script, in English."""

import pytest

from matching import Demand, MatchingPolicy, Offering, Snapshot, Taxonomies, explain

NEAR, FULL = 0.45, 0.9


def degree(tables: Taxonomies, wanted: str, *offered: str) -> float:
    posts = Snapshot((Demand("D", required_skills=(wanted,)),), (Offering("O", skills=offered),))
    told = explain(posts, tables, MatchingPolicy(), "D", "O").skills
    return max((skill.degree for skill in told), default=0.0)


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("Revit/Tekla", "Tekla"),
        ("Vue、React", "React"),
        ("MySQL（Oracle）", "Oracle"),
        ("Kotlin Swift", "Swift"),
        ("HTML/CSS/JavaScript", "CSS"),
        ("C#/VB开发", "C#开发"),
        ("Adobe Illustrator", "Illustrator"),
        ("AutoCAD 2018", "AutoCAD"),
        ("SolidWorks2021", "SolidWorks"),
        ("Office 2016", "Office"),
        ("HTML5", "HTML"),
    ],
)
def test_latin_words_are_known_one_by_one(national_tables: Taxonomies, wanted: str, offered: str) -> None:
    assert degree(national_tables, wanted, offered) >= NEAR
    assert degree(national_tables, offered, wanted) >= NEAR


@pytest.mark.parametrize(
    ("one", "other"), [("SolidWorks", "Solid Works"), ("FooBar", "Foo Bar"), ("Auto-CAD", "AutoCAD")]
)
def test_one_name_in_one_word_or_two_is_the_same(national_tables: Taxonomies, one: str, other: str) -> None:
    assert degree(national_tables, one, other) == 1


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("PHP程序设计", "Python程序设计"),
        ("C程序设计", "C#程序设计"),
        ("R语言编程", "C语言编程"),
        ("锅炉维护", "网站维护"),
        ("仓库管理", "客房管理"),
        ("叉车操作", "收银机操作"),
        ("Rust开发", "Erlang开发"),
        ("电梯维护与管理", "草坪维护与管理"),
    ],
)
def test_skills_that_share_general_words_alone_are_not_near(
    national_tables: Taxonomies, wanted: str, offered: str
) -> None:
    assert degree(national_tables, wanted, offered) < NEAR


@pytest.mark.parametrize(
    ("wanted", "offered"), [("电梯维护", "电梯保养"), ("程序设计", "Java程序设计"), ("数控车床操作", "车床操作")]
)
def test_skills_that_name_the_same_thing_stay_near(national_tables: Taxonomies, wanted: str, offered: str) -> None:
    assert degree(national_tables, wanted, offered) >= 0.4


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("模具設計", "模具设计"),
        ("程式設計", "程序设计"),
        ("BIM建模", "建筑信息模型建模"),
        ("3D建模", "三维建模"),
        ("AI训练", "人工智能训练"),
        ("industrial robot operation", "工业机器人操作"),
        ("CNC turning", "数控车削加工"),
        ("Injection Moulding Operation", "注塑成型操作"),
        ("midwifery", "助产技术"),
    ],
)
def test_other_scripts_abbreviations_and_english_names_mean_the_same(
    national_tables: Taxonomies, wanted: str, offered: str
) -> None:
    assert degree(national_tables, wanted, offered) >= 0.95


def test_what_is_not_needed_and_signs_take_no_part(national_tables: Taxonomies) -> None:
    offering = Offering("O", skills=("焊接检验", "PLC编程"))
    plain = Demand("D", required_skills=("焊接检验",))
    more = Demand("D", required_skills=("焊接检验", "无需PLC编程", "😀", "熟悉焊接检验"))
    told = [
        explain(Snapshot((demand,), (offering,)), national_tables, MatchingPolicy(), "D", "O")
        for demand in (plain, more)
    ]

    assert told[0].score == told[1].score
    assert [skill.degree for skill in told[1].skills] == [1]


def test_every_english_name_leads_to_its_skill(national_tables: Taxonomies) -> None:
    lexicon = national_tables.lexicon
    named = [(row.skill, name) for row in lexicon.skills for name in row.english]

    assert len(named) == 1500
    assert [
        name for skill, name in named if skill not in {lexicon.skills[at].skill for at in lexicon.meaning(name)}
    ] == []
