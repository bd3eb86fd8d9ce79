"""The small framework under the API: requests, answers, problems, and the document that is read off the routes."""
