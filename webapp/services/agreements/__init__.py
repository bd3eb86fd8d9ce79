"""Agreements, their duties, batches of students, what both sides think of it."""
