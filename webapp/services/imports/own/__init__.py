"""Spreadsheets in layouts of their own: their columns are matched, their words are learnt, their rows are taken."""
