"""Demands, programmes, offerings, and what may be typed in them."""
