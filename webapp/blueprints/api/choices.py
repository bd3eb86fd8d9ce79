"""Choices: a side's answer to a suggestion."""

from flask import abort
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp.blueprints.api.root import bp
from webapp.blueprints.api.suggestions import SuggestionShown, suggestion_answer
from webapp.models import Suggestion
from webapp.models.accounts.enums import TokenScope
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.policies import Permission
from webapp.services.choosing import choices
from webapp.services.choosing import suggestions as service
from webapp.web.api.operations import Answer, operation
from webapp.web.api.preconditions import Precondition
from webapp.web.api.wire import body_of, into
from webapp.web.choosing.forms import ChoiceForm
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import conceal, permits, writes
from webapp.web.kernel.identity import actor

CHOICE_LABELS = {name: getattr(ChoiceForm, name).args[0] for name in ChoiceInput.model_fields}
ChoiceBody = body_of(ChoiceInput, "ChoiceBody", labels=CHOICE_LABELS)


@bp.put("/suggestions/<uuid:suggestion_id>/choice")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
@operation(
    _l("对建议表态，或改变意见"), answer=SuggestionShown, scope=TokenScope.CHOICES, body=ChoiceBody, conditional=True
)
def choose(suggestion: Suggestion, body: BaseModel, if_match: Precondition) -> Answer:
    """Record the answer of the caller's side; If-Match carries the suggestion's ETag, "0" where there is none yet."""
    if not service.is_shown(session(), suggestion, actor()):
        conceal(suggestion)
    side = service.side_of(actor()) or abort(403)
    choice = service.choice_of(session(), suggestion, side)
    seen = if_match.against(choice.version if choice is not None else 0)
    choices.choose(session(), suggestion, into(ChoiceInput, body), side=side, seen_version=seen, by=actor())
    return suggestion_answer(suggestion)


@bp.delete("/suggestions/<uuid:suggestion_id>/choice")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
@operation(_l("收回对建议的意见"), answer=SuggestionShown, scope=TokenScope.CHOICES, conditional=True)
def withdraw_choice(suggestion: Suggestion, if_match: Precondition) -> Answer:
    """Take the answer of the caller's side back; If-Match carries the suggestion's ETag."""
    if not service.is_shown(session(), suggestion, actor()):
        conceal(suggestion)
    side = service.side_of(actor()) or abort(403)
    choice = service.choice_of(session(), suggestion, side)
    seen = if_match.against(choice.version if choice is not None else 0)
    choices.withdraw_choice(session(), suggestion, side=side, seen_version=seen, by=actor())
    return suggestion_answer(suggestion)
