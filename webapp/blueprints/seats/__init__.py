"""Alternates."""
