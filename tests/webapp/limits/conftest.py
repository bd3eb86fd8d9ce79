"""The office that keeps the code tables."""

from tests.webapp.codes.editing import conftest as admin_side

office = admin_side.office
small_office = admin_side.small_office
