"""Publication: forms and views."""
