"""Agreements and batches."""
