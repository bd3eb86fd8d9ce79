"""Weights learnt from choices."""
