"""From the cells of any file to proposed columns and to rows by field: pure functions, no database."""

from webapp.services.imports.mapping.lining import lines, row_notes
from webapp.services.imports.mapping.looking import look

__all__ = ["lines", "look", "row_notes"]
