"""The marks and limits of forms are those of their input types: whatever departs is named here."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectMultipleField

from webapp import clock, web
from webapp.models.kernel.constraints import Limits, limits_of
from webapp.web.kernel.forms import TypedForm

# what a form marks beyond what its type asks for, and why
BEYOND = {
    "ChoiceForm": {"headcount", "reason", "evidence"},  # asked for by the answer that is chosen
    "DemandForm": {"visibility"},  # nobody but the writer says who may see a post
    "HearingForm": {"panel"},  # the type counts its members once all else holds
    "LimitForm": {"severity", "active"},  # a file may leave these as they are
    "OfferingForm": {"visibility"},  # the same
    "RegistrationForm": {"person_name", "email", "password"},  # of the organisation's first person
    "SkillForm": {"field"},  # a file of one field leaves it out
    "TokenForm": {"current_password"},  # asked again, and no part of the token
}
# what a type refuses that the form does not mark, and why
NOT_MARKED = {"DemandForm": {"industry_code"}}  # a segment does as well: the label says so
# forms of files, of what is looked up, and of settings: nothing that an input type could say
WITHOUT_TYPE = {"FileForm", "MailForm", "MergeForm", "UploadForm"}
BASES = {"CodeForm", "EditForm", "ExplainedForm", "VersionedForm"}
OF_THE_LAW = {
    ("DemandForm", "months"),
    ("DemandForm", "mentors"),
}  # hints that name figures of the law, not the limits of what may be typed
LIMITS = re.compile(r"(\d+) 至 (\d+)|最多 (\d+)|(\d+) 字以内")


def forms_under(kind: type[TypedForm]) -> Iterator[type[TypedForm]]:
    """Yield all forms under a kind."""
    for form in kind.__subclasses__():
        yield form
        yield from forms_under(form)


def all_forms() -> list[type[TypedForm]]:
    """Return the forms of the application."""
    for found in pkgutil.walk_packages(web.__path__, "webapp.web."):
        importlib.import_module(found.name)
    forms = {form for form in forms_under(TypedForm) if form.__module__.startswith("webapp.web.")}
    return sorted(forms, key=lambda form: form.__name__)


FORMS = all_forms()
TYPED = [form for form in FORMS if form.INPUT is not None]


def empty(kind: type[TypedForm]) -> TypedForm:
    """Return a form as a browser sends it with nothing filled in: without what could have been ticked."""
    wanted: dict[str, tuple[Any, ...]] = {
        "BatchForm": ([],), "ChoiceForm": (5,), "DemandForm": ([], clock.today()), "OfferingForm": ([], clock.today()),
    }  # fmt: skip
    arguments = wanted.get(kind.__name__, ())
    unticked = (BooleanField, FileField, RadioField, SelectMultipleField)
    sent = {name: "" for name, field in kind(*arguments)._fields.items() if not isinstance(field, unticked)}
    return kind(*arguments, formdata=MultiDict(sent))


def refused_by_type(form: TypedForm) -> set[str]:
    """Return the fields that the input type complains of."""
    assert form.INPUT is not None
    try:
        form.INPUT.model_validate(form.typed())
    except ValidationError as error:
        return {str(complaint["loc"][0]) for complaint in error.errors() if complaint["loc"]}
    return set()


def test_every_form_has_an_input_type_or_is_named() -> None:
    bare = {form.__name__ for form in FORMS if form.INPUT is None and "posts" not in form.__module__}

    assert bare == WITHOUT_TYPE | BASES


@pytest.mark.parametrize("kind", TYPED, ids=lambda form: form.__name__)
def test_a_form_marks_what_its_type_refuses_when_it_is_left_empty(app: Flask, kind: type[TypedForm]) -> None:
    with app.test_request_context("/", method="POST"):
        form = empty(kind)
        marked = {name for name, field in form._fields.items() if field.flags.required}
        refused = refused_by_type(form)

    named = marked - BEYOND.get(kind.__name__, set())
    assert named | NOT_MARKED.get(kind.__name__, set()) == refused & form._fields.keys()


@pytest.mark.parametrize("kind", TYPED, ids=lambda form: form.__name__)
def test_a_description_names_the_limits_of_the_type(app: Flask, kind: type[TypedForm]) -> None:
    assert kind.INPUT is not None
    limits = limits_of(kind.INPUT)
    with app.test_request_context("/", method="POST"):
        fields = empty(kind)._fields
        names = [name for name in limits if name in fields and limits[name] != Limits()]
        told = {name: str(fields[name].description) for name in names if (kind.__name__, name) not in OF_THE_LAW}

    for name, text in told.items():
        assert "%(" not in text
        for least, most, at_most, within in LIMITS.findall(text):
            assert (least or None, most or at_most or within) == (
                str(limits[name].least) if least else None,
                str(limits[name].most),
            ), (name, text)
