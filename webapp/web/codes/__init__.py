"""Code tables: the forms of their rows, their words, what their pages show, their lists."""
