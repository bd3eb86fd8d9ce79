"""Answers to suggestions."""
