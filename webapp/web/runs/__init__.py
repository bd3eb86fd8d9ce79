"""Runs: the form of a trial, why posts are left over in words, their lists."""
