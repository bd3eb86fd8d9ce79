"""Full addresses on the platform."""

from flask import current_app

from webapp.config import Settings


def address_of(path: str) -> str:
    """Return a full address on the platform: from the settings, never from the request's Host."""
    settings: Settings = current_app.extensions["zhiqiao.settings"]
    return settings.public_url.rstrip("/") + path
