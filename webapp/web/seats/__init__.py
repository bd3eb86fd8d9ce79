"""Seats and alternates: their words and their lists."""
