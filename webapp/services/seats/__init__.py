"""Seats: dealt out, held within capacities, handed on to the next in line."""
