"""Code tables, what their administration keeps, and what may be typed in them."""
