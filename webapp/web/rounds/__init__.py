"""Rounds: forms, views, steps, files."""
