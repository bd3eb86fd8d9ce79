"""What every page stands on: the session, guards, forms, pages, words, downloads."""
