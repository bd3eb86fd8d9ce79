"""Looking codes up, and keeping the code tables."""
