"""Conflicts, hearings and rulings in words: refusals, complaints, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "revert_places_gone": _l("这份裁定腾出的名额已由其他配对取得，不能收回；请先处理那些配对，或另作裁定"),
        "round_allocated": _l("本轮的名额已经分配过"),
        "pins_beyond_places": _l("指定配对的人数超过了需求人数或专业名额，请先修改指定配对"),
        "conflict_decided": _l("这项冲突已有裁定；需要更改的，请先撤销裁定"),
        "statement_not_yours": _l("只有这项冲突的当事单位可以陈述"),
        "statement_made": _l("贵单位已陈述过意见，每项冲突只能陈述一次"),
        "round_not_adjudicating": _l("轮次现在不在协调裁定阶段"),
        "ruling_own_interest": _l("您所在的单位是当事一方，请由其他统筹员裁定"),
        "ruling_none": _l("没有可以撤销的裁定"),
        "ruling_incomplete": _l("请为全部 %(claims)s 个配对填写人数"),
        "ruling_without_minutes": _l("按答辩会评议裁定的，要先安排答辩会并填写纪要"),
        "ruling_post_withdrawn": _l("这条需求或培养能力已撤回，只能填 0"),
        "ruling_needs_consent": _l("双方都同意的是 %(most)s 人；要多于此数，请用“批准例外”或“答辩会评议”"),
        "ruling_not_verified": _l("有一方单位尚未认证，只有“批准例外”才能给名额"),
        "ruling_not_by_way": _l("人数与按这种方式算出的不一致（应为 %(proposed)s）；要另行确定人数，请选“统筹裁定”"),
        "seats_beyond_places": _l("名额不够：这里还剩 %(free)s 人，不能给 %(wanted)s 人"),
        "hearing_held": _l("答辩会已有纪要，不能再改时间地点"),
        "hearing_none": _l("还没有安排答辩会"),
        "pair_not_published": _l("只有公示期间已确定的配对可以申请退出"),
        "pair_fallen": _l("这个配对已经落空"),
    },
    complaints={
        "no_interest_missing": _l("请确认与各方没有利害关系；有利害关系的请由其他统筹员裁定"),
        "panel_size": _l("评议人应为 %(least)s 至 %(most)s 位，每行一位"),
        "panel_name_long": _l("评议人每行一位，每行最多 %(most)s 字"),
    },
    actions={
        "conflict.opened": lazy_pgettext("history", "发现冲突"),
        "conflict.statement": lazy_pgettext("history", "陈述意见"),
        "conflict.hearing": lazy_pgettext("history", "安排答辩会"),
        "conflict.minutes": lazy_pgettext("history", "填写答辩纪要"),
        "conflict.ruled": lazy_pgettext("history", "作出裁定"),
        "conflict.reverted": lazy_pgettext("history", "撤销裁定"),
    },
)
