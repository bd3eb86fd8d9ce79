"""The public notice and objections."""
