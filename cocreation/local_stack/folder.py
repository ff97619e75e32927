"""The folder a stack lives in: one stack at a time, its secrets, and what it left behind."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
from pathlib import Path
from typing import Any

from .processes import Child, StackError, end, start_time

SECRET_NAMES = ("owner", "app", "publisher", "valkey", "secret_key")


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, whole or not at all."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    new.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """A small file of ours; empty if it is missing or was cut short."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


class Folder:
    """Where one stack keeps its data, logs and secrets, and the lock that makes it the only one."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.log = self.path / "log"
        self.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.chmod(0o700)
        self._lock: int | None = None
        self._state: dict[str, Any] = {}

    def lock(self) -> bool:
        """Take the folder for this process; False if another has it. Freed when we end, however."""
        lock = os.open(self.path / "stack.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def unlock(self) -> None:
        """Give the folder back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secrets(self) -> dict[str, str]:
        """The passwords and the signing key, made at random once and then kept."""
        path = self.path / "secrets.json"
        kept = read_json(path)
        found = {name: str(kept.get(name) or secrets.token_urlsafe(48)) for name in SECRET_NAMES}
        if found != kept:
            write_private(path, json.dumps(found))
        return found

    def state(self) -> dict[str, Any]:
        """What the stack that has this folder says of itself: address and processes."""
        return read_json(self.path / "stack.json")

    def note(self, **facts: Any) -> None:
        """Add facts to what we say of ourselves."""
        self._state |= {"supervisor": os.getpid(), **facts}
        write_private(self.path / "stack.json", json.dumps(self._state))

    def note_children(self, children: list[Child]) -> None:
        """Keep which processes are ours, so that a later start can end them if we cannot."""
        running = {
            child.name: [child.process.pid, child.started_at, child.stop_signal, child.may_kill]
            for child in children
            if child.process
        }
        self.note(children=running)

    def clear(self) -> None:
        """Forget: everything has been stopped."""
        (self.path / "stack.json").unlink(missing_ok=True)
        self._state = {}

    def heal(self) -> int:
        """End what a killed run left behind; returns how many processes that were.

        Only processes whose number and start time are both as noted. Last started, first ended.
        """
        state, ended = self.state(), 0
        for name, (pid, started_at, stop_signal, may_kill) in reversed(
            list(state.get("children", {}).items())
        ):
            if start_time(pid) == started_at:
                ended += 1
                if not end(pid, stop_signal, 30, may_kill=may_kill):
                    raise StackError(f"{name} of an earlier run (process {pid}) does not end.")
            elif may_kill and started_at and start_time(pid) is None:
                # The leader is gone; what it started may still hold the port.
                end(pid, signal.SIGKILL, 0, may_kill=True)
        if socket_folder := state.get("socket_folder"):
            shutil.rmtree(socket_folder, ignore_errors=True)
        self.clear()
        return ended


def fingerprint(*parts: object) -> str:
    """A short mark that changes when any part does."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def files_mark(paths: list[Path]) -> str:
    """A mark of files by name, size and time of change, for "has anything changed?"."""
    looked_at = [(str(path), path.stat()) for path in sorted(paths)]
    return fingerprint([(name, facts.st_size, facts.st_mtime_ns) for name, facts in looked_at])
