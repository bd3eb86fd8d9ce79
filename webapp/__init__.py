"""The Flask application of the matching exchange."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import blueprints, hosts
from webapp.config import Settings
from webapp.release import VERSION
from webapp.web.api import requests
from webapp.web.frame import errors, headers, navigation, origin, refused, static, vocabulary
from webapp.web.kernel import db, i18n, identity, links

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings."""
    settings = settings or Settings()
    app = Flask(__name__)
    app.extensions["zhiqiao.settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret or "only-for-debugging",
        DEBUG=settings.debug,
        SESSION_COOKIE_NAME="zhiqiao",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TEMPLATES_AUTO_RELOAD=settings.debug,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes = False

    headers.init_app(app, settings)
    origin.init_app(app)
    db.init_app(app, settings)
    i18n.init_app(app)
    links.init_app(app)
    csrf.init_app(app)
    identity.init_app(app)
    vocabulary.init_app(app)
    navigation.init_app(app)
    errors.init_app(app)
    refused.init_app(app)
    static.init_app(app)
    hosts.init_app(app, settings)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    requests.init_app(app, settings)
    blueprints.register(app, settings)
    csrf.exempt(app.blueprints["api"])  # no cookie lets anybody in there: a request carries its token itself
    app.context_processor(lambda: {"version": VERSION, "demo_notice": settings.demo})
    return app
