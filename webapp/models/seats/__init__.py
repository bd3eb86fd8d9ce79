"""Capacities, allocations, offers to alternates."""
