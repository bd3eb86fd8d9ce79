"""What both sides offer: demands, programmes, offerings."""
