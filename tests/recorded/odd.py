"""What people and programs send that is readable and yet refused, or leads elsewhere: on top of the good values."""

from typing import Any

from tests.recorded.good import PAPER, Sent, Typed
from tests.recorded.still import YEAR

WEAK = "12345678"
DECLINE: Typed = {"decision": "decline", "rank": ""}
ODD: dict[str, dict[str, Typed]] = {
    "account.change_password": {
        "wrong password": {"current_password": "no-such-word-1"},
        "weak password": {"new_password": WEAK},
    },
    "tokens.make": {"wrong password": {"current_password": "no-such-word-1"}, "no scopes": {"scopes": []}},
    "auth.sign_in_submit": {
        "wrong password": {"password": "no-such-word-1"},
        "unknown account": {"email": "no@example.cn"},
        "with a place to go": {"next": "/demands/mine"},
        "with a foreign place to go": {"next": "https://example.com/"},
    },
    "auth.register_submit": {
        "weak password": {"password": WEAK},
        "false code": {"credit_code": "91330100MA0000000X"},
        "known mail address": {"email": "mei@example.cn"},
        "known name": {"name": "芯桥电梯有限公司"},
        "unknown region": {"region": "999999"},
    },
    "auth.join_submit": {"weak password": {"password": WEAK}},
    "auth.reset_submit": {"weak password": {"new_password": WEAK}},
    "auth.ask_reset_submit": {"unknown account": {"email": "no@example.cn"}, "no address": {"email": "mei"}},
    "organisations.invite": {"known mail address": {"email": "ines@example.cn"}, "no address": {"email": "wen"}},
    "organisations.edit_submit": {"unknown region": {"region": "999999"}, "no address": {"website": "nowhere"}},
    "calendar.set_day": {
        "free already": {"day": "2026-05-23"},
        "no such day": {"day": "2026-13-01"},
        "worked": {"day": "2026-05-23", "kind": "workday"},
    },
    "admin.new_submit": {"known": {"slug": "elevator", "skill": "安全用电"}, "no code": {"slug": "电梯 !"}},
    "admin_files.bring_submit": {
        "no table": {"file": Sent("chains.csv", b"a,b\n1,2\n")},
        "not text": {"file": Sent("chains.csv", b"\xff\xfe\x00")},
    },
    "admin_skills.merge_submit": {"unknown skill": {"into": "没有的技能"}, "into itself": {"into": "电梯曳引系统检修"}},
    "imports.upload": {
        "no list": {"file": Sent("名单.xlsx", b"no workbook")},
        "of another kind": {"file": Sent("名单.doc", b"no workbook")},
    },
    "demands.new_submit": {
        "unknown codes": {"industry_code": "X9999", "region": "999999"},
        "segment of no chain": {"chain_slug": "robots"},
        "pay the wrong way round": {"pay_min": "9000", "pay_max": "4000"},
        "dates gone by": {"start_month": "2020-01", "valid_until": "2026-01-01"},
        "to be explained": {"headcount": "300", "current_staff": "3"},
        "explained": {
            "headcount": "300",
            "current_staff": "3",
            "note_share_of_post": "新建产线投产",
            "note_few_mentors": "另聘师傅",
        },
        "no phone": {"contact_phone": "abc"},
        "two skills": {"required_skills": "电梯应急处置\n安全用电"},
        "apprenticeship without months": {"modes": ["modern_apprenticeship"], "months": ""},
    },
    "offerings.new_submit": {
        "batches above seats": {"batch_min": "60", "batch_max": "80"},
        "batches the wrong way round": {"batch_min": "30", "batch_max": "20"},
        "short apprenticeship": {"modes": ["new_apprenticeship"], "months": "3"},
        "unknown regions": {"regions": "999999 没有"},
        "no term": {"term": "", "round_id": ""},
    },
    "programs.new_submit": {
        "unknown major": {"major_key": "999999 没有的专业"},
        "known already": {"direction": "", "major_key": "460206 电梯工程技术"},
        "unknown industry": {"industry_codes": "X9999"},
        "four skills": {"skills": "电梯应急处置\n安全用电\n钳工基本操作\n焊接"},
    },
    "rounds.new_submit": {
        "dates out of order": {"choose_from": "2026-03-01"},
        "weights not 100": {"weight_skills": "50"},
        "settled too early": {"adjudicate_until": "2026-03-17"},
        "no such term": {"term": "2027-3"},
    },
    "rounds.edit_submit": {"weights not 100": {"weight_skills": "50"}, "no end": {"adjudicate_until": ""}},
    "pair_rules.make": {
        "unknown numbers": {"demand": "D-0", "offering": "P-0"},
        "known already": {"demand": "D-3", "offering": "P-1"},
        "too many seats": {"seats": "900"},
        "pinned without seats": {"seats": ""},
        "banned": {"kind": "ban"},
    },
    "collecting.answer_submit": {
        "no, without a reason": {"state": "no"},
        "no": {"state": "no", "reason": "time"},
        "no, for another reason": {"state": "no", "reason": "other"},
        "maybe": {"state": "maybe"},
    },
    "collecting.judge_late": {"dismissed": {"deed": "dismiss"}, "unknown": {"post": "x"}},
    "runs.start_trial": {"weights not 100": {"weight_skills": "50"}},
    "suggestions.choose": {
        "declined without a reason": DECLINE,
        "declined": {**DECLINE, "reason": "pay"},
        "declined for another reason": {**DECLINE, "reason": "other"},
        "in part, without a number": {"decision": "accept_partial", "headcount": ""},
        "in part": {"decision": "accept_partial", "headcount": "5"},
        "too many": {"decision": "accept_partial", "headcount": "999"},
        "put off": {"decision": "defer", "rank": ""},
    },
    "suggestions.choose_for": {
        "without evidence": {"evidence": ""},
        "declined": {**DECLINE, "reason": "pay"},
        "in part, too many": {"decision": "accept_partial", "headcount": "999"},
    },
    "bulk_decline.decline": {"none left": {"below": "1"}, "not asked before": {"confirmed": ""}},
    "conflicts.rule": {
        "more than there are": {"seats_0": "20", "seats_1": "30"},
        "seats against the way": {"way": "adopt", "seats_0": "1", "seats_1": "2"},
        "cancelled": {"way": "cancel", "seats_0": "0", "seats_1": "0"},
        "by a hearing that was not": {"way": "hearing"},
    },
    "conflicts.set_hearing": {
        "two judges": {"panel": "王芳\n李敏"},
        "no such hour": {"held_at": "25:00"},
        "gone by": {"held_on": "2026-03-01"},
    },
    "conflicts.state": {"of no kind": {"file": Sent("依据.exe", b"MZ")}},
    "publication.draft": {"no days": {"notice_days": "0"}},
    "objections.new_submit": {"unreachable": {"contact": "不详不详"}, "no such pair": {"allocation_id": "x"}},
    "objections.reply": {"upheld without a pair": {"verdict": "upheld", "allocation_id": ""}},
    "agreements.terms_submit": {
        "the wrong way round": {"starts_on": "2026-05-01", "ends_on": "2026-04-01"},
        "very long": {"ends_on": f"{YEAR + 9}-03-31"},
    },
    "agreements.sign_submit": {"tomorrow": {"signed_on": "2026-03-17"}, "with the text": {"file": PAPER}},
    "agreements.attach": {"of no kind": {"file": Sent("依据.exe", b"MZ")}},
    "batches.new_submit": {
        "the wrong way round": {"starts_on": "2026-09-01", "ends_on": "2026-08-01"},
        "insured under no number": {"insured": "y", "insurance_number": ""},
        "too many": {"planned": "900"},
        "long days": {"hours": "12", "nights": "3"},
        "hazardous": {"hazardous": "y"},
        "without a year": {"grade": ""},
    },
    "batches.start_submit": {"too many": {"started": "900"}, "tomorrow": {"started_on": "2026-03-17"}},
    "batches.outcome_submit": {"more than began": {"stayed_6_months": "9", "hired": "9"}},
}
ODD_BODIES: dict[str, dict[str, Any]] = {
    "api.create_demand": {
        "unknown codes": {"industry_code": "X9999", "region": "999999"},
        "pay the wrong way round": {"pay_min": 9000, "pay_max": 4000},
        "not a list": {"modes": "order_class"},
    },
    "api.change_demand": {"to be explained": {"headcount": 300, "current_staff": 3}, "explained": {"explanations": {}}},
    "api.create_program": {
        "unknown major": {"major_key": "moe2021:999999"},
        "unknown industry": {"industry_codes": ["X"]},
    },
    "api.create_offering": {"batches the wrong way round": {"batch_min": 30, "batch_max": 20}},
    "api.choose": {
        "declined without a reason": {"decision": "decline", "rank": None},
        "in part, without a number": {"decision": "accept_partial"},
        "too many": {"decision": "accept_partial", "headcount": 999},
        "no such answer": {"decision": "perhaps"},
    },
}  # fmt: skip
