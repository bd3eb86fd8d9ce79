"""Demands, programmes and offerings in words: refusals, hints, what has to be explained, and what is on record."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.services.kernel.errors import Remark
from webapp.web.kernel.refusals import Words, wording

WORDS = Words(
    sentences={
        "no_organisation": _l("您还没有所属单位，请先完成单位注册"),
        "major_unknown": _l("目录里没有这个专业：请从列表中选择，或填 6 位（教育部目录）或 4 位（技工院校目录）代码"),
        "major_ambiguous": _l("同名专业不止一个，请填代码：%(codes)s"),
        "level_off_catalogue": _l("%(major)s 属于%(schooling)s目录，与所选层次不符；请换专业或换层次"),
        "program_exists": _l("本校已有同专业、同层次、同起点、同方向的条目，请直接修改那一条"),
        "industries_unknown": _l("没有找到这些行业：%(entries)s；请填 GB/T 4754 代码或全称"),
        "code_contradicts": _l("“%(entries)s”里的代码和名称不是同一条：%(options)s；请只留正确的一条"),
        "region_ambiguous": _l("“%(entries)s”不止一处：%(options)s；请写明是哪一处"),
        "industries_wide": _l("门类太宽，请选到大类或更细：%(entries)s"),
        "program_closed": _l("这个专业已停止发布；恢复发布后才能修改或开放培养能力"),
        "program_open": _l("这个专业正在发布，不需要恢复"),
        "program_skills_new": _l(
            "技能库里还没有：%(skills)s。可以照常保存，匹配时按字面比较；换成库里的说法更容易对上"
        ),
        "program_incomplete": _l("专业信息还不完整，请先补全专业页上列出的各项，再提交培养能力"),
        "offering_incomplete": _l("还有必填项没有填写，请打开修改页补全后再提交"),
        "offering_round_frozen": _l(
            "“%(round)s”的征集已结束，其中的培养能力不能再修改或提交；确需退出的，可写明原因撤回"
        ),
        "offering_already_submitted": _l("这条培养能力已经提交过"),
        "offering_already_withdrawn": _l("这条培养能力已经撤回"),
        "offering_not_submitted": _l("只有已提交的培养能力可以退回"),
        "submitted_needs_check": _l("已提交的内容须检查通过后才能保存，请用“检查并提交”"),
        "round_not_collecting": _l("这个轮次不在征集期，请选择其他轮次，或选“不限轮次”"),
        "start_in_past": _l("开始年月应晚于本月"),
        "start_too_far": _l("开始年月不能超过三年之后"),
        "term_or_round": _l("请选择轮次或学期"),
        "batch_above_seats": _l("班额下限不能超过可参与人数"),
        "months_new_apprenticeship": _l("企业新型学徒制不少于 12 个月"),
        "regions_unknown": _l("没有找到这些地区，或同名地区不止一个：%(entries)s；请填 6 位代码或带省市的全称"),
        "teachers_few": _l("可派教师 %(teachers)s 人带 %(seats)s 名学生偏少，企业会问如何管理"),
        "no_round": _l("没有选择轮次：这条培养能力长期有效，每一轮测算都会用到它"),
        "regions_open": _l("没有填可去区域：测算时按学校所在地计算"),
        "term_twice": _l("这个专业在 %(term)s 学期已有一条提交的培养能力，请确认不是重复填报"),
        "chain_unknown": _l("请从列表中选择产业链"),
        "segment_unknown": _l("请从列表中选择环节"),
        "segment_of_other_chain": _l("这个环节不属于所选的产业链，请重新选择环节"),
        "family_unknown": _l("这个岗位族不属于所选的环节，请重新选择，或留空"),
        "industry_unknown": _l("没有找到这个行业，请从列表中选择，或填 GB/T 4754 代码"),
        "industry_not_leaf": _l("请选到小类，例如 C3435；可输入名称、代码或拼音首字母查找"),
        "valid_in_past": _l("有效期应在今天之后"),
        "valid_too_long": _l("有效期最长 12 个月"),
        "months_of_apprenticeship": _l("选择了学徒制，请填写学徒培养期"),
        "returned_needs_answer": _l("退回修改的内容须保留这一项"),
        "demand_already_submitted": _l("这条需求已经提交过"),
        "demand_already_withdrawn": _l("这条需求已经撤回"),
        "demand_not_submitted": _l("只有已提交的需求可以退回"),
        "withdrawing_needs_reason": _l("“%(round)s”的征集已结束：撤回请写明原因，2 至 300 字"),
        "places_already_given": _l("已有轮次配出 %(given)s 人，不能少于这个人数"),
        "demand_incomplete": _l("还有必填项没有填写，请打开修改页补全后再提交"),
        "demand_round_frozen": _l("“%(round)s”的征集已结束，其中的需求不能再修改或提交；确需退出的，可写明原因撤回"),
        "verification_open": _l("有数字需要核实：请修改，或填写说明后再提交"),
        "share_of_post": _l(
            "需求 %(headcount)s 人，占同类岗位在岗 %(staff)s 人的 %(share)s%%。"
            "按学生实习管理规定，同一岗位的实习人数一般不超过在岗人数的 %(most)s%%（%(limit)s 人）"
        ),
        "share_of_employees": _l(
            "本单位各条需求合计 %(total)s 人，在岗职工 %(employees)s 人。"
            "按学生实习管理规定，实习人数一般不超过职工总数的 %(most)s%%"
        ),
        "months_unusual": _l("企业新型学徒制一般为 12 至 %(most)s 个月，您填的是 %(months)s 个月"),
        "months_few": _l("企业新型学徒制不少于 %(most)s 个月，您填的是 %(months)s 个月"),
        "months_many": _l("企业新型学徒制不超过 %(most)s 个月，您填的是 %(months)s 个月"),
        "few_mentors": _l("企业师傅 %(mentors)s 人带 %(headcount)s 人，平均每名师傅超过 %(most)s 人"),
        "skills_new": _l("技能库里还没有：%(skills)s。可以照常提交，匹配时按字面比较；换成库里的说法更容易对上"),
        "industry_off_segment": _l("这个行业不在环节“%(segment)s”的常见行业里，请确认环节或行业没有选错"),
        "pay_unusual": _l("报酬下限高于 %(most)s 元/月，明显高于同层次岗位，请确认单位是元/月"),
        "region_helps": _l("填写工作地点后，距离近的学校得分更准"),
    },
    complaints={
        "course_hours": _l("“%(course)s”写了 %(hours)s 学时，应在 1 至 %(most)s 之间；不属于课内学时的，请去掉学时"),
        "course_twice": _l("“%(course)s”有两种写法，学时或类型不一致；同一门课只写一行"),
        "course_facts_unknown": _l("课程清单里没有：%(courses)s"),
        "skill_long": _l("每项技能最多 %(longest)s 个字"),
        "skill_signs": _l("“%(skill)s”没有文字，不是技能"),
        "skill_not_needed": _l("“%(skill)s”写的是不需要的；请只写需要的技能"),
        "batch_order": _l("班额上限不能小于下限"),
        "segment_or_industry": _l("请选择环节，或填写行业代码：至少填一项"),
        "pay_order": _l("上限不能低于下限"),
    },
    actions={
        "program.created": lazy_pgettext("history", "新建专业"),
        "program.edited": lazy_pgettext("history", "修改专业"),
        "program.closed": lazy_pgettext("history", "停止发布"),
        "program.reopened": lazy_pgettext("history", "恢复发布"),
        "offering.drafted": lazy_pgettext("history", "新建培养能力"),
        "offering.edited": lazy_pgettext("history", "修改培养能力"),
        "offering.submitted": lazy_pgettext("history", "提交培养能力"),
        "offering.withdrawn": lazy_pgettext("history", "撤回培养能力"),
        "offering.returned": lazy_pgettext("history", "退回修改"),
        "demand.drafted": lazy_pgettext("history", "新建需求"),
        "demand.edited": lazy_pgettext("history", "修改需求"),
        "demand.submitted": lazy_pgettext("history", "提交需求"),
        "demand.withdrawn": lazy_pgettext("history", "撤回需求"),
        "demand.returned": lazy_pgettext("history", "退回修改"),
    },
)


def hint_sentences(remarks: Iterable[Remark], labels: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (label of the field, sentence) of each hint."""
    return [(str(labels.get(remark.field, "")), wording(remark.code, **remark.facts)) for remark in remarks]
