"""Code tables as an administrator changes them."""
