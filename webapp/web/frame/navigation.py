"""The bar's entries for each role: beside the permission table, the one place where a role appears."""

from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from webapp import policies
from webapp.models.accounts.enums import Role
from webapp.policies import Permission
from webapp.services.notices import notices
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label
from webapp.web.kernel.identity import Asker, actor_or_none, asker_of, brings_session, known_asker

PART_OF = {  # pages that stand under another concept's entry
    "runs": "rounds",
    "bulk_decline": "suggestions",
    "collecting": "rounds",
    "pair_rules": "rounds",
    "batches": "agreements",
    "offerings": "programs",
    "admin_files": "admin",
    "admin_skills": "admin",
    "audit": "admin",
}
MOST_ENTRIES = 7


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the bar."""

    label: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    """Give every template the bar, the person and the question `can`."""

    @app.context_processor
    def offer() -> dict[str, object]:
        is_error = bool(g.get("is_error_page"))  # then the database is asked for nothing, the person included
        person = None if is_error else actor_or_none()
        asker = asker_of(person) if person is not None else known_asker() if is_error else None
        is_stranger = asker is None and not brings_session()
        return {
            "nav": entries(asker),
            "actor": person,
            "can": policies.can,
            "Permission": Permission,
            "signed_in": _signed_in(asker),
            "account_links": _account_links(asker),
            "unread_url": url_for("inbox.index") if person else None,
            "count_unread": _count_unread,
            "home_url": url_for("home.index"),
            "is_stranger": is_stranger,
            "sign_in_url": url_for("auth.sign_in") if person is None and (is_stranger or not is_error) else None,
            "register_url": url_for("auth.register"),
            "sign_out_url": url_for("auth.sign_out"),
            "footer_links": [
                {"label": _("公示"), "url": url_for("publication.notices")},
                {"label": _("算法与口径说明"), "url": url_for("home.method")},
                {"label": _("无障碍说明"), "url": url_for("home.accessibility")},
                {"label": _("帮助"), "url": url_for("home.guide")},
            ],
        }


def _count_unread() -> int:
    person = actor_or_none()
    return notices.count_unread(session(), person) if person is not None else 0


def _signed_in(asker: Asker | None) -> dict[str, str] | None:
    if asker is None:
        return None
    role = label(asker.role)
    return {"name": asker.name, "detail": f"{asker.organisation} · {role}" if asker.organisation else role}


def _account_links(asker: Asker | None) -> list[dict[str, str]]:
    if asker is None:
        return []
    links = [{"label": _("账号与密码"), "url": url_for("account.show"), "icon": "user"}]
    if asker.organisation_id is not None:
        own = url_for("organisations.show", organisation_id=asker.organisation_id)
        links.append({"label": _("本单位信息"), "url": own, "icon": "building"})
    if asker.role is Role.COORDINATOR:  # whose bar is full
        agreed = {"label": _("合作协议"), "url": url_for("agreements.index"), "icon": "heart-handshake"}
        links.insert(0, agreed)
    if asker.reads_record:
        links.append({"label": _("操作记录"), "url": url_for("audit.index"), "icon": "history"})
    return links


def entries(asker: Asker | None) -> list[NavItem]:
    """Return the bar's entries for whoever asks."""
    if asker is None:
        return []
    wanted = [("home.workbench", _("工作台"))]
    if asker.role is Role.ENTERPRISE:
        wanted += [("demands.mine", _("人才需求")), ("suggestions.index", _("匹配建议"))]
        wanted += [("programs.index", _("专业库")), ("agreements.index", _("合作协议"))]
    if asker.role is Role.SCHOOL:
        wanted += [("programs.mine", _("专业与培养能力")), ("suggestions.index", _("匹配建议"))]
        wanted += [("demands.index", _("需求库")), ("agreements.index", _("合作协议"))]
    if asker.role is Role.COORDINATOR:
        wanted += [("rounds.index", pgettext("list", "轮次")), ("suggestions.index", _("匹配建议"))]
        wanted += [("demands.index", _("需求库")), ("programs.index", _("专业库"))]
    if asker.role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        wanted += [("organisations.index", _("单位")), ("admin.index", _("代码管理"))]
    if len(wanted) < MOST_ENTRIES:  # the foot of every page leads to the help, too
        wanted += [("home.guide", _("帮助"))]
    return [_item(endpoint, text) for endpoint, text in wanted]


def _item(endpoint: str, text: str) -> NavItem:
    blueprint = endpoint.split(".", 1)[0]
    here = request.endpoint or ""
    place = here.split(".", 1)[0]
    current = here == endpoint or (blueprint != "home" and PART_OF.get(place, place) == blueprint)
    return NavItem(text, url_for(endpoint), current)
