"""Rounds until they are frozen: invitations, late posts, pins and bans, the check."""
