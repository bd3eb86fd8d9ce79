"""Criteria and hard rules in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

CRITERION_NAMES: dict[str, LazyString] = {
    "skills": _l("技能匹配"),
    "industry": _l("行业与产业链"),
    "capacity": _l("人数与时间"),
    "level": _l("培养层次"),
    "mode": _l("合作方式"),
    "region": _l("地区"),
    "record": _l("以往合作"),
}
HARD_RULES: dict[str, LazyString] = {
    "level_far_below": _l("培养层次低于要求两级以上的不配"),
    "modes_apart": _l("没有共同合作方式的不配"),
    "batch_too_large": _l("需求人数不足以成班的不配"),
}
