"""Suggestions and what both sides answer to them."""
