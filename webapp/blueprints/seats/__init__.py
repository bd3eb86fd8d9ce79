"""Pages of alternates: what the next in line was offered, and the answers."""
