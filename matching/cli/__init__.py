"""The commands of `python -m matching`."""
