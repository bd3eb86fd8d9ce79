"""Runs: forms, words, files."""
