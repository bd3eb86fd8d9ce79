"""Conflicts, hearings, rulings: their forms and words, what their pages show, their list."""
