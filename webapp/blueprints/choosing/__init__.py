"""Suggestions and answers."""
