"""Organisations, people, tokens."""
