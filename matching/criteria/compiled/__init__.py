"""Compiled twins of criteria, named alike."""
