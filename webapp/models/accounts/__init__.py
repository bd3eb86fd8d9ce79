"""Tables of organisations, people, their sessions and tokens, and what may be typed in them."""
