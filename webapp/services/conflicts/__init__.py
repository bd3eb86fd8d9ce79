"""Conflicts between choices: statements, hearings, rulings."""
