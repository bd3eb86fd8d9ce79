"""Values as people write them, read one way for pages, the API and files: what is ambiguous is asked, never guessed."""
