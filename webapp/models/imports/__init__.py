"""Uploaded lists and their rows."""
