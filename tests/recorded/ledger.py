"""What a database holds, what a request has written there, and the way back to what it held before."""

import re
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
TOLD = ("status", "state", "decision", "phase", "kind", "action", "way", "origin")  # columns whose values are told
NOTHING = (None, "", 0, "[]", "{}", "null")
SHORT = 16
SECRET = re.compile(r"(_at|_id|hash|key|token|tail)$")
UNTOLD = re.compile(r"^(id|updated_at|seen_at|used_at|rowid)$")
PAIR = (
    "(SELECT number FROM demand d WHERE d.id = demand_id) || '/' || "
    "(SELECT number FROM offering o WHERE o.id = offering_id)"
)
NAMES = {  # how a row is called, by the table; everything else by its number in the order of keeping
    "organisation": "name", "person": "name", "demand": "number", "offering": "number", "program": "name",
    "matching_round": "code", "run": "'run ' || number", "conflict": "'conflict ' || number",
    "objection": "'objection ' || number", "student_batch": "kind", "import_batch": "file_name",
    "import_wording": "written", "code_upload": "'upload'", "agreement": "'agreement'", "pair_rule": "kind",
    "person_session": "agent", "api_token": "'token of ' || (SELECT name FROM person p WHERE p.id = person_id)",
    "notice": "'notice to ' || (SELECT name FROM person p WHERE p.id = person_id)",
    "invitation": "'invitation of ' || (SELECT name FROM organisation o WHERE o.id = organisation_id)",
    **dict.fromkeys(("suggestion", "allocation", "alternate_offer"), PAIR),
}  # fmt: skip


class Ledger:
    """Looks at a database of its own account, and puts it back."""

    def __init__(self, file: Path) -> None:
        """Keep the database as it is now."""
        self._live = sqlite3.connect(file)
        self._live.execute("UPDATE person_session SET seen_at = '2026-03-16 01:30:00.000000'")
        self._live.commit()
        kept = file.with_suffix(".kept")
        kept.unlink(missing_ok=True)
        self._kept = sqlite3.connect(kept)
        self._live.backup(self._kept)
        tables = self._live.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        self._tables = {name: self._columns(name) for (name,) in tables if not name.startswith("sqlite_")}
        self._base = self._held = self._look()
        self._seen = self._version()
        self.names = self._names()

    def close(self) -> None:
        """Close what is open."""
        self._live.close()
        self._kept.close()

    def written(self) -> list[str]:
        """Return what has been written since the last time that somebody asked."""
        version = self._version()
        if version == self._seen:
            return []
        self._seen, before, self._held = version, self._held, self._look()
        found = [_told(table, before[table], self._held[table]) for table in self._tables]
        return [line for line in found if line]

    def restore(self) -> None:
        """Put the database back."""
        if self._held is not self._base:
            self._kept.backup(self._live)
            self._held, self._seen = self._base, self._version()

    def restore_if_written(self) -> None:
        """Put the database back where something was written."""
        if self.written():
            self.restore()

    def value(self, table: str, key: UUID, column: str) -> Any:
        """Return what a column of a row holds."""
        return self._base[table][(key.hex,)].get(column)

    def key_of(self, name: str) -> str:
        """Return the key of what is called so."""
        return next(key for key, told in self.names.items() if told == name)

    def version_of_answer(self, suggestion: UUID) -> int | None:
        """Return the version of what was answered to a suggestion, where somebody has."""
        found = [row["version"] for row in self._base["choice"].values() if row["suggestion_id"] == suggestion.hex]
        return found[0] if found else None

    def keys(self, table: str) -> list[UUID]:
        """Return the keys of a table's rows in the order of their names."""
        return sorted((UUID(key[0]) for key in self._base[table]), key=lambda key: self.names[str(key)])

    def _version(self) -> int:
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def _columns(self, table: str) -> tuple[list[str], list[int]]:
        told = self._live.execute(f"PRAGMA table_info({table})").fetchall()
        return [row[1] for row in told], [place for place, row in enumerate(told) if row[5]]

    def _look(self) -> Rows:
        found: Rows = {}
        for table, (columns, keys) in self._tables.items():
            rows = self._live.execute(f"SELECT * FROM {table}").fetchall()
            found[table] = {tuple(row[place] for place in keys): dict(zip(columns, row, strict=True)) for row in rows}
        return found

    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for table, (columns, _keys) in self._tables.items():
            if "id" not in columns:
                continue
            name = NAMES.get(table, f"'{table}'")
            taken: dict[str, int] = {}
            for key, told in self._live.execute(f"SELECT id, {name} FROM {table} ORDER BY {name}, rowid"):
                told = str(told)
                taken[told] = taken.get(told, 0) + 1
                if isinstance(key, str) and len(key) == 32:
                    found[str(UUID(key))] = told if taken[told] == 1 else f"{told} ({taken[told]})"
        return found


def _told(table: str, before: dict[Any, dict[str, Any]], after: dict[Any, dict[str, Any]]) -> str:
    """Return in one line what became of a table's rows."""
    new = sorted(_values(row) for key, row in after.items() if key not in before)
    gone = sorted(_values(row) for key, row in before.items() if key not in after)
    changed = sorted(filter(None, (_change(before[key], row) for key, row in after.items() if key in before)))
    parts = [f"{sign}{len(rows)}{_listed(rows)}" for sign, rows in (("+", new), ("−", gone), ("~", changed)) if rows]
    return f"{table} {' '.join(parts)}" if parts else ""


def _values(row: dict[str, Any]) -> str:
    told = [str(row[name]) for name in TOLD if row.get(name) not in (None, "")]
    return " ".join([*told, f"{sum(value not in NOTHING for value in row.values())} filled"])


def _listed(rows: list[str]) -> str:
    counted = {row: rows.count(row) for row in rows if row}
    return f" ({'; '.join(row if count == 1 else f'{count}× {row}' for row, count in counted.items())})" * bool(counted)


def _change(before: dict[str, Any], after: dict[str, Any]) -> str:
    changed = [name for name in after if after[name] != before[name] and not UNTOLD.match(name)]
    return ", ".join(f"{name}{_from_to(name, before[name], after[name])}" for name in changed)


def _from_to(name: str, before: Any, after: Any) -> str:
    """Return what a value was and is, where it is short and no moment, id or secret."""
    if SECRET.search(name) or any(isinstance(value, str) and len(value) > SHORT for value in (before, after)):
        return ""
    return f" {before}→{after}"
