"""Who came, from a spreadsheet that was filled in where there was no connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from activities.imports.attendance import SheetRead, read_sheet
from activities.models import Opportunity
from activities.rules import attendance as rules
from activities.selectors.attendance import day_of
from activities.services.attendance import mark_sheet
from core.files.kinds import SPREADSHEETS, Takes
from core.files.selectors import path_of
from core.files.services import drop_file, store_upload
from core.imports.reading import Unreadable
from core.service import Refused, refuse, service

TAKES = Takes(SPREADSHEETS, most_bytes=2_000_000)
PURPOSE = "activities.attendance"


@dataclass(frozen=True)
class FileMarked:
    """What a file said: how many came and did not, rows left out, and numbers not on the list."""

    opportunity: Opportunity
    came: int
    missed: int
    unclear: tuple[int, ...]
    strangers: int


@service
def mark_file(*, by: Any, opportunity: Opportunity, upload: Any) -> FileMarked:
    """Mark everybody of whom a file says that they came or did not. The file is not kept."""
    read = _read(by, upload)
    refuse(
        rules.file_blocker(
            has_columns=read.has_columns,
            is_too_long=read.is_too_long,
            says_anything=bool(read.rows),
        ),
        field="file",
    )
    listed = {row.person_id for row in day_of(opportunity, by).rows}
    came, missed = read.came & listed, read.missed & listed
    mark_sheet(by=by, opportunity_id=opportunity.pk, came=came, missed=missed)
    strangers = len((read.came | read.missed) - listed)
    return FileMarked(opportunity, len(came), len(missed), tuple(read.unclear), strangers)


def _read(by: Any, upload: Any) -> SheetRead:
    """What the file says; it is gone again before this is done: what is in it is about people."""
    stored = store_upload(by=by, upload=upload, purpose=PURPOSE, takes=TAKES)
    try:
        with path_of(stored) as path:
            return read_sheet(path)
    except Unreadable as fault:
        raise Refused(fault.sentence, field="file") from fault
    finally:
        drop_file(by=by, stored=stored)
