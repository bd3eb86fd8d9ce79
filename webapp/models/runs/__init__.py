"""Tables of snapshots, runs and suggestions, and what is typed for a run."""
