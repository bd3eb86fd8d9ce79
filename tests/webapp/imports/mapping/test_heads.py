"""Where a head stands, what its columns are called, and which sheets have none."""

import pytest

from tests.webapp.imports.mapping.conftest import (
    COORDINATOR,
    ENTERPRISE,
    JOBS,
    OFFERINGS,
    ORGANISATIONS,
    PROGRAMS,
    columns,
    grid,
    read,
    reading,
    targets,
)
from webapp.services.imports.columns import Layout
from webapp.services.imports.mapping.shapes import Known, Sureness

FIRM = "示例电梯有限公司"


def test_a_head_below_titles_and_lines_that_say_something_is_found() -> None:
    sheet = grid(
        [
            ["附件1"],
            ["2027年用工需求表"],
            ["填报单位（盖章）：示例电梯有限公司", "", "", "填报日期：2026年11月20日"],
            [],
            ["企业名称", *JOBS],
            [FIRM, "焊工", 3, "高职"],
        ]
    )
    found = reading(sheet)
    assert found.sheets[0].head == (5, 5)
    assert found.sheets[0].data_rows == [6]
    assert found.year == 2027


def test_a_head_of_two_rows_is_joined_without_merged_cells_too() -> None:
    sheet = grid(
        [
            ["序号", "企业基本情况", "", "用工计划", "", "联系人", ""],
            ["", "名称", "所属行业", "名称", "拟招（人）", "姓名", "电话"],
            [1, FIRM, "电梯制造", "焊工", 3, "张三", "13800000000"],
        ]
    )
    found = reading(sheet).sheets[0]
    assert found.head == (1, 2)
    proposed = [column.target for column in found.columns]
    assert proposed[1:3] == ["enterprise_name", "industry_code"]
    assert proposed[4:] == ["headcount", "contact_name", "contact_phone"]


def test_words_of_a_group_decide_what_a_short_head_means() -> None:
    sheet = grid(
        [
            ["企业信息", "", "岗位需求信息", "", "", "月薪（元）", ""],
            ["名称", "统一社会信用代码", "名称", "数量", "要求", "最低", "最高"],
            [FIRM, "91330503MA2X00001N", "焊工", 3, "持证", 5000, 8000],
        ],
        merged=[(1, 1, 2, 1), (3, 1, 5, 1), (6, 1, 7, 1)],
    )
    assert [column.target for column in reading(sheet).sheets[0].columns] == [
        "enterprise_name",
        "enterprise_code",
        "position",
        "headcount",
        "required_skills",
        "pay_min",
        "pay_max",
    ]


def test_three_rows_of_a_head_are_read() -> None:
    sheet = grid(
        [
            ["企业名称", "招聘需求", "", "", "备注"],
            ["", "岗位", "人数", "", ""],
            ["", "", "男", "合计", ""],
            [FIRM, "焊工", 2, 5, ""],
        ],
        merged=[(1, 1, 1, 3), (2, 1, 4, 1), (2, 2, 2, 3), (3, 2, 4, 2), (5, 1, 5, 3)],
    )
    found = reading(sheet).sheets[0]
    assert found.head == (1, 3)
    assert [column.target for column in found.columns] == ["enterprise_name", "position", "", "headcount", "note"]


def test_a_head_after_the_thirtieth_row_is_none() -> None:
    above = [[f"第{number}条说明文字"] for number in range(1, 31)]
    found = reading(grid([*above, ["企业名称", *JOBS], [FIRM, "焊工", 3, "高职"]])).sheets[0]
    assert (found.head, found.read, found.why) == (None, False, "no_head")


def test_a_person_may_say_where_the_head_stands() -> None:
    above = [[f"第{number}条说明文字"] for number in range(1, 31)]
    sheet = grid([*above, ["企业名称", *JOBS], [FIRM, "焊工", 3, "高职"]])
    found = reading(sheet, heads={0: (31, 31)}).sheets[0]
    assert (found.head, found.read, found.data_rows) == ((31, 31), True, [32])
    assert [column.target for column in found.columns] == ["enterprise_name", "position", "headcount", "level"]


@pytest.mark.parametrize(
    ("layout", "heads", "row", "expected"),
    [
        (COORDINATOR, ["用人单位", "招聘岗位", "拟招人数", "文化程度"], [FIRM, "焊工", 3, "大专"], None),
        (COORDINATOR, ["1、企业名称", "2、职位", "3.招聘人数", "4.最低学历"], [FIRM, "焊工", 3, "大专"], None),
        (COORDINATOR, ["*单 位 名 称", "工\n种", "需求\n数量（名）", "学历（要求）"], [FIRM, "焊工", 3, "大专"], None),
        (COORDINATOR, ["Company", "Job title", "No. of vacancies", "Education"], [FIRM, "Welder", 3, "大专"], None),
        (COORDINATOR, ["企业名称（全称）", "岗位/工种", "缺工数", "学历条件"], [FIRM, "焊工", 3, "大专"], None),
        (COORDINATOR, ["贵公司名称", "急需岗位名称", "计划招聘人数", "学历层次要求"], [FIRM, "焊工", 3, "大专"], None),
        (
            ENTERPRISE,
            ["岗位", "人数", "几时要人", "会什么", "给多少钱", "在哪上班"],
            ["焊工", 3, "3月", "氩弧焊", "5000-6000", "南浔区"],
            ["position", "headcount", "start_month", "required_skills", "pay", "region"],
        ),
        (
            ENTERPRISE,
            ["职位", "名额", "薪资下限", "薪资上限", "工作地址", "截止日期", "是否包食宿", "合作模式"],
            ["焊工", 3, 5000, 6000, "南浔区练市镇", "2027-06-30", "是", "订单班"],
            ["position", "headcount", "pay_min", "pay_max", "region", "valid_until", "lodging", "modes"],
        ),
        (
            ENTERPRISE,
            ["岗位", "人数", "工作地点", "工作地址", "联系人/联系电话", "专业", "工作时间"],
            ["焊工", 3, "南浔区", "示例路 1 号", "张三 13800000000", "焊接", "两班倒"],
            ["position", "headcount", "region", "address", "contact", "note", "note"],
        ),
        (
            ORGANISATIONS,
            ["统一社会信用代码", "单位详细名称", "行政区划代码", "行业代码", "从业人员期末人数", "营业收入（千元）"],
            ["91330503MA2X00001N", FIRM, 330503, 3435, 120, 9999],
            ["credit_code", "name", "region", "industry_code", "employees", ""],
        ),
        (
            ORGANISATIONS,
            ["序号", "院校名称", "学校标识码", "主管部门", "所在地", "学校类别", "官网", "电子邮箱"],
            [1, "云川职业技术学院", "4133014999", "省教育厅", "湖州市", "高职", "https://a.cn", "a@a.cn"],
            ["", "name", "", "", "region", "school_type", "website", "invite"],
        ),
        (
            PROGRAMS,
            ["所属专业群", "专业代码", "专业名称", "学历层次", "修业年限", "生源类型", "核心课程", "职业技能等级证书"],
            ["智能制造", "460206", "电梯工程技术", "高职", "三年", "高中", "电梯结构", "维修工"],
            ["", "major_key", "major_key", "level", "years", "entry_level", "courses", "certificates"],
        ),
        (
            OFFERINGS,
            ["专业", "培养层次", "毕业生人数", "意向地区", "可到岗时间", "实习时长（月）", "联系老师", "手机"],
            ["护理", "高职", 40, "湖州市", "2027年3月", 6, "王老师", "13800000000"],
            ["major_key", "level", "seats", "regions", "start_month", "months", "contact_name", "contact_phone"],
        ),
    ],
)
def test_columns_are_known_by_the_names_that_people_use(
    layout: Layout, heads: list[str], row: list[object], expected: list[str] | None
) -> None:
    assert targets(heads, row, layout) == (expected or ["enterprise_name", "position", "headcount", "level"])


def test_units_are_taken_off_and_kept() -> None:
    found = columns(grid([["岗位", "人数（人）", "月工资/元", "学徒期(年)"], ["焊工", 3, 5000, 1]]))
    assert [column.unit for column in found.values()] == ["", "人", "元", "年"]
    assert [column.target for column in found.values()] == ["position", "headcount", "pay", "months"]


def test_the_better_name_has_the_field_and_the_other_column_is_named() -> None:
    found = columns(grid([["工种", "岗位名称", "人数"], ["电工", "维修电工", 3]]))
    assert found["岗位名称"].target == "position"
    assert (found["工种"].target, found["工种"].reason, found["工种"].facts["by"]) == ("", "taken", "B")


def test_duties_beside_skills_go_into_the_remark() -> None:
    found = columns(grid([["岗位", "人数", "技能要求", "岗位职责"], ["焊工", 3, "氩弧焊", "焊接桁架"]]))
    assert (found["技能要求"].target, found["岗位职责"].target) == ("required_skills", "note")
    assert found["岗位职责"].sureness is Sureness.ASK


def test_columns_without_a_telling_head_are_known_by_their_cells() -> None:
    rows = [
        ["岗位", "人数", "甲", "乙", "丙", "丁", "戊"],
        ["焊工", 3, FIRM, "91330503MA2X00001N", "0572-3900001", "南浔区", "大专"],
        ["车工", 5, "示例精工轴承有限公司", "91330522MA2X00003D", "13800000041", "长兴县", "中专"],
    ]
    found = columns(grid(rows), known=Known(region=lambda text: text in ("南浔区", "长兴县")))
    expected = {"甲": "enterprise_name", "乙": "enterprise_code", "丙": "contact_phone", "丁": "region", "戊": "level"}
    assert {head: found[head].target for head in expected} == expected
    assert found["乙"].facts == {"what": "credit_code", "count": 2, "of": 2}
    assert {found[head].reason for head in expected} == {"contents"}


def test_names_that_are_registered_make_sure_of_the_enterprise() -> None:
    rows = [["岗位", "人数", "来源"], ["焊工", 3, "甲厂"], ["车工", 5, "乙厂"]]
    found = columns(grid(rows), known=Known(organisation=lambda text: text in ("甲厂", "乙厂")))
    assert (found["来源"].target, found["来源"].sureness) == ("enterprise_name", Sureness.SURE)


def test_a_name_and_a_number_in_one_column_are_told_by_the_cells() -> None:
    rows = [["岗位", "人数", "联系方式"], ["焊工", 3, "张三 13800000000"], ["车工", 5, "李四 13800000001"]]
    found = columns(grid(rows))["联系方式"]
    assert (found.target, found.sureness, found.reason) == ("contact", Sureness.ASK, "parted")


def test_numbers_of_people_are_not_taken_for_numbers_of_rows() -> None:
    rows = [["编号", "岗位", "人数"], [1, "焊工", 1], [2, "车工", 2], [3, "钳工", 3]]
    found = columns(grid(rows))
    assert (found["编号"].reason, found["人数"].target) == ("serial", "headcount")


def test_mail_addresses_are_never_invited_unasked() -> None:
    found = columns(grid([["企业名称", "邮箱"], [FIRM, "a@a.cn"]]), layout=ORGANISATIONS)
    assert (found["邮箱"].target, found["邮箱"].sureness) == ("invite", Sureness.ASK)


def test_codes_for_levels_and_years_are_asked() -> None:
    rows = [["专业名称", "专业号", "专业层次码", "学制码"], ["电梯工程技术", "460206", "3", "3"]]
    found = columns(grid(rows), layout=PROGRAMS)
    assert (found["专业层次码"].target, found["专业层次码"].sureness) == ("level", Sureness.ASK)
    assert (found["学制码"].target, found["学制码"].sureness) == ("years", Sureness.ASK)


def test_every_sheet_with_the_head_is_read_and_the_others_say_why_not() -> None:
    list_ = [["企业名称", *JOBS], [FIRM, "焊工", 3, "高职"]]
    found = reading(
        grid(list_, "南浔区"),
        grid(list_, "吴兴区"),
        grid([["镇", "企业数", "需求人数"], ["练市镇", 3, 50], ["合计", 3, 50]], "分镇统计"),
        grid([["企业名称", "需求人数"], [FIRM, 3]], "企业汇总"),
        grid([["大专"], ["中专"], ["本科"]], "选项", is_hidden=True),
        grid(list_, "旧", is_hidden=True),
        grid([["填写说明"], ["一、请按格式填写"]], "填写说明"),
        grid([], "空"),
        grid([["会议记录"], ["张三说了一些话"]], "其他"),
    )
    assert [(sheet.read, sheet.why) for sheet in found.sheets] == [
        (True, ""),
        (True, ""),
        (False, "statistics"),
        (False, "statistics"),
        (False, "options"),
        (False, "hidden"),
        (False, "instructions"),
        (False, "empty"),
        (False, "no_head"),
    ]
    assert [sheet.same_as for sheet in found.sheets[:3]] == [None, 0, None]
    assert [sheet.row_count for sheet in found.sheets[:5]] == [1, 1, 3, 1, 3]


def test_lists_of_choices_side_by_side_are_no_list_of_majors() -> None:
    codes = [["专业", "培养层次", "面向行业"], *([f"{number:04}", "", f"A{number:03}"] for number in range(60))]
    codes[1][1], codes[2][1] = "中职", "高职"
    for row in codes[21:]:
        row[0] = ""
    found = reading(grid(codes, "参考"), layout=PROGRAMS).sheets[0]
    assert (found.read, found.why) == (False, "options")


def test_what_stands_above_the_table_is_offered_and_not_taken() -> None:
    sheet = grid(
        [
            ["岗位需求表"],
            ["填报单位（盖章）：示例电梯有限公司　联系人：张三", "", "联系电话：0572-3900001"],
            ["行业代码", "3435"],
            ["岗位", "人数", "学历"],
            ["焊工", 3, "高职"],
        ]
    )
    found = reading(sheet)
    assert {offer.field: offer.text for offer in found.offers} == {
        "enterprise_name": "示例电梯有限公司",
        "contact_name": "张三",
        "contact_phone": "0572-3900001",
        "industry_code": "3435",
    }
    assert found.mapping()["constants"] == {}
    assert read(sheet)[0].cells == {"position": "焊工", "headcount": "3", "level": "高职"}


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2027年春季用工需求表", 2027),
        ("2027届毕业生招聘岗位表", None),
        ("2026-2027学年需求表", None),
        ("2026年度台账", None),
        ("截至2026年11月", None),
        ("需求表（2026年11月20日）", None),
        ("2026年汇总，2027年预计", None),
    ],
)
def test_a_year_is_offered_where_a_title_says_one(title: str, year: int | None) -> None:
    assert reading(grid([[title], JOBS, ["焊工", 3, "高职"]])).year == year


def test_names_that_all_end_alike_say_which_kind_of_organisation_they_are() -> None:
    schools = grid([["名称", "地区"], ["云川职业技术学院", "湖州市"], ["示例职教中心", "长兴县"]])
    firms = grid([["名称", "地区"], [FIRM, "湖州市"], ["示例竹木家具厂", "长兴县"]])
    mixed = grid([["名称", "地区"], [FIRM, "湖州市"], ["云川职业技术学院", "长兴县"]])
    offers = [reading(sheet, layout=ORGANISATIONS).offers for sheet in (schools, firms, mixed)]
    assert [[(offer.field, offer.text) for offer in made] for made in offers] == [
        [("kind", "学校")],
        [("kind", "企业")],
        [],
    ]
