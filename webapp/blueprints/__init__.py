"""HTTP by domain concept. Each module has `bp`, a blueprint of its own name."""

from importlib import import_module

from flask import Flask

from webapp.config import Settings

CONCEPTS = (
    "home",
    "health",
    "auth",
    "account",
    "tokens",
    "organisations",
    "codes",
    "demands",
    "programs",
    "offerings",
    "rounds",
    "collecting",
    "pair_rules",
    "runs",
    "suggestions",
    "bulk_decline",
    "attachments",
    "agreements",
    "batches",
    "inbox",
    "conflicts",
    "publication",
    "objections",
    "alternates",
    "calendar",
    "admin",
    "admin_files",
    "admin_skills",
    "audit",
    "imports",
    "api",
)


def register(app: Flask, settings: Settings) -> None:
    """Register every concept, and the living page of components where debugging is on."""
    for concept in CONCEPTS:
        app.register_blueprint(import_module(f"webapp.blueprints.{concept}").bp)
    if settings.debug:
        app.register_blueprint(import_module("webapp.blueprints.design").bp)
