"""What people are told, in words, and which mail they want."""
