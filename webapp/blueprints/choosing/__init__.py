"""Pages of suggestions: the queue, answers and ranks, declining many at once."""
