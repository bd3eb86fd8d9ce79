"""Glue between HTTP and the services: what pages and the API share, in one room per concept."""
