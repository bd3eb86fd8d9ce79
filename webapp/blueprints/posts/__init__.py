"""Pages of demands, programmes and offerings."""
