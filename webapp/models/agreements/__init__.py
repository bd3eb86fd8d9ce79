"""Agreements, batches, satisfaction."""
