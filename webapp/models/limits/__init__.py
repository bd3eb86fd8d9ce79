"""What the rules of the state demand, and which days are worked."""
