"""Notices, attachments, outgoing mail."""
