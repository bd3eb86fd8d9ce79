"""The folder of a demonstration: its secret, its sign-ins, its lock, and how all of it is thrown away."""

import json
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from webapp.cli.demo.privileges import FOLDERS, OURS
from webapp.cli.refusal import Refusal
from webapp.services.sample.demonstration import DemoAccount


class DemoFiles:
    """What a demonstration keeps beside its database, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        """Name the files of the folder."""
        self.folder = folder
        self.accounts = folder / "demo-accounts.json"
        self.lock = folder / ".demo.lock"

    def make_folder(self) -> None:
        """Make the folder unless it is there."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise self._refusal() from None

    def must_be_writable(self) -> None:
        """Refuse a folder that takes no files."""
        trial = self.folder / ".write-test"
        try:
            trial.touch()
            trial.unlink()
        except OSError:
            raise self._refusal() from None

    def remove(self) -> None:
        """Remove our own files and nothing else."""
        for name in OURS:
            if name != self.lock.name:
                (self.folder / name).unlink(missing_ok=True)
        for name in FOLDERS:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def secret(self) -> str:
        """Return the secret that signs cookies, made at the first start."""
        path = self.folder / "secret"
        if not path.exists():
            self._write(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()

    def read_accounts(self) -> list[DemoAccount]:
        """Return the sign-ins of an earlier start, or none where it did not come that far."""
        try:
            rows = json.loads(self.accounts.read_text(encoding="utf-8"))
            return [DemoAccount(**account) for account in rows]
        except (OSError, ValueError, TypeError):
            return []

    def write_accounts(self, opened: Iterable[DemoAccount]) -> None:
        """Keep the sign-ins, so that tools can sign in too."""
        text = json.dumps([asdict(account) for account in opened], ensure_ascii=False, indent=2)
        self._write(self.accounts, text + "\n")

    def _write(self, path: Path, text: str) -> None:
        fresh = path.with_name(path.name + ".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
            handle.write(text)
        fresh.replace(path)

    def _refusal(self) -> Refusal:
        return Refusal(
            f"文件夹 {self.folder} 不可写；请修正权限，或用 ZHIQIAO_VAR 换一个文件夹。",
            f"The folder {self.folder} cannot be written to; mend its permissions, or set ZHIQIAO_VAR to another one.",
        )
