"""`zhiqiao demo`: the demonstration on one machine, from nothing to a page that answers."""
