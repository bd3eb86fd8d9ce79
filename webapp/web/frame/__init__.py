"""What stands around every page: headers, errors, navigation, static files."""
