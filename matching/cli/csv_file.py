"""Writing CSV files whole or not at all, and never over what is no file of results."""

import csv
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from matching.errors import InputError


def check_output(path: Path, inputs: Iterable[Path | None]) -> None:
    """Raise `InputError` for a place to write to that is a folder, or a file that the command reads by any name."""
    if path.is_dir():
        raise InputError("is a folder; name the file to write", file=str(path))
    for other in inputs:
        if other is not None and path.exists() and other.exists() and path.samefile(other):
            raise InputError(f"is {other.name}, which this command reads; name another file to write", file=str(path))


def write_rows(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Write a CSV file beside its place and move it there when it is whole; a failure leaves nothing behind.

    A link stays, and what it points at is replaced; a device or pipe is written to.
    """
    place = path.resolve() if path.is_symlink() else path
    if place.exists() and not stat.S_ISREG(place.stat().st_mode):
        with open(place, "w", encoding="utf-8", newline="") as file:
            _write(file, header, rows)
        return
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            _write(file, header, rows)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, place)
    except BaseException:
        os.unlink(name)
        raise


def _write(file: "csv._writer", header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:  # type: ignore[name-defined]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
