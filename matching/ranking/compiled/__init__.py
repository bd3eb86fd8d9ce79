"""Compiled twins of the ranking."""
