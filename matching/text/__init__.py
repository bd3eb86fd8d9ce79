"""Text as the library compares it."""
