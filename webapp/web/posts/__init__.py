"""Demands, programmes, offerings: their forms and words, and what the pages of a demand show."""
