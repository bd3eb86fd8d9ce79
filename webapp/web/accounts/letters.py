"""The mails that the platform writes: worded here, sent from the outbox after the commit."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from webapp.models import Organisation, Person
from webapp.services.kernel.audit import actor_name
from webapp.services.notices.notices import people_of
from webapp.services.notices.outbox import post_mail
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import LANGUAGES
from webapp.web.kernel.links import address_of, url_with


def _path(endpoint: str, **values: Any) -> str:
    return url_with(endpoint, {}, **values)


def send_reset_link(person: Person, token: str) -> None:
    """Mail the link for a new password."""
    with force_locale(LANGUAGES.get(person.language, LANGUAGES["zh"])):
        body = _(
            "%(name)s：\n\n请在 2 小时内打开下面的链接设置新密码：\n%(link)s\n\n"
            "如果不是您本人申请，请忽略此邮件，原密码继续有效。",
            name=person.name,
            link=address_of(_path("auth.reset", token=token)),
        )
        post_mail(session(), person.email, _("职桥：重设密码"), body)


def send_invitation(organisation: Organisation, email: str, token: str, *, by: Person) -> None:
    """Mail a colleague the link by which to join."""
    post_mail(session(), email, *_invitation(organisation, token, by))


def invitation_worder(app: Flask) -> Callable[[Organisation, str, Person], tuple[str, str]]:
    """Return the way to word such a mail outside of any request, in the language of whoever invites."""

    def word(organisation: Organisation, token: str, by: Person) -> tuple[str, str]:
        with app.test_request_context(), force_locale(LANGUAGES.get(by.language, LANGUAGES["zh"])):
            return _invitation(organisation, token, by)

    return word


def _invitation(organisation: Organisation, token: str, by: Person) -> tuple[str, str]:
    """Return the subject and the body of an invitation."""
    body = _(
        "%(inviter)s 邀请您加入 %(organisation)s 在职桥的账号。请在 7 天内打开下面的链接：\n%(link)s",
        inviter=actor_name(by),
        organisation=organisation.name,
        link=address_of(_path("auth.join", token=token)),
    )
    return _("职桥：邀请您加入 %(organisation)s", organisation=organisation.name), body


def tell_of_judgement(organisation: Organisation) -> None:
    """Tell an organisation's people whether it has been verified."""
    for person in people_of(session(), [organisation.id]):
        with force_locale(LANGUAGES.get(person.language, LANGUAGES["zh"])):
            if organisation.is_verified:
                subject = _("职桥：单位认证已通过")
                body = _(
                    "%(organisation)s 已通过认证，现在可以发布内容：\n%(link)s",
                    organisation=organisation.name,
                    link=address_of(_path("home.workbench")),
                )
            else:
                subject = _("职桥：单位认证未通过")
                body = _(
                    "%(organisation)s 未通过认证。原因：%(reason)s\n请修改单位信息后联系统筹员：\n%(link)s",
                    organisation=organisation.name,
                    reason=organisation.status_reason,
                    link=address_of(_path("organisations.show", organisation_id=organisation.id)),
                )
            post_mail(session(), person.email, subject, body)
