"""Pages of signing in and up, of one's account and tokens, and of organisations."""
