"""Rounds, and what is collected for them."""
