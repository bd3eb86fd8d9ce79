"""Suggestions and answers: the forms, why a pair fits in words, and what their pages show."""
