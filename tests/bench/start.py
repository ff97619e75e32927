"""P13: start and idle of the whole stack against Django and PostgreSQL alone."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Result

IDLE_SECONDS = 10


def measured() -> list[Result]:
    """Second start to "Ready", resident memory and idle processor time of all processes."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name
            not in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLISHER_URL", "REDIS_URL")
        }
        environment |= {"PORT": str(_free_port()), "DJANGO_SETTINGS_MODULE": "cocreation.settings"}
        _started(environment, folder)[0].stop()
        bare = [_bare(environment, folder) for _ in range(3)]
        ours = []
        for _ in range(3):
            stack, seconds = _started(environment, folder)
            ours.append(seconds * 1000)
            memory, busy = stack.memory_mb(), stack.idle_share()
            stack.stop()
    limit = sorted(bare)[1]
    start = sorted(ours)[1]
    pairs = [(round(a, 0), round(b, 0)) for a, b in zip(ours, bare, strict=True)]
    return [
        Result("P13 start, second time", 0, start, limit, start / limit, "≤ 2.0", pairs=pairs),
        Result("P13 memory in MB", 0, memory, 600, memory / 600, "≤ 1.0"),
        Result("P13 idle share of a core in %", 0, busy * 100, 1, busy * 100, "≤ 1.0"),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


BARE = """
import sys
from pathlib import Path
from cocreation.local_stack.services import services
with services(Path(sys.argv[1]), durable=True) as addresses:
    import os
    os.environ.update(addresses, SECRET_KEY="0123456789" * 6)
    import django
    django.setup()
    print("up", flush=True)
    sys.stdin.readline()
"""


def _bare(environment: dict[str, str], folder: str) -> float:
    """Milliseconds until PostgreSQL, Valkey and `django.setup()` are up, and nothing else."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", BARE, folder],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.readline()
        seconds = time.perf_counter() - begin
        process.communicate("\n")
    return seconds * 1000


class Stack:
    """A running `script/server` and all its processes."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process

    def pids(self) -> list[int]:
        """The supervisor and everything below it."""
        children: dict[int, list[int]] = {}
        for each in Path("/proc").glob("[0-9]*"):
            try:
                parent = int(re.search(r"\) \S (\d+)", (each / "stat").read_text())[1])
            except (OSError, TypeError):
                continue
            children.setdefault(parent, []).append(int(each.name))
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo.extend(children.get(pid, []))
        return found

    def memory_mb(self) -> float:
        """Proportional share of memory: what the processes share counts once."""
        total = 0
        for pid in self.pids():
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
        return total / 1024

    def idle_share(self) -> float:
        """Processor seconds per second while nobody asks for anything."""
        time.sleep(3)
        before = self._ticks()
        time.sleep(IDLE_SECONDS)
        return (self._ticks() - before) / os.sysconf("SC_CLK_TCK") / IDLE_SECONDS

    def _ticks(self) -> int:
        total = 0
        for pid in self.pids():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            total += int(fields[11]) + int(fields[12])
        return total

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def _started(environment: dict[str, str], folder: str) -> tuple[Stack, float]:
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "cocreation.local_stack", "serve", "--folder", folder],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("Ready:"):
            return Stack(process), time.perf_counter() - begin
    raise RuntimeError("The stack did not start.")
