"""Tables of notices, attached files and outgoing mail."""
