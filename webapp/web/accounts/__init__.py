"""Accounts and organisations: forms and letters."""
