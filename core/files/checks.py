"""The worker's look at files that came in: for viruses, and at what photos carry hidden."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

import structlog

from core.files import scanner
from core.files.kinds import PHOTOS
from core.files.photos import UnreadablePhotoError, cleaned
from core.files.selectors import open_stored, path_of, waiting_ids
from core.files.services import give_up_check, note_check, note_clean_photo, remove_infected
from core.files.storage import folder_of_work
from core.models import StoredFile
from core.service import Refused, System

BY = System("files")
log = structlog.get_logger(__name__)


def check_due() -> int:
    """Check every file that waits, one after the other; how many were decided.

    Without an answer from the scanner the rest goes on waiting: nobody gets an unchecked file.
    """
    decided = 0
    for file_id in waiting_ids():
        try:
            decided += _check(file_id)
        except scanner.ScannerAwayError:
            log.warning("scanner_away")
            break
    return decided


def _check(file_id: UUID) -> bool:
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        return False
    try:
        state = _scan(stored)
        if state == StoredFile.ScanState.INFECTED:
            log.warning("virus_found", subject_id=str(stored.pk), purpose=stored.purpose)
            remove_infected(by=BY, file_id=file_id)
        elif stored.kind in PHOTOS and not stored.is_cleaned:
            _clean(stored, state)
        else:
            note_check(by=BY, file_id=file_id, state=state)
    except (Refused, scanner.NotScannedError, UnreadablePhotoError) as problem:
        log.warning("file_not_checked", subject_id=str(file_id), fault=type(problem).__name__)
        give_up_check(by=BY, file_id=file_id)
    except scanner.ScannerAwayError:
        raise
    except Exception:
        # Whatever is wrong with this one, the others are not to wait for it.
        log.exception("file_check_broke", subject_id=str(file_id))
        give_up_check(by=BY, file_id=file_id)
    return True


def _scan(stored: StoredFile) -> StoredFile.ScanState:
    if not scanner.is_set():
        return StoredFile.ScanState.UNSCANNED
    with open_stored(stored) as file:
        is_infected = scanner.has_virus(file)
    return StoredFile.ScanState.INFECTED if is_infected else StoredFile.ScanState.CLEAN


def _clean(stored: StoredFile, state: StoredFile.ScanState) -> None:
    with (
        path_of(stored) as source,
        tempfile.NamedTemporaryFile(dir=folder_of_work()) as target,
    ):
        kind = cleaned(source, Path(target.name), stored.kind)
        note_clean_photo(by=BY, file_id=stored.pk, state=state, kind=kind, path=Path(target.name))
