"""The phases of a round: the one room that knows all others."""
