"""HTTP by domain concept. Each module has `bp`, a blueprint of its own name."""

from importlib import import_module

from flask import Flask

from webapp.config import Settings

CONCEPTS = (
    "workbench.home",
    "kernel.health",
    "accounts.auth",
    "accounts.account",
    "accounts.tokens",
    "accounts.organisations",
    "codes.codes",
    "posts.demands",
    "posts.programs",
    "posts.offerings",
    "rounds.rounds",
    "rounds.collecting",
    "rounds.pair_rules",
    "rounds.co_hosts",
    "runs.runs",
    "choosing.suggestions",
    "choosing.bulk_decline",
    "kernel.files",
    "agreements.agreements",
    "agreements.batches",
    "notices.inbox",
    "conflicts.conflicts",
    "publication.publication",
    "publication.objections",
    "seats.alternates",
    "limits.calendar",
    "codes.tables",
    "codes.files",
    "codes.skills",
    "workbench.audit",
    "imports.imports",
    "imports.matching",
    "api",
)


def register(app: Flask, settings: Settings) -> None:
    """Register every concept, and the living page of components where debugging is on."""
    for concept in CONCEPTS:
        app.register_blueprint(import_module(f"webapp.blueprints.{concept}").bp)
    if settings.debug:
        app.register_blueprint(import_module("webapp.blueprints.kernel.design").bp)
