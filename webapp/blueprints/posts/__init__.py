"""Demands, programmes, offerings."""
