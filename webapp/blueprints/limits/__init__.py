"""The page of the calendar of working days."""
