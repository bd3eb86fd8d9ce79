"""Publications, corrections, objections."""
