"""What all routes of the API share: their address, the token at the door, problems instead of pages."""

from flask import Blueprint
from pydantic import ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from webapp.services.kernel.errors import DomainError
from webapp.web.api import problems, requests
from webapp.web.api.problems import ApiProblem, Misfit

bp = Blueprint("api", __name__, url_prefix="/api/v1")

bp.before_request(requests.admit)
bp.after_request(requests.dress)
bp.register_error_handler(ApiProblem, problems.of_api)
bp.register_error_handler(DomainError, problems.of_domain)
bp.register_error_handler(Misfit, problems.of_misfit)
bp.register_error_handler(ValidationError, problems.of_validation)
bp.register_error_handler(HTTPException, problems.of_http)
bp.register_error_handler(DataError, problems.of_data)
bp.register_error_handler(RecursionError, problems.of_depth)
bp.register_error_handler(Exception, problems.of_surprise)
