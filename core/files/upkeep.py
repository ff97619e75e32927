"""Every night: bytes that belong to nothing go, bytes that are missing or changed are found."""

from __future__ import annotations

import time

import structlog

from core.files.selectors import (
    is_intact,
    keys_under,
    known_keys,
    longest_uncompared,
    open_stored,
)
from core.files.services import drop_expired, look_again, note_comparison
from core.files.storage import clear_work, is_fresh, remove_bytes, stored_keys
from core.models import StoredFile
from core.service import Refused, System

BY = System("files")
# Bytes are read again in turn, as many as can be in this time.
READING = 300  # seconds
AT_ONCE = 200
log = structlog.get_logger(__name__)


def tidy_files() -> dict[str, int]:
    """The night's round; how many of each were found."""
    return {
        "expired": drop_expired(by=BY),
        "tried_again": look_again(by=BY),
        "left_over": clear_work(),
        **_match_bytes_and_rows(),
        "changed": _compare(),
    }


def _match_bytes_and_rows() -> dict[str, int]:
    """Folder by folder: bytes without a row go, rows without bytes are marked."""
    orphans = missing = 0
    for letters, keys in stored_keys():
        wanted = keys_under(letters)
        for key in set(keys) - set(wanted):
            # Asked again: a row may have come since. A fresh one is left for its row to come.
            if not is_fresh(key) and not known_keys([key]):
                remove_bytes(key)
                orphans += 1
        for key in set(wanted) - set(keys):
            missing += _note_if_missing(wanted[key])
    return {"orphans": orphans, "missing": missing}


def _note_if_missing(file_id) -> bool:
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        return False
    try:
        open_stored(stored).close()
    except Refused:
        log.warning("file_missing", subject_id=str(file_id), purpose=stored.purpose)
        note_comparison(by=BY, file_id=file_id, damage=StoredFile.Damage.MISSING)
        return True
    return False


def _compare(seconds: float = READING) -> int:
    """Read files again, longest unread first, until the time is up."""
    changed = 0
    end, begun = time.monotonic() + seconds, set()
    while batch := [s for s in longest_uncompared(AT_ONCE) if s.pk not in begun]:
        for stored in batch:
            begun.add(stored.pk)
            changed += _is_changed(stored)
            if time.monotonic() > end:
                return changed
    return changed


def _is_changed(stored: StoredFile) -> bool:
    """Whether the bytes are not those that were stored; noted either way."""
    try:
        with open_stored(stored) as file:
            damage = "" if is_intact(stored, file) else StoredFile.Damage.CHANGED
    except (Refused, OSError):
        damage = StoredFile.Damage.MISSING
    if damage:
        log.warning("file_damaged", subject_id=str(stored.pk), purpose=stored.purpose)
    note_comparison(by=BY, file_id=stored.pk, damage=damage)
    return bool(damage)
