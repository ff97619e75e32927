"""Reading stored files: their bytes, for a worker or a page; and whether these are still theirs."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.files.storage import storages
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.files.kinds import size_words
from core.files.storage import folder_of_work
from core.models import StoredFile
from core.service import Refused

PIECE = 1_000_000
LATE = timedelta(minutes=10)
VIRUS = "A virus was found in this file, so it was removed."
LOST = "This file is damaged or missing. We have noted it; tell us if you need it."
BEING_CHECKED = "This file is still being checked. Try again in a minute."
NOT_CHECKED = (
    "This file could not be checked for viruses, so nobody can open it yet. We keep trying."
)


def given_blocker(stored: StoredFile) -> str | None:
    """None, or why a file is not handed out now."""
    state = stored.scan_state
    if state == StoredFile.ScanState.INFECTED:
        return VIRUS
    if stored.damage:
        return LOST
    if state == StoredFile.ScanState.WAITING:
        return BEING_CHECKED
    return NOT_CHECKED if state == StoredFile.ScanState.FAILED else None


def waiting_ids() -> list[UUID]:
    """Files to be checked, the one that waits longest first."""
    waiting = StoredFile.objects.filter(scan_state=StoredFile.ScanState.WAITING)
    return list(waiting.order_by("at").values_list("pk", flat=True))


def keys_under(letters: str) -> dict[str, UUID]:
    """Files that should have bytes in one folder, by the names of these."""
    rows = StoredFile.objects.filter(key__startswith=f"{letters}/")
    gone = StoredFile.ScanState.INFECTED
    return dict(rows.exclude(scan_state=gone).values_list("key", "pk"))


def known_keys(keys: list[str]) -> set[str]:
    """Those of the names that a file has."""
    return set(StoredFile.objects.filter(key__in=keys).values_list("key", flat=True))


def longest_uncompared(most: int) -> list[StoredFile]:
    """Files whose bytes were looked at longest ago, or never."""
    found = StoredFile.objects.exclude(scan_state=StoredFile.ScanState.INFECTED)
    return list(found.order_by(F("compared_at").asc(nulls_first=True), "pk")[:most])


@dataclass(frozen=True)
class FileFacts:
    """How it stands with files, for the health page."""

    count: int
    size: int
    waiting: int
    is_late: bool
    failed: int
    infected: int
    damaged: int
    free: int

    @property
    def size_words(self) -> str:
        """How much they take up."""
        return size_words(self.size)

    @property
    def free_words(self) -> str:
        """How much more there is room for."""
        return size_words(self.free)


def file_facts() -> FileFacts:
    """The state of stored files now."""
    late = timezone.now() - LATE
    found = StoredFile.objects.aggregate(
        count=Count("pk"),
        size=Coalesce(Sum("size"), 0),
        waiting=Count("pk", filter=Q(scan_state="waiting")),
        late=Count("pk", filter=Q(scan_state="waiting", at__lt=late)),
        failed=Count("pk", filter=Q(scan_state="failed")),
        infected=Count("pk", filter=Q(scan_state="infected")),
        damaged=Count("pk", filter=~Q(damage="")),
    )
    is_late = found.pop("late") > 0
    free = shutil.disk_usage(folder_of_work()).free
    return FileFacts(**found, is_late=is_late, free=free)


def open_stored(stored: StoredFile) -> IO[bytes]:
    """The bytes of a file, open for reading; for our own programs, whatever its scan says.

    Raises `Refused` when they are missing, as those of a file with a virus are.
    """
    try:
        return storages["private"].open(stored.key, "rb")
    except OSError as problem:
        is_removed = stored.scan_state == StoredFile.ScanState.INFECTED
        raise Refused(VIRUS if is_removed else LOST) from problem


@contextmanager
def path_of(stored: StoredFile) -> Iterator[Path]:
    """A path on this machine with the bytes of a file, to read and not to keep.

    Where the storage is somewhere else this is a copy, which goes afterwards.
    """
    here = ""
    with suppress(NotImplementedError):
        here = storages["private"].path(stored.key)
    if here:
        open_stored(stored).close()  # says what is wrong, if anything is
        yield Path(here)
        return
    with tempfile.NamedTemporaryFile(dir=folder_of_work()) as copy:
        with open_stored(stored) as file:
            while piece := file.read(PIECE):
                copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def is_intact(stored: StoredFile, file: IO[bytes]) -> bool:
    """Whether an open file holds what was stored; it is left at its start."""
    mark, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        mark.update(piece)
        size += len(piece)
    file.seek(0)
    return (size, mark.hexdigest()) == (stored.size, stored.digest)
