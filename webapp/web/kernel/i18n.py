"""Languages: Chinese first, English complete; names of enums and code tables in the reader's language."""

from datetime import date, datetime
from typing import Any

from flask import Flask, request, url_for
from flask import session as cookie
from flask_babel import Babel, get_locale

from webapp import clock
from webapp.models.kernel.labels import LabelledEnum
from webapp.services.kernel.audit import actor_name
from webapp.web.kernel.links import url_here

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}

babel = Babel()


def init_app(app: Flask) -> None:
    """Choose the language of each request and give templates what they need to word things."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", LANGUAGES["zh"])
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", clock.SHANGHAI.key)
    babel.init_app(app, locale_selector=choose_locale)
    app.before_request(_remember_language)
    app.jinja_env.filters.update(label=label, named=named, day=day, moment=moment, number=number, score=score)
    app.jinja_env.filters["actor_name"] = actor_name
    app.context_processor(lambda: {"language": html_lang(), "switch_language_url": switch_language_url})


def is_machine_request() -> bool:
    """Tell whether a program asks: the API, but for the page that explains it."""
    return request.path.startswith("/api/") and request.endpoint != "api.docs"


def choose_locale() -> str:
    """Return the locale that the link or the cookie asks for; else Chinese, whatever the browser prefers.

    A program has neither: it says so by Accept-Language.
    """
    if is_machine_request():
        return LANGUAGES[request.accept_languages.best_match(list(LANGUAGES), "zh") or "zh"]
    wanted = request.args.get("lang")
    if wanted not in LANGUAGES:
        wanted = cookie.get("lang")
    return LANGUAGES.get(str(wanted), LANGUAGES["zh"])


def language() -> str:
    """Return `zh` or `en`."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def html_lang() -> str:
    """Return the tag for the page's `lang` attribute."""
    return "en" if language() == "en" else "zh-CN"


def switch_language_url() -> str:
    """Return the address of this page in the other language."""
    other = "zh" if language() == "en" else "en"
    if request.endpoint is None or request.method not in ("GET", "HEAD"):
        return url_for("home.index", lang=other)
    return url_here(lang=other)


def label(value: LabelledEnum | None) -> str:
    """Return an enum member's name in the reader's language."""
    return "" if value is None else value.label(language())


def named(thing: Any) -> str:
    """Return a code's name in the reader's language; Chinese where the table has no English one."""
    if thing is None:
        return ""
    english = getattr(thing, "name_en", "")
    return english if language() == "en" and english else str(thing.name)


def day(value: date | datetime | None) -> str:
    """Return a date as 2026-04-15, or -- where there is none."""
    if value is None:
        return "--"
    if isinstance(value, datetime):
        value = clock.day_of(value)
    return value.strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """Return a moment as 2026-04-15 18:00 in Shanghai, or -- where there is none."""
    return "--" if value is None else clock.in_china(value).strftime("%Y-%m-%d %H:%M")


def number(value: float | None) -> str:
    """Return a whole number with separators, or -- where there is none."""
    return "--" if value is None else f"{value:,.0f}"


def score(value: float | None) -> str:
    """Return points with one decimal, or -- where there are none."""
    return "--" if value is None else f"{value:.1f}".replace("-", "−")


def _remember_language() -> None:
    if is_machine_request():
        return
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and cookie.get("lang") != wanted:
        cookie["lang"] = wanted
