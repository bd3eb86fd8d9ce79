"""The table of the record of what was done."""
