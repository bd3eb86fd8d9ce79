"""The public notice and the objections to it."""
