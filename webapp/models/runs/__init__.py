"""What is typed for a run."""
