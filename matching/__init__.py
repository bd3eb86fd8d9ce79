"""Ranks school–enterprise pairs by industry-code similarity and fuzzy skill overlap, and explains each score.

Pure: no web framework, no database, no clock, no randomness; files only in `matching.io` and `matching.__main__`.
"""
