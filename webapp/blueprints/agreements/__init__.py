"""Pages of agreements and of the batches of students under them."""
