"""The forms around a publication, the words of its checks, of refusals and of the record."""

from typing import Any

from flask_babel import LazyString, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.web.kernel.forms import COMPLAINTS, LineField, TypedForm
from webapp.web.kernel.refusals import word
from webapp.web.kernel.versioned import VersionedForm
from webapp.web.words.actions import word_actions

COMPLAINTS["contact_unreachable"] = _l("请填写手机号、带区号的电话或邮箱，以便答复")
CHECKS: dict[str, tuple[LazyString, LazyString]] = {
    "frozen": (_l("供需数据已冻结"), _l("轮次还没有冻结")),
    "run_adopted": (_l("采用的测算已确认"), _l("还没有采用任何一次测算")),
    "choosing_over": (_l("双向选择已截止"), _l("双向选择还没有结束")),
    "conflicts_settled": (_l("冲突已全部裁定"), _l("还有 %(count)s 项冲突、%(people)s 人没有裁定")),
    "seats_once": (_l("没有名额重复分配"), _l("有 %(count)s 条需求或专业的名额与分配不符")),
    "alternates_over": (_l("递补已全部答复"), _l("还有 %(count)s 个递补等待双方答复")),
    "notice_written": (_l("公示稿已拟好"), _l("还没有拟公示稿")),
    "notice_approved": (_l("公示稿已审定"), _l("公示稿还没有审定")),
}
for _name, (_green, _red) in CHECKS.items():
    word(f"check_{_name}", _red)
word("notice_published", _l("结果已公示，公示稿不能再改"))
word("notice_runs", _l("公示期到 %(until)s 为止，期满后才能结束"))
word("objections_open", _l("还有 %(count)s 件异议没有答复"))
word("objections_over", _l("公示期已过，不能再提交或处理异议"))
word("objections_too_many", _l("一小时内收到的异议太多，请稍后再提交"))
word("objection_pair_unknown", _l("所选的配对不在公示名单中"))
word("objection_settled", _l("这件异议已经答复"))
word("objection_needs_pair", _l("异议成立的，请选择涉及的配对"))
word("objection_pair_contested", _l("这个配对已在另一项冲突中，请先裁定那一项"))
word("offer_not_yours", _l("只有递补双方可以答复"))
word("offer_over", _l("这个递补机会已经结束"))
word("offer_answered", _l("贵单位已经答复"))
word("day_is_worked_anyway", _l("这一天本来就是工作日，不需要登记"))
word_actions(
    {
        "publication.drafted": lazy_pgettext("history", "拟公示稿"),
        "publication.approved": lazy_pgettext("history", "审定公示稿"),
        "publication.corrected": lazy_pgettext("history", "更正公示"),
        "objection.filed": lazy_pgettext("history", "提交异议"),
        "objection.replied": lazy_pgettext("history", "答复异议"),
        "alternate.offered": lazy_pgettext("history", "提供递补机会"),
        "alternate.answered": lazy_pgettext("history", "答复递补"),
        "alternate.taken": lazy_pgettext("history", "递补成功"),
        "alternate.refused": lazy_pgettext("history", "递补未接受"),
        "alternate.lapsed": lazy_pgettext("history", "递补逾期"),
        "calendar.set": lazy_pgettext("history", "修改工作日历"),
        "calendar.dropped": lazy_pgettext("history", "删除工作日历的一天"),
    }
)


class NoticeForm(VersionedForm):
    """The text of the notice."""

    title = LineField(_l("标题"), description=_l("4 至 80 字"))
    text = TextAreaField(_l("正文"), description=_l("20 至 5000 字；配对名单自动附在正文之后"))
    contact = LineField(_l("联系方式"), description=_l("受理异议的单位、电话或地址"))
    notice_days = StringField(_l("公示期（工作日）"), description=_l("1 至 30，按节假日安排计算"))

    REQUIRED_FIELDS = ("title", "text", "contact", "notice_days")


class ObjectionForm(TypedForm):
    """An objection under a real name."""

    name = LineField(_l("姓名"), description=_l("请用真实姓名，匿名的不受理；不对外公开"))
    organisation_name = LineField(_l("单位"))
    contact = LineField(_l("手机、电话或邮箱"), description=_l("用于答复，不对外公开"))
    allocation_id = SelectField(_l("涉及的配对"), choices=[], validate_choice=False)
    content = TextAreaField(_l("异议内容"), description=_l("20 至 1000 字，写明事实和依据"))

    REQUIRED_FIELDS = ("name", "contact", "content")

    @classmethod
    def over(cls, pairs: list[dict[str, Any]], **options: Any) -> "ObjectionForm":
        """Return the form with the published pairs to choose from."""
        form = cls(**options)
        form.allocation_id.choices = pair_choices(pairs)
        return form


class ReplyForm(VersionedForm):
    """A coordinator's reply."""

    verdict = RadioField(_l("结论"), choices=[], validate_choice=False)
    allocation_id = SelectField(_l("涉及的配对"), choices=[], validate_choice=False, description=_l("成立的必选"))
    reply = TextAreaField(_l("答复"), description=_l("20 至 1000 字"))

    REQUIRED_FIELDS = ("verdict", "reply")

    @classmethod
    def over(cls, pairs: list[dict[str, Any]], **options: Any) -> "ReplyForm":
        """Return the form with the published pairs to choose from."""
        form = cls(**options)
        form.verdict.choices = [
            SelectChoice("upheld", _("成立，重新裁定这个配对")),
            SelectChoice("dismissed", _("不成立")),
        ]
        form.allocation_id.choices = pair_choices(pairs)
        return form


def pair_choices(pairs: list[dict[str, Any]]) -> list[SelectChoice]:
    """Return the published pairs for a list to choose from."""
    told = [
        SelectChoice(
            pair["allocation"],
            _(
                "%(enterprise)s %(position)s × %(school)s %(major)s",
                enterprise=pair["enterprise"],
                position=pair["position"],
                school=pair["school"],
                major=pair["major"],
            ),
        )
        for pair in pairs
    ]
    return [SelectChoice("", _("不针对某一配对")), *told]
