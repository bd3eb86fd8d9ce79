"""How well known partnerships are found again."""
