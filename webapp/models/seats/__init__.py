"""Tables of capacities, allocations and offers to alternates."""
