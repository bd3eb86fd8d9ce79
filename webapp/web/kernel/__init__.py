"""What every page stands on: the session, guards, forms, pages of lists, wording, downloads."""
