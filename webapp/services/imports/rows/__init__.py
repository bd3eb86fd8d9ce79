"""What a row of each kind of list means."""
