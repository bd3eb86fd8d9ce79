"""Pages of conflicts: statements, hearings, rulings."""
