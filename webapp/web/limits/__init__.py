"""The calendar of working days: its form and its words."""
