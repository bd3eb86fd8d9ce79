"""What every table shares, background work, and enums that several rooms ask."""
