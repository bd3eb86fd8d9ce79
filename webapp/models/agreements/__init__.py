"""Tables of agreements, batches and satisfaction, and what may be typed in them."""
