"""Signing in, accounts, organisations, tokens."""
