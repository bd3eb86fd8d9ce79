"""The record of everything, in words."""
