"""Pages of rounds: settings and phases, what is collected for them, pinned and banned pairs."""
