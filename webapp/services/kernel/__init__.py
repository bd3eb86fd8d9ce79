"""What every service stands on: refusals, locks, order of lists, the record, the queue, files, papers."""
