"""The small framework under the API."""
