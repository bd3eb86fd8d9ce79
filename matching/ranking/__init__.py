"""From numbers to the best pairs of each side."""
