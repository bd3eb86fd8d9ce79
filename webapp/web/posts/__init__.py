"""Demands, programmes, offerings: forms and views."""
