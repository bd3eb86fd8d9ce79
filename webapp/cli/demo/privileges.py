"""Started by root, the demonstration runs as somebody who may do less, where that somebody can reach the files."""

import os
import pwd
import sys
from collections.abc import Iterator
from pathlib import Path

OURS = ("zhiqiao.sqlite3", "zhiqiao.sqlite3-wal", "zhiqiao.sqlite3-shm", "secret", "demo-accounts.json", ".demo.lock")
FOLDERS = ("outbox",)


def give_up_root(code: Path, var: Path) -> bool:
    """Become the owner of the code, or `nobody`, for good; return False where root stays.

    The folder `var` and the files in it that are ours change hands. Nothing changes where the person could not read
    the code or write to the folder.
    """
    if os.geteuid() != 0:
        return True
    owner = code.stat().st_uid
    try:
        person = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        return False
    things = list(_things_of_ours(var))
    before = [(thing, thing.stat()) for thing in things]
    for thing in things:
        os.chown(thing, person.pw_uid, person.pw_gid, follow_symlinks=False)
    if not _could_work(person, code, var):
        for thing, stat in before:
            os.chown(thing, stat.st_uid, stat.st_gid, follow_symlinks=False)
        return False
    _become(person)
    return True


def _things_of_ours(var: Path) -> Iterator[Path]:
    """Yield the folder, if nothing but our own files is in it, and our files."""
    ours = {*OURS, *FOLDERS}
    if all(entry.name in ours for entry in var.iterdir()):
        yield var
    for name in (*OURS, *FOLDERS):
        if (var / name).exists():
            yield var / name
    for name in FOLDERS:
        if (var / name).is_dir():
            yield from (entry for entry in (var / name).iterdir() if entry.is_file())


def _could_work(person: pwd.struct_passwd, code: Path, var: Path) -> bool:
    """Try it in a child process: read the code, run Python, write to the folder."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _become(person)
            (code / "wsgi.py").read_bytes()
            trial = var / ".write-test"
            trial.touch()
            trial.unlink()
            reachable = os.access(sys.executable, os.X_OK) and os.access(os.__file__, os.R_OK)
            reachable = reachable and all(os.access(path, os.R_OK) for path in sys.path if os.path.exists(path))
            status = 0 if reachable else 1
        except OSError:
            pass
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _become(person: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setgid(person.pw_gid)
    os.setuid(person.pw_uid)
    os.environ["HOME"] = person.pw_dir
