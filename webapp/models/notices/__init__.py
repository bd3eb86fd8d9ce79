"""Notices and attachments."""
