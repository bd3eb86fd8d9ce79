"""Code tables in words: refusals, complaints of forms and files, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "code_gone": _l("这条代码已经不在了，可能刚被删除或合并"),
        "code_exists": _l("已有同样的一条：%(key)s"),
        "code_fixed": _l("代码一经使用不能改动，现在是 %(key)s；需要换代码请新建一条"),
        "code_in_use": _l("还有 %(count)s 处在用，不能删除；请先改用别的代码"),
        "codes_unknown": _l("代码表里没有：%(entries)s"),
        "skills_unknown": _l("技能库里没有：%(entries)s"),
        "skill_field_unknown": _l("没有这个技能领域：%(field)s；请从列表中选择，或在文件里填 field 一列"),
        "alias_is_skill": _l("这些词本身是技能，不能再作别名：%(entries)s；同义的两项请用“合并”"),
        "skill_is_alias": _l("这个词已是“%(skill)s”的别名，不能再新建"),
        "merge_with_itself": _l("不能与自己合并，请选另一项技能"),
        "park_parent": _l("上级地区应是 GB/T 2260 里的市或区县：%(entries)s"),
        "limit_unknown": _l("没有这条规则：%(entries)s"),
        "limit_range": _l("应在 %(low)s 与 %(high)s 之间"),
        "word_reviewed": _l("这个词已经处理过，请刷新页面查看"),
        "word_unusable": _l("这个词不能收入技能库：没有可比较的文字，或者太长"),
        "upload_applied": _l("这个文件已经导入过"),
        "upload_stale": _l("查看之后代码表有了改动，差异已重新计算；请核对后再导入"),
        "csv_unreadable": _l("这一行读不出来：引号没有成对，或含有无法识别的字符"),
        "csv_long": _l("最多 %(most)s 行"),
        "csv_cell_long": _l("单元格超过 %(most)s 个字，请检查引号"),
        "csv_cells": _l("有 %(cells)s 个单元格，表头只有 %(columns)s 列；含逗号的内容请加引号"),
        "csv_empty": _l("文件是空的，第一行应为列名：%(columns)s"),
        "csv_column_missing": _l("缺少这一列"),
        "csv_column_unknown": _l("表里没有这一列，请删除"),
        "csv_column_twice": _l("这一列出现了两次"),
        "csv_twice": _l("与第 %(row)s 行重复"),
        "csv_refused": _l("文件有 %(count)s 处错误，没有读入"),
    },
    complaints={
        "decimal": _l("应为数字，例如 30.0023"),
        "slug": _l("只能用小写字母、数字和连接号，例如 nev.battery"),
        "park_code": _l("应为 X- 加四位数字，例如 X-0001"),
        "relation_to_itself": _l("两端应是不同的行业"),
        "coordinates_in_pairs": _l("纬度和经度应同时填写，或都不填"),
    },
    actions={
        "edition.applied": lazy_pgettext("history", "启用新版目录"),
        "skill.waits_again": lazy_pgettext("history", "重新待审"),
        "code.added": lazy_pgettext("history", "新增"),
        "code.edited": lazy_pgettext("history", "修改"),
        "code.removed": lazy_pgettext("history", "删除"),
        "skill.merged": lazy_pgettext("history", "并入其他技能"),
        "skill.took_in": lazy_pgettext("history", "合并进来"),
        "word.accepted": lazy_pgettext("history", "收为新技能"),
        "word.alias": lazy_pgettext("history", "作为别名"),
        "word.dismissed": lazy_pgettext("history", "不收录"),
    },
)
