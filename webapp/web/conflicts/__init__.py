"""Conflicts: forms and views."""
