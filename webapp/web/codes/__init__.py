"""Code tables: forms, views, files."""
