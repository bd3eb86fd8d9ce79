"""Agreements: forms, words, views, files."""
