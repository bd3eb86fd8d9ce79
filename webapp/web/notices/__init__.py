"""What people are told, in words, and the form of which mail they want."""
