"""Tables of uploaded lists and their rows."""
