"""First pages and the record."""
