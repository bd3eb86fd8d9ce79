"""Rounds, runs, suggestions, and what is collected before."""
