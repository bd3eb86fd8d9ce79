"""What every table shares, and the closed lists of values."""
