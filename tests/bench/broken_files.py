"""Thousands of broken files, each read to its end or refused in words: `script/bench broken`.

The files are good and bad ones of the tests with bytes changed, lost, doubled or swapped; in half of the
workbooks the packing stays whole and a part inside is broken. The same seed makes the same files.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from core.imports.reading import Unreadable, look_at, rows_of  # noqa: E402
from tests.bench.measure import Result  # noqa: E402
from tests.core.imports.corpus import book_files, text_files  # noqa: E402
from tests.core.imports.hostile import refused_files  # noqa: E402

FILES = 10_000
SEED = 20_261_122
MOST_CHANGES = 6
MEMORY = 100.0  # megabytes


def broken(count: int, seed: int) -> Iterator[bytes]:
    """So many broken files, one after the other."""
    pick = Random(seed)
    whole = [*text_files().values(), *book_files().values()]
    whole += [content for content, _sentence in refused_files().values()]
    for _ in range(count):
        content = pick.choice(whole)
        if content.startswith(b"PK") and pick.random() < 0.5:
            content = _with_broken_part(content, pick)
        else:
            content = _changed(content, pick)
        yield content


def _changed(content: bytes, pick: Random) -> bytes:
    """The bytes with a few changes, as a bad disk, a bad program or a bad person makes them."""
    made = bytearray(content)
    for _ in range(pick.randint(1, MOST_CHANGES)):
        place = pick.randrange(len(made) + 1)
        end = min(len(made), place + pick.choice((1, 2, 8, 64, 1024)))
        match pick.randrange(6):
            case 0:
                made[place:end] = pick.randbytes(end - place)
            case 1:
                del made[place:end]
            case 2:
                made[place:place] = pick.randbytes(pick.randint(1, 16))
            case 3:
                made[place:place] = made[place:end] * pick.randint(1, 20)
            case 4:
                made[place:end] = reversed(made[place:end])
            case _:
                del made[place:]
    return bytes(made)


def _with_broken_part(content: bytes, pick: Random) -> bytes:
    """A workbook packed anew with one of its parts changed or gone."""
    packed = io.BytesIO()
    # Some were broken to begin with, in many ways.
    with suppress(Exception):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        victim = pick.choice(sorted(parts))
        parts[victim] = _changed(parts[victim], pick)
        if pick.random() < 0.1:
            del parts[victim]
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
            for name, part in parts.items():
                book.writestr(name, part)
        return packed.getvalue()
    return _changed(content, pick)


def answer_to(path: Path) -> str:
    """The sentence that refuses the file, or nothing if it was read to its end."""
    try:
        layout = look_at(path).layout
        for _row in rows_of(path, layout.sheet, layout.header_row):
            pass
    except Unreadable as refusal:
        return refusal.sentence
    return ""


def read_all(count: int, seed: int) -> dict[str, float]:
    """Read every file; how many were read, refused or failed, in how long and how much memory."""
    found: Counter[str] = Counter(read=0, refused=0, failed=0, wordless=0)
    seconds = slowest = 0.0
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for number, content in enumerate(broken(count, seed)):
            path.write_bytes(content)
            begin = time.perf_counter()
            try:
                said = answer_to(path)
            except Exception:  # whatever it is, it is what this looks for
                found["failed"] += 1
                print(f"File {number} of seed {seed}:", traceback.format_exc(), file=sys.stderr)
            else:
                found["refused" if said else "read"] += 1
                found["wordless"] += bool(said) and not said.endswith(".")
            took = time.perf_counter() - begin
            seconds, slowest = seconds + took, max(slowest, took)
    return {**found, "seconds": seconds, "slowest": slowest, "memory": _memory() - before}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured() -> list[Result]:
    """The figures, from a process of its own."""
    command = [sys.executable, "-m", "tests.bench.broken_files", str(FILES), str(SEED)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(said)
    failed = Result("R12 broken files that fail", FILES, found["failed"], 0, 0, "0")
    failed.note = (
        f"{found['read']:,} read to their end, {found['refused']:,} refused, of which "
        f"{found['wordless']} without a sentence; {found['seconds']:.0f} s, "
        f"the slowest {found['slowest'] * 1000:.0f} ms"
    )
    ratio = found["memory"] / MEMORY
    memory = Result("R12 memory in MB", FILES, found["memory"], MEMORY, ratio, "≤ 1.0: 100 MB")
    return [failed, memory]


if __name__ == "__main__":
    print(json.dumps(read_all(*map(int, sys.argv[1:]))))
