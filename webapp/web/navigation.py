"""The bar's entries for each role: beside the permission table, the one place where a role appears."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _

from webapp import policies
from webapp.models.enums import Role
from webapp.policies import Permission
from webapp.web.identity import actor_or_none


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
        return {"nav": entries(), "actor": actor_or_none(), "can": policies.can, "Permission": Permission}


def entries() -> list[NavItem]:
    """Return the bar's entries for whoever asks."""
    person = actor_or_none()
    if person is None:
        return []
    wanted = [("home.workbench", _("工作台"))]
    if person.role is Role.ENTERPRISE:
        wanted += [("demands.mine", _("人才需求")), ("suggestions.index", _("匹配建议")), ("programs.index", _("专业库"))]
    if person.role is Role.SCHOOL:
        wanted += [("programs.mine", _("专业与培养能力")), ("suggestions.index", _("匹配建议"))]
        wanted += [("demands.index", _("需求库"))]
    if person.role is Role.COORDINATOR:
        wanted += [("rounds.index", _("轮次")), ("demands.index", _("需求库")), ("programs.index", _("专业库"))]
    if person.role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        wanted += [("organisations.index", _("单位"))]
    wanted += [("home.guide", _("帮助"))]
    return [_item(endpoint, text) for endpoint, text in wanted]


def _item(endpoint: str, text: str) -> NavItem:
    blueprint = endpoint.split(".", 1)[0]
    here = request.endpoint or ""
    current = here == endpoint or (blueprint != "home" and here.split(".", 1)[0] == blueprint)
    return NavItem(text, url_for(endpoint), current)
