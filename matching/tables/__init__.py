"""Code tables and CSV files."""
