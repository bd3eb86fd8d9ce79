"""From the cells of any file to proposed columns and to rows by field: pure functions, no database."""
