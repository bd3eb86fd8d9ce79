"""Health, attachments, the page of components."""
