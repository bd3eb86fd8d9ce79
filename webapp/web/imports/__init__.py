"""Lists: words and reports."""
