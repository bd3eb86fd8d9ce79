"""Snapshots, runs, suggestions, and what is typed for a run."""
