"""Where the bytes lie by default: a folder of the trust's own disk, outside everything served."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone

FRESH = timedelta(days=1)
log = structlog.get_logger(__name__)


class PrivateFiles(FileSystemStorage):
    """A folder in which a name means a whole file: written aside, on the disk, then renamed."""

    @property
    def base_location(self) -> str:
        """The folder, as the settings say now."""
        return str(settings.FILES_FOLDER)

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def url(self, name: str | None) -> str:
        """There is none."""
        raise ValueError("Private files have no address.")

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        try:
            self._write(part, content)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return name

    def _write(self, part: Path, content: File[Any]) -> None:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """Have the disk remember the new name."""
    line = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(line)
    finally:
        os.close(line)


def remove_bytes(key: str) -> None:
    """Remove the bytes of a file whose row is gone. What fails here the nightly tidying does."""
    try:
        storages["private"].delete(key)
    except OSError:
        log.warning("file_not_removed")


def folder_of_work() -> Path:
    """Where files lie for a moment, while they come in or are worked on: on the disk of files."""
    folder = Path(settings.FILES_FOLDER) / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear_work() -> int:
    """Remove what a process that was killed left among the work in hand; how much there was."""
    old = time.time() - FRESH.total_seconds()
    left = [path for path in folder_of_work().iterdir() if path.lstat().st_mtime < old]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def stored_keys() -> Iterator[tuple[str, list[str]]]:
    """Every folder of bytes, with the names of all that lies in it."""
    storage = storages["private"]
    for letters in (f"{number:02x}" for number in range(256)):
        try:
            _folders, names = storage.listdir(letters)
        except OSError:
            names = []
        yield letters, [f"{letters}/{name}" for name in names]


def is_fresh(key: str) -> bool:
    """Whether bytes are so new that their row may not be there yet, or are gone already."""
    try:
        written = storages["private"].get_modified_time(key)
    except OSError:
        return True
    return timezone.now() - written < FRESH


def new_key() -> str:
    """A name for bytes that says nothing; the first two letters are its folder."""
    chance = uuid4().hex
    return f"{chance[:2]}/{chance}"
