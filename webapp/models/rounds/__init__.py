"""Tables of rounds and of what is collected for them, and what may be typed in them."""
