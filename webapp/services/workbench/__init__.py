"""What waits for a person, and the record as it is searched."""
