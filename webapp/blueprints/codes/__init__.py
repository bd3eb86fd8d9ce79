"""Looking codes up as one types, and pages that keep the code tables."""
