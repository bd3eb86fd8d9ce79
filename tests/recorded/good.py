"""What people type into the forms, and what programs send: values that are good in the recorded cities."""

import io
from dataclasses import dataclass
from typing import Any

from tests.market import REASON
from tests.recorded.scene import DEMAND, LISTED, OBJECTION, PASSWORD
from tests.recorded.still import YEAR
from tests.webapp.imports.conftest import xlsx
from tests.webapp.posting import COURSES, SKILLS

Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is sent along."""

    name: str
    content: bytes

    def opened(self) -> tuple[io.BytesIO, str]:
        """Return the file as a browser sends it."""
        return io.BytesIO(self.content), self.name


PAPER = Sent("依据.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
LIST = Sent("名单.xlsx", xlsx([{**LISTED, "岗位名称": "电梯保养员"}]))
CHAINS = Sent("chains.csv", b"slug,name,name_en,description\nelevator,\xe7\x94\xb5\xe6\xa2\xaf,Lifts,\n")
DEMAND_TYPED: Typed = {**DEMAND, "required_skills": "\n".join(SKILLS[:3])}
PROGRAM_TYPED: Typed = {
    "major_key": "460206 电梯工程技术", "level": "higher", "entry_level": "senior", "years": "3", "direction": "维保",
    "skills": "\n".join(SKILLS), "courses": "\n".join(COURSES), "industry_codes": "C3435",
}  # fmt: skip
OFFERING: Typed = {
    "term": f"{YEAR}-1", "seats": 45, "modes": ["order_class"], "start_month": f"{YEAR}-03", "months": 12,
    "regions": ["330600"], "contact_name": "联系人", "contact_phone": "13800138000",
}  # fmt: skip
OFFERING_TYPED: Typed = {**OFFERING, "regions": "330600 浙江省绍兴市"}
BATCH: Typed = {
    "kind": "post_internship", "grade": "2", "planned": "4", "starts_on": "2026-06-01", "ends_on": "2026-11-30",
    "nights": "0",
}  # fmt: skip
CHOICE: Typed = {"decision": "accept", "rank": "1"}
RETURN: Typed = {"text": "请核对后再提交。"}
LEAVING: Typed = {"reason": "企业调整了用人计划"}
CODES: dict[str, Typed] = {
    "chains": {"slug": "robots", "name": "机器人", "name_en": "Robots", "description": "工业机器人"},
    "segments": {
        "slug": "elevator.build", "chain": "elevator", "stream": "downstream", "name": "整机制造",
        "name_en": "Building", "industry_codes": "C3435",
    },
    "skills": {"skill": "门机调整", "field": "lifts", "aliases": "门机调试"},
    "families": {
        "slug": "elevator.test", "segment": "elevator.maintain", "name": "检验", "name_en": "Testing",
        "titles": "检验员",
    },
    "limits": {},
    "parks": {"code": "X-0001", "name": "滨海", "parent_code": "330600", "lat": "30.1", "lon": "120"},
}  # fmt: skip
GOOD: dict[str, Typed] = {
    "account.choose_mail": {"language": "zh"},
    "account.change_password": {"current_password": PASSWORD, "new_password": "shaft-and-lift-28"},
    "tokens.make": {"name": "教务系统", "scopes": ["read", "posts"], "days": "90", "current_password": PASSWORD},
    "calendar.set_day": {"day": "2026-05-20", "kind": "holiday", "name": "校庆"},
    "admin_files.bring_submit": {"file": CHAINS},
    "admin_skills.merge_submit": {"old": SKILLS[0], "into": SKILLS[1]},
    "admin_skills.decide": {"word": "高空作业防护", "field": "lifts", "skill": SKILLS[0]},
    "agreements.break_off_submit": {"reason": "企业停产，无法继续履行。"},
    "agreements.agree": {"duty": ["0", "1", "2"]},
    "agreements.add_duty": {"side": "school", "text": "学校每月到企业走访一次"},
    "agreements.drop_duty": {"place": "0"},
    "agreements.attach": {"file": PAPER},
    "agreements.grade": {"grade": "4", "comment": "合作顺利"},
    "agreements.sign_submit": {"signed_on": "2026-03-16", "signed_number": "校企〔2026〕12 号"},
    "agreements.terms_submit": {"modes": ["order_class"], "starts_on": "2026-04-01", "ends_on": f"{YEAR}-03-31"},
    "batches.edit_submit": BATCH,
    "batches.new_submit": BATCH,
    "batches.start_submit": {"started": "3", "started_on": "2026-03-16"},
    "batches.outcome_submit": {"stayed_6_months": "6", "hired": "5"},
    "conflicts.set_hearing": {
        "held_on": "2026-03-20", "held_at": "14:30", "place": "市教育局三楼会议室", "panel": "王芳\n李敏\n赵强",
    },
    "conflicts.minutes": {"minutes": "双方陈述了各自的用人计划，评议组听取了意见并记录在案。"},
    "conflicts.revert": {"reason": "材料有误，重新裁定"},
    "conflicts.revert_all": {"reason": "材料有误，重新裁定"},
    "conflicts.rule": {"seats_0": "15", "seats_1": "30", "way": "ruling", "reason": REASON, "no_interest": "y"},
    "conflicts.state": {"text": "我方已与学校共建实训车间，请予考虑。"},
    "bulk_decline.decline": {"below": "99", "reason": "major_mismatch", "confirmed": "1"},
    "demands.edit_submit": DEMAND_TYPED,
    "demands.new_submit": DEMAND_TYPED,
    "demands.send_back": {**RETURN, "field": "position"},
    "demands.withdraw": LEAVING,
    "imports.choose": {"every": "update"},
    "imports.mend": {"action": "save", "gaps": "draft"},
    "matching.match": {"action": "check"},
    "imports.upload": {"file": LIST},
    "co_hosts.name": {"organisation": "@越东县教育局"},
    "collecting.answer_submit": {"state": "yes"},
    "collecting.invite": {"whom": "all", "message": "欢迎参加"},
    "collecting.judge_late": {"reason": "学校补报，经核实"},
    "auth.join_submit": {"person_name": "林", "phone": "13900139001", "password": "shaft-and-lift-28"},
    "auth.sign_in_submit": {"email": "mei@example.cn", "password": PASSWORD},
    "auth.register_submit": {
        "kind": "enterprise", "credit_code": "91330100MA0000000C", "name": "云川精密机械有限公司", "region": "330600",
        "person_name": "林", "phone": "13900139001", "email": "lin2@example.cn", "password": "shaft-and-lift-28",
    },
    "auth.ask_reset_submit": {"email": "mei@example.cn"},
    "auth.reset_submit": {"new_password": "shaft-and-lift-28"},
    "objections.new_submit": OBJECTION,
    "objections.reply": {"verdict": "dismissed", "reply": "经核实，该企业当年有对应岗位的用人计划，异议不成立。"},
    "offerings.edit_submit": OFFERING_TYPED,
    "offerings.new_submit": OFFERING_TYPED,
    "offerings.send_back": {**RETURN, "field": "seats"},
    "offerings.withdraw": LEAVING,
    "organisations.edit_submit": {"website": "https://example.cn", "address": "绍兴市越城区", "region": "330600"},
    "organisations.invite": {"email": "wen@example.cn"},
    "organisations.reject": {"reason": "信用代码与名称不符"},
    "publication.withdraw": {"text": "企业停产，请求退出本次配对。"},
    "programs.edit_submit": PROGRAM_TYPED,
    "programs.new_submit": {**PROGRAM_TYPED, "direction": "调试"},
    "rounds.new_submit": {"title": "夏季校企匹配"},
    "rounds.edit_submit": {"title": "春季校企匹配（调整）", "adjudicate_until": "2026-06-01"},
    "pair_rules.make": {"demand": "D-1", "offering": "P-2", "kind": "pin", "seats": "5", "reason": "共建产业学院"},
    "publication.draft": {
        "title": "关于春季校企匹配结果的公示", "text": "经双向选择和统筹协调，现将本轮配对结果予以公示。",
        "contact": "市教育局职教科 0575-85000000", "notice_days": "5",
    },
    "runs.start_trial": {"title": "试算"},
    "suggestions.choose": CHOICE,
    "suggestions.choose_for": {**CHOICE, "evidence": "企业 3 月 16 日来电，赵敏确认接受。"},
}  # fmt: skip
BODIES: dict[str, Typed] = {
    "api.create_demand": DEMAND,
    "api.change_demand": {"headcount": 14},
    "api.submit_demand": {},
    "api.withdraw_demand": LEAVING,
    "api.create_program": {
        "major_key": "moe2021:460206", "level": "higher", "entry_level": "senior", "years": 3, "direction": "维保",
        "skills": SKILLS, "courses": COURSES, "industry_codes": ["C3435"],
    },
    "api.change_program": {"years": 4},
    "api.create_offering": OFFERING,
    "api.change_offering": {"seats": 41},
    "api.withdraw_offering": LEAVING,
    "api.start_run": {},
    "api.choose": {"decision": "accept", "rank": 1},
}  # fmt: skip
QUERIES: dict[tuple[str, str], str] = {
    ("admin.entry_submit", "chains"): "key=elevator",
    ("admin.entry_submit", "segments"): "key=elevator.maintain",
    ("admin.entry_submit", "skills"): f"key={SKILLS[0]}",
    ("admin.entry_submit", "limits"): "key=intern_hours_per_day",
    ("admin.entry_submit", "families"): "key=elevator.fit",
    ("admin_skills.merge_submit", ""): f"key={SKILLS[0]}",
    ("admin.remove", "chains"): "key=elevator",
    ("admin.remove", "segments"): "key=elevator.maintain",
    ("admin.remove", "skills"): f"key={SKILLS[5]}",
    ("admin.remove", "families"): "key=elevator.fit",
}


def good(endpoint: str, table: str = "") -> Typed | None:
    """Return what is typed into a route's form; None where nothing is."""
    if endpoint in ("admin.new_submit", "admin.entry_submit"):
        typed = dict(CODES.get(table, {}))
        if endpoint == "admin.entry_submit":
            for name in ("slug", "skill", "code"):
                typed.pop(name, None)
            typed = {name: value for name, value in typed.items() if name in ("name_en", "aliases")}
        return typed
    return GOOD.get(endpoint)
