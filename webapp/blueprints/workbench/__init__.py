"""First pages, the workbench of each role, and the record."""
