"""Writes of stored files: keep one, drop one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.utils import timezone

from core.background import wake
from core.files import kinds
from core.files.kept import KEPT_FOR, Kept
from core.files.kinds import KINDS, PHOTOS, Takes
from core.files.names import tidy_name
from core.files.storage import new_key, remove_bytes
from core.files.uploads import NO_ROOM, TOO_LARGE
from core.files.wording import FULL
from core.forgetting import Known
from core.models import StoredFile
from core.service import Refused, System, acting, bookkeeping, service

PIECE = 1_000_000
KEPT = "core.kept"
MOST_KEPT = 3  # for one person at a time
TASK = "core.tasks.check_files"
# Nights on which a file is tried that could not be checked.
MOST_TRIES = 10
log = structlog.get_logger(__name__)


@service
def store_upload(*, by: Any, upload: UploadedFile | Kept, purpose: str, takes: Takes) -> StoredFile:
    """Keep a file that somebody handed in, if the page takes it.

    Raises `Refused` for the field "file" with what to do. It is checked by a worker; until then
    `pages.serve` does not hand it out.
    """
    if isinstance(upload, Kept):
        return _take_over(by, upload, purpose, takes)
    fault = getattr(upload, "fault", "")
    if fault == NO_ROOM:
        raise Refused(FULL, field="file")
    if fault == TOO_LARGE:
        raise Refused(kinds.too_large_words(takes), field="file")
    file = _open(upload)
    kind = kinds.kind_of(file, name=upload.name or "", size=upload.size or 0, takes=takes)
    stored = StoredFile(
        name=tidy_name(upload.name or "", kind.endings[0]),
        kind=kind.name,
        size=upload.size or 0,
        digest=getattr(upload, "digest", "") or _digest(file),
        purpose=purpose,
        by=_person(by),
        scan_state=_first_state(kind.name),
    )
    if stored.scan_state == StoredFile.ScanState.WAITING:
        acting().after_commit.append(lambda: wake(TASK))
    return _keep(stored, file)


@service
def keep_upload(*, by: Any, upload: UploadedFile, takes: Takes) -> Kept:
    """Keep a file whose form was not carried out, for the person who sent it, for a day."""
    mine = StoredFile.objects.filter(by=by, purpose=KEPT).order_by("-at")
    for old in mine[MOST_KEPT - 1 :]:
        drop_file(by=by, stored=old)
    stored = store_upload(by=by, upload=upload, purpose=KEPT, takes=takes)
    stored.expires_at = timezone.now() + KEPT_FOR
    stored.save(update_fields=["expires_at"])
    return Kept(str(stored.pk), stored.name, stored.size)


def _take_over(by: Any, kept: Kept, purpose: str, takes: Takes) -> StoredFile:
    """The file that its owner sent with a form that came back, now for good."""
    mine = StoredFile.objects.select_for_update(of=["self"]).filter(by=by, purpose=KEPT)
    stored = mine.filter(pk=kept.file_id).first()
    if stored is None or stored.kind not in takes.kinds or stored.size > takes.most_bytes:
        raise Refused("Choose the file again.", field="file")
    stored.purpose, stored.expires_at = purpose, None
    stored.save(update_fields=["purpose", "expires_at"])
    return stored


@service
def store_path(
    *,
    by: Any,
    path: Path,
    name: str,
    kind: str,
    purpose: str,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Keep a file that the portal itself made; the one at `path` is left to the caller."""
    with path.open("rb") as file:
        stored = StoredFile(
            name=tidy_name(name, KINDS[kind].endings[0]),
            kind=kind,
            size=path.stat().st_size,
            digest=_digest(file),
            purpose=purpose,
            by=_person(by),
            expires_at=expires_at,
            scan_state=StoredFile.ScanState.OURS,
        )
        return _keep(stored, file)


@service
def drop_file(*, by: Any, stored: StoredFile) -> None:
    """Remove a file for good: the row now, its bytes as soon as that stands.

    Whatever points to it must be gone already.
    """
    key = stored.key
    stored.delete()
    acting().after_commit.append(lambda: remove_bytes(key))


@service
def note_check(*, by: Any, file_id: UUID, state: str) -> None:
    """Note what a check of a file found."""
    stored = _locked(file_id)
    if stored.scan_state == StoredFile.ScanState.WAITING:
        stored.scan_state = state
        stored.save(update_fields=["scan_state"])


@service
def note_clean_photo(*, by: Any, file_id: UUID, state: str, kind: str, path: Path) -> None:
    """Put the copy at `path`, without hidden data, in the place of a photo that was handed in."""
    stored = _locked(file_id)
    if stored.scan_state != StoredFile.ScanState.WAITING or stored.is_cleaned:
        return
    old_key = stored.key
    with path.open("rb") as file:
        stored.size, stored.digest = path.stat().st_size, _digest(file)
        stored.kind, stored.scan_state, stored.is_cleaned = kind, state, True
        stored.name = tidy_name(stored.name, KINDS[kind].endings[0])
        _keep(stored, file, is_new=False)
    acting().after_commit.append(lambda: remove_bytes(old_key))


@service
def remove_infected(*, by: Any, file_id: UUID) -> None:
    """Remove the bytes of a file in which a virus was found; its row says what happened."""
    stored = _locked(file_id)
    stored.scan_state = StoredFile.ScanState.INFECTED
    stored.save(update_fields=["scan_state"])
    acting().after_commit.append(lambda: remove_bytes(stored.key))


@service
def give_up_check(*, by: Any, file_id: UUID) -> None:
    """Note that a file could not be checked; nobody gets it until it could."""
    found = StoredFile.objects.select_for_update(of=["self"]).filter(pk=file_id)
    stored = found.filter(scan_state=StoredFile.ScanState.WAITING).first()
    if stored is not None:
        stored.scan_state, stored.scan_tries = StoredFile.ScanState.FAILED, stored.scan_tries + 1
        stored.save(update_fields=["scan_state", "scan_tries"])


@service
def look_again(*, by: Any) -> int:
    """Have files checked again that could not be, and those from before there was a scanner."""
    waiting = StoredFile.ScanState.WAITING
    failed = StoredFile.objects.filter(scan_state="failed", scan_tries__lt=MOST_TRIES)
    count = failed.update(scan_state=waiting)
    if settings.SCANNER_ADDRESS:
        count += StoredFile.objects.filter(scan_state="unscanned").update(scan_state=waiting)
    return count


@service
def drop_expired(*, by: Any) -> int:
    """Remove files whose time is up, but for those that something still points to."""
    dropped = 0
    for stored in StoredFile.objects.filter(expires_at__lt=timezone.now()).order_by("expires_at"):
        try:
            with transaction.atomic():
                drop_file(by=by, stored=stored)
        except models.ProtectedError:
            log.warning("file_still_used", purpose=stored.purpose)
        else:
            dropped += 1
    return dropped


@bookkeeping
def note_comparison(*, by: Any, file_id: UUID, damage: str) -> None:
    """Note what a look at the bytes of a file found: nothing, or what is wrong with them."""
    StoredFile.objects.filter(pk=file_id).update(damage=damage, compared_at=timezone.now())


def _locked(file_id: UUID) -> StoredFile:
    return StoredFile.objects.select_for_update(of=["self"]).get(pk=file_id)


def _keep(stored: StoredFile, file: IO[bytes], *, is_new: bool = True) -> StoredFile:
    """The bytes first: a row never stands for less than the whole file."""
    stored.key = new_key()
    try:
        file.seek(0)
        storages["private"].save(stored.key, File(file))
    except OSError as problem:
        log.warning("file_not_stored", fault=type(problem).__name__)
        raise Refused(FULL, field="file") from problem
    try:
        stored.save(force_insert=is_new)
    except BaseException:
        remove_bytes(stored.key)
        raise
    return stored


def _first_state(kind: str) -> str:
    """Photos wait even where nothing looks for viruses: their hidden data is taken out first."""
    if settings.SCANNER_ADDRESS or kind in PHOTOS:
        return StoredFile.ScanState.WAITING
    return StoredFile.ScanState.UNSCANNED


def _person(by: Any) -> Any:
    return None if isinstance(by, System) else by


def _open(upload: UploadedFile) -> IO[bytes]:
    upload.seek(0)
    file: Any = upload.file
    return file


def _digest(file: IO[bytes]) -> str:
    """The SHA-256 of an open file, read in pieces."""
    mark = hashlib.sha256()
    file.seek(0)
    read: Callable[[], bytes] = lambda: file.read(PIECE)  # noqa: E731 - iter() wants a function
    for piece in iter(read, b""):
        mark.update(piece)
    file.seek(0)
    return mark.hexdigest()


@service
def forget_in_names(*, by: Any, known: Known, accounts: Collection[int]) -> int:
    """Take somebody's name out of the names of files, and remove what they sent and nobody took.

    What a file that was handed in shows, a person must look at: see the guide on privacy.
    """
    for stored in StoredFile.objects.filter(by__in=accounts, purpose=KEPT):
        drop_file(by=by, stored=stored)
    if not known.pattern:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_storedfile SET name = 'removed.' || reverse(split_part(reverse(name), '.', 1))"
            " WHERE lower(name) ~ %s",
            [known.pattern],
        )
        return cursor.rowcount
