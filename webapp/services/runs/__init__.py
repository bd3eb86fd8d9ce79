"""Runs of the matching library over a frozen round, and their results."""
