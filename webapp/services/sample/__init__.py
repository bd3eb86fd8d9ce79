"""The sample and the demonstration."""
