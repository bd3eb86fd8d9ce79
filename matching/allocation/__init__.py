"""Seats over pairs within capacities."""
