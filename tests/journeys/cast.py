"""The cast of the journeys and what they type: an elevator maker, a school of its trade, a coordinating body."""

from datetime import timedelta

from webapp import clock
from webapp.models.accounts.credit_code import check_character

PASSWORD = "korrekt pferd batterie klammer"
TODAY = clock.today()
YEAR = TODAY.year + 1


def credit_code(body: str) -> str:
    """Return a credit code with its check character."""
    return body + check_character(body)


MEI = {
    "kind": "enterprise",
    "credit_code": credit_code("91330503MA2B0001X"),
    "name": "芯桥电梯有限公司",
    "region": "330503",
    "person_name": "Mei",
    "phone": "",
    "email": "mei@example.cn",
    "password": PASSWORD,
}
INES = {
    "kind": "school",
    "credit_code": credit_code("12330500MA2B0002Y"),
    "name": "云川职业技术学院",
    "region": "330502",
    "school_type": "higher_vocational",
    "person_name": "Ines",
    "phone": "",
    "email": "ines@example.cn",
    "password": PASSWORD,
}
TOMAS = {**INES, "credit_code": credit_code("12330500MA2B0003Q"), "name": "越东技工学校", "person_name": "Tomas",
         "email": "tomas@example.cn"}  # fmt: skip
PROGRAM = {
    "major_key": "460206",
    "level": "higher",
    "entry_level": "senior",
    "years": "3",
    "skills": "电梯安装与调试\n电梯维护保养\n电梯应急处置\n电气原理图识读\nPLC 编程与调试\n钳工基本操作",
    "courses": "电梯结构与原理\n电梯安装与调试\n电梯维修与保养",
    "industry_codes": "C3435",
}
OFFERING = {
    "seats": "40",
    "batch_min": "10",
    "batch_max": "40",
    "modes": ["order_class", "modern_apprenticeship"],
    "start_month": f"{YEAR}-03",
    "months": "12",
    "teachers": "2",
    "contact_name": "校企合作办公室",
    "contact_phone": "0572-2345678",
    "visibility": "public",
}
DEMAND = {
    "chain_slug": "elevator",
    "segment_slug": "elevator.maintain",
    "industry_code": "C3435",
    "position": "电梯保养工",
    "level": "secondary",
    "headcount": "16",
    "current_staff": "120",
    "required_skills": "困人救援\n控制柜排查\n门锁与层门检查\n钢丝绳维护",
    "modes": ["order_class"],
    "start_month": f"{YEAR}-03",
    "months": "12",
    "mentors": "4",
    "region": "330503",
    "pay_min": "4200",
    "pay_max": "5600",
    "contact_name": "人事部",
    "contact_phone": "0572-3456789",
    "visibility": "public",
    "valid_until": str(TODAY + timedelta(days=180)),
}
ROUND = {"title": "春季校企匹配", "term": f"{YEAR}-1"}
