"""The command as scripts use it: what it prints on which stream, and its exit status."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _stays_in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the command from leaving its mask and variables behind."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("ZHIQIAO_")]:
        del os.environ[name]
    monkeypatch.setattr(os, "umask", lambda _mask: 0o022)
    yield
    os.environ.clear()
    os.environ.update(before)
