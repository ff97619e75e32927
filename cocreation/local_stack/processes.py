"""Child processes: in a session of their own, dying with us, known by number and start time.

A process number alone is not enough to know a process by: numbers are used again.
Number and start time together are, so only what we started is ever ended.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

PR_SET_PDEATHSIG = 1


class StackError(Exception):
    """Something did not start; the text says what, and what to do."""


def _status(pid: int) -> list[str]:
    """The fields of a process's status after its name, or [] if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def start_time(pid: int) -> str | None:
    """When a process was started, in the system's own count; None if it has ended.

    A process that has ended but was not yet collected by its parent counts as ended.
    """
    if sys.platform == "linux":
        status = _status(pid)
        return status[19] if status and status[0] not in "ZX" else None
    asked = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    words = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    return " ".join(words[1:]) if words and not words[0].startswith("Z") else None


def session_members(session: int) -> list[int]:
    """The processes still alive in one session (known on Linux only)."""
    numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [
        number
        for number in numbers
        if (status := _status(number)) and status[0] not in "ZX" and int(status[3]) == session
    ]


def wait_until(is_true: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Whether something came true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def send(pid: int, signal_number: int) -> None:
    """Send a signal to a process that may have ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal_number)


def end(pid: int, stop_signal: int, patience: float, *, may_kill: bool) -> bool:
    """End a session by its leader's number: ask, wait so many seconds, then insist if allowed.

    Returns whether all of it has ended.
    """
    if start_time(pid):
        send(pid, stop_signal)
        wait_until(lambda: start_time(pid) is None, patience, 0.05)
    if not may_kill:
        return start_time(pid) is None
    for member in session_members(pid):
        send(member, signal.SIGKILL)
    return wait_until(lambda: not start_time(pid) and not session_members(pid), 5, 0.05)


def _die_with_parent(stop_signal: int) -> Callable[[], None]:
    """What a new child does first: ask to be told when its parent dies, however it dies."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != parent:
                os._exit(1)

    return ask


def open_log(path: Path) -> BinaryIO:
    """A log to add to; it and its folder are for this user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    log = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    path.chmod(0o600)
    return log


@dataclass
class Child:
    """One process we look after."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path
    stop_signal: int = signal.SIGTERM
    may_kill: bool = True
    # Further arguments of Popen: the user to run as.
    identity: dict[str, Any] = field(default_factory=dict)
    first_words: bytes = b""
    process: subprocess.Popen[bytes] | None = None
    started_at: str = ""
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, in a session of its own, with its output added to its log."""
        with open_log(self.log) as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.PIPE if self.first_words else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Safe here: this process has one thread.
                preexec_fn=_die_with_parent(self.stop_signal),  # noqa: PLW1509
                **self.identity,
            )
        self.starts.append(time.monotonic())
        self.started_at = start_time(self.process.pid) or ""
        if self.process.stdin:
            self.process.stdin.write(self.first_words)
            self.process.stdin.close()

    def is_running(self) -> bool:
        """Whether it is still there."""
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = 10) -> None:
        """Ask it to end, wait, and collect it; PostgreSQL is never killed, only waited for."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience if self.may_kill else 60)
            except subprocess.TimeoutExpired:
                if not self.may_kill:
                    raise StackError(f"{self.name} takes more than a minute to stop.") from None
        if self.may_kill:
            end(self.process.pid, signal.SIGKILL, 0, may_kill=True)
            self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, to show when something went wrong."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def wait_ready(child: Child, is_ready: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until a child answers, or say why it does not."""
    wait_until(lambda: not child.is_running() or is_ready(), seconds)
    if not child.is_running() or not is_ready():
        state = "did not answer in time" if child.is_running() else "stopped at once"
        raise StackError(f"{child.name} {state}. The end of {child.log}:\n{child.last_lines()}")
