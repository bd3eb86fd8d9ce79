"""Organisations that the caller may see, and the caller."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp.blueprints.api.root import bp
from webapp.models import ApiToken, Organisation, OrganisationInput
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role, TokenScope
from webapp.models.kernel.filters import Code
from webapp.policies import Permission
from webapp.services.accounts.directory import OrganisationFilters, matching_organisations
from webapp.web.accounts.forms import OrganisationForm
from webapp.web.api.lists import in_order_of_creation
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ChangesQuery
from webapp.web.api.wire import Kept, Party, Shown, page_of, shown_of
from webapp.web.kernel.guards import permits
from webapp.web.kernel.identity import actor

OrganisationShown = shown_of(
    OrganisationInput,
    "Organisation",
    labels={name: getattr(OrganisationForm, name).args[0] for name in OrganisationInput.model_fields},
    besides={"kind": (OrganisationKind, ...), "credit_code": (str, ...), "status": (OrganisationStatus, ...)},
)
OrganisationPage = page_of(OrganisationShown)
TOLD = (*OrganisationInput.model_fields, *Kept.model_fields, "kind", "credit_code", "status")


class OrganisationQuery(OrganisationFilters, ChangesQuery):
    """What a list of organisations is narrowed to."""

    region: Code = ""


class Caller(Shown):
    """Who the token acts for, and what it may be used for."""

    id: UUID
    name: str
    role: Role
    organisation: Party | None
    token: str
    scopes: list[TokenScope]
    expires_at: datetime


@bp.get("/me")
@permits(Permission.OWN_ACCOUNT)
@operation(_l("查看令牌代表谁、可以做什么"), answer=Caller)
def show_caller() -> Answer:
    """Tell who the token acts for."""
    token: ApiToken = g.bearer
    own = actor().organisation
    return Answer(
        Caller(
            id=actor().id,
            name=actor().name,
            role=actor().role,
            organisation=Party.model_validate(own) if own is not None else None,
            token=token.name,
            scopes=[scope for scope in TokenScope if token.allows(scope)],
            expires_at=token.expires_at,
        )
    )


@bp.get("/organisations")
@permits(Permission.ORGANISATION_VIEW)
@operation(_l("列出可见的单位"), answer=OrganisationPage, query=OrganisationQuery)
def list_organisations(query: OrganisationQuery) -> Answer:
    """List the organisations that the caller may see."""
    wanted = matching_organisations(query, viewer=actor(), region=query.region)
    rows, following = in_order_of_creation(query, wanted, Organisation)
    return Answer(OrganisationPage(items=[_organisation_shown(row) for row in rows], next=following))


@bp.get("/organisations/<uuid:organisation_id>")
@permits(Permission.ORGANISATION_VIEW, organisation=Organisation)
@operation(_l("查看一个单位"), answer=OrganisationShown)
def show_organisation(organisation: Organisation) -> Answer:
    """Show an organisation."""
    return Answer(_organisation_shown(organisation))


def _organisation_shown(organisation: Organisation) -> BaseModel:
    values: dict[str, Any] = {name: getattr(organisation, name) for name in TOLD}
    return OrganisationShown.model_validate(values)
