"""Pages of the public notice and of objections to it."""
