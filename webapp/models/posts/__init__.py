"""Tables of demands, programmes and offerings, and what may be typed in them."""
