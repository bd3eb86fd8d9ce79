"""Pages of lists that come in: template, upload, report, confirmation, taking back."""
