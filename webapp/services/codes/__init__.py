"""Code tables as people search, pick and read them."""
