"""Publications, objections, special days."""
