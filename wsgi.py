"""The door for gunicorn: `gunicorn wsgi:app`."""

from webapp import create_app
from webapp.config import ServedSettings

app = create_app(ServedSettings())
