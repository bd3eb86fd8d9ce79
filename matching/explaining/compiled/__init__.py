"""Compiled twins of the explanations, named alike."""
