"""What all pages between opening and freezing a round share: their blueprint."""

from flask import Blueprint

bp = Blueprint("collecting", __name__)
