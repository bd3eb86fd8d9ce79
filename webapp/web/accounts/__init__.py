"""Accounts and organisations: their forms, their words, and the letters of signing up and in."""
