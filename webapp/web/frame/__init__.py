"""What stands around every page: headers, errors, navigation, static files, and which tables of words there are."""
