"""Tables of publications, corrections and objections, and what may be typed in them."""
