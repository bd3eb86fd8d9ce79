"""Routes of no concept: health, attached files, the living page of components."""
