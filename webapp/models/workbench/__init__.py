"""The record of what was done, remarks on posts, outgoing mail, forms taken, background work."""
