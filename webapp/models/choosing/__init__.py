"""Tables of answers to suggestions, and what may be typed in them."""
