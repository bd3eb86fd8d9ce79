"""Conflicts, hearings, rulings."""
