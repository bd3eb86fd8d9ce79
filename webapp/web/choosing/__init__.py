"""Suggestions: forms, views, evidence in words."""
