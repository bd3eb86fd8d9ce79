"""Tables of conflicts, hearings and rulings, and what may be typed in them."""
