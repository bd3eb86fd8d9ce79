"""What people are told, in words: one sentence for each event, with whatever facts came along."""

from collections.abc import Callable, Mapping
from typing import Any

import flask_babel
from flask import Flask, url_for
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l

from webapp.models import Notice, Person
from webapp.models.conflicts.enums import ConflictKind, RulingWay
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.notices.enums import DECISIONS, NoticeEvent
from webapp.models.publication.enums import ObjectionState
from webapp.models.seats.enums import AlternateState
from webapp.web.kernel.i18n import LANGUAGES, label
from webapp.web.kernel.links import address_of
from webapp.web.kernel.refusals import spelled

_: Callable[..., str] = flask_babel.gettext
E = NoticeEvent
Facts = Mapping[str, Any]
# for each event the fullest sentence first; one is used where all of its facts are there
SENTENCES: dict[NoticeEvent, tuple[LazyString, ...]] = {
    E.INVITED: (
        _l("贵单位成为“%(co_host)s”的共同主办单位，可以一起办理"),
        _l("邀请贵单位参加“%(round)s”"),
        _l("邀请贵单位参加一个轮次"),
    ),
    E.POST_RETURNED: (_l("“%(post)s”被退回，请修改后重新提交"), _l("有一条填报被退回，请修改后重新提交")),
    E.PHASE_DUE: (
        _l("“%(round)s”的一个阶段已于 %(date)s 到期，请决定是否进入下一步"),
        _l("“%(round)s”的一个阶段已到期，请决定是否进入下一步"),
        _l("有轮次的阶段已到期，请决定是否进入下一步"),
    ),
    E.CHOOSING_OPEN: (_l("“%(round)s”可以选择了，请对匹配建议表态"), _l("可以选择了，请对匹配建议表态")),
    E.CHOICE_REMINDER: (
        _l("“%(round)s”的双向选择不到 %(hours)s 小时就截止，贵单位还有 %(open)s 条建议没有表态；没有表态不会算作接受"),
        _l("双向选择即将截止，贵单位还有建议没有表态；没有表态不会算作接受"),
    ),
    E.HANDED_OVER: (
        _l("%(by)s 把“%(position)s × %(major)s”转给您处理"),
        _l("同事把一条匹配建议转给您处理"),
    ),
    E.CONFLICT: (
        _l("“%(withdrawn)s”中途退出“%(round)s”，原因：%(reason)s"),
        _l("“%(round)s”第 %(number)s 号冲突（%(kind)s）涉及贵单位，可以查看并陈述一次意见"),
        _l("“%(round)s”有一项冲突涉及贵单位，可以查看并陈述一次意见"),
        _l("有一项冲突涉及贵单位，可以查看并陈述一次意见"),
    ),
    E.RULING: (
        _l("“%(round)s”第 %(number)s 号冲突已有裁定"),
        _l("“%(round)s”的一项冲突已有裁定"),
        _l("涉及贵单位的冲突已有裁定"),
    ),
    E.ALTERNATE: (
        _l("“%(round)s”有一个递补机会，请在 %(until)s 前答复"),
        _l("“%(round)s”有一个递补机会，请及时答复"),
        _l("有一个递补机会，请及时答复"),
    ),
    E.PUBLISHED: (_l("“%(round)s”的结果已公示"), _l("一个轮次的结果已公示")),
    E.OBJECTION: (
        _l("“%(round)s”公示期间有一项异议"),
        _l("公示期间有一项异议"),
    ),
    E.AGREEMENT: (
        _l("合作协议 %(number)s 的第 %(amendment)s 份补充协议有新进展，请查看并签署"),
        _l("合作协议 %(number)s 有新进展"),
        _l("“%(round)s”的合作协议拟稿已生成，请核对"),
        _l("合作协议有新进展"),
    ),
    E.WORK_ENDED: (
        _l("“%(round)s”：%(work)s已完成"),
        _l("%(work)s已完成：%(file)s"),
        _l("一项后台处理已结束"),
    ),
    E.REGISTERED: (
        _l("有 %(count)s 家单位新注册，等待认证：%(names)s"),
        _l("有单位新注册，等待认证"),
    ),
}  # fmt: skip
LATER: dict[tuple[NoticeEvent, str], tuple[LazyString, ...]] = {  # where the thing stands otherwise by then
    (E.ALTERNATE, "taken"): (_l("“%(round)s”的递补已成立"), _l("一个递补已成立")),
    (E.ALTERNATE, "refused"): (_l("“%(round)s”的递补有一方不接受"), _l("一个递补有一方不接受")),
    (E.ALTERNATE, "lapsed"): (_l("“%(round)s”的递补已过答复日期"), _l("一个递补已过答复日期")),
    (E.WORK_ENDED, "failed"): (
        _l("“%(round)s”：%(work)s没有完成，请打开查看原因"),
        _l("%(work)s没有完成：%(file)s，请打开查看原因"),
        _l("一项后台处理没有完成，请打开查看原因"),
    ),
    (E.OBJECTION, "replied"): (_l("“%(round)s”的公示异议已有答复"), _l("公示异议已有答复")),
}
DETAILS: tuple[str, ...] = ("message", "note", "reason", "text")  # shown as they were written, below the sentence
WORKS: dict[str, LazyString] = {
    "adjudicate": _l("结束双向选择"),
    "unrule": _l("撤销全部裁定"),
    "close": _l("结束轮次"),
    "import": _l("导入"),
    "undo": _l("撤销导入"),
}
KINDS: dict[str, type[LabelledEnum]] = {"kind": ConflictKind, "way": RulingWay}
STATES: dict[NoticeEvent, type[LabelledEnum]] = {E.ALTERNATE: AlternateState, E.OBJECTION: ObjectionState}


def headline(notice: Notice) -> str:
    """Return what happened, in one sentence."""
    facts = _worded(notice)
    for sentence in LATER.get((notice.event, _standing(notice)), SENTENCES[notice.event]):
        try:
            return str(sentence) % facts
        except KeyError:
            continue
    raise AssertionError(f"no sentence of {notice.event} does without facts")


def _standing(notice: Notice) -> str:
    if notice.event is E.OBJECTION:
        return "replied" if notice.facts.get("text") else ""
    return str(notice.facts.get("state", ""))


def detail(notice: Notice) -> str:
    """Return what somebody wrote along with it, or nothing."""
    return "\n".join(str(notice.facts[name]) for name in DETAILS if notice.facts.get(name))


def notice_worder(app: Flask) -> Callable[[Notice, Person], tuple[str, str]]:
    """Return the way to word a mail outside of any request: its subject and its body."""

    def word(notice: Notice, person: Person) -> tuple[str, str]:
        with app.test_request_context(), force_locale(LANGUAGES.get(person.language, LANGUAGES["zh"])):
            return _("职桥：%(headline)s", headline=headline(notice)), _body(notice, person)

    return word


def _body(notice: Notice, person: Person) -> str:
    said = "\n\n".join(text for text in (headline(notice), detail(notice)) if text)
    body = _(
        "%(name)s：\n\n%(said)s\n\n打开下面的链接查看和处理，未登录时请先登录：\n%(link)s",
        name=person.name, said=said, link=address_of(notice.path),
    )  # fmt: skip
    if notice.event in DECISIONS:
        return body
    place = address_of(url_for("account.show", _anchor="mail"))
    return body + _("\n\n不想再收到这一类邮件，可在账号页设置：\n%(place)s", place=place)


def _worded(notice: Notice) -> dict[str, Any]:
    facts = {name: fact for name, fact in notice.facts.items() if fact not in (None, "")}
    kinds = KINDS | ({"state": STATES[notice.event]} if notice.event in STATES else {})
    for name, kind in kinds.items():
        if facts.get(name) in {member.value for member in kind}:
            facts[name] = label(kind(facts[name]))
    if facts.get("work") in WORKS:
        facts["work"] = str(WORKS[facts["work"]])
    return spelled(facts)
