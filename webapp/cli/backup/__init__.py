"""`zhiqiao backup`: a database in one file, of either engine, written, checked and brought back."""
