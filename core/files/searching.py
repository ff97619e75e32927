"""Whether the bytes of a file name somebody who is to be forgotten."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO

from core.files.archives import FAULTS
from core.files.selectors import path_of
from core.forgetting import Known
from core.models import StoredFile
from core.service import Refused


def names_somebody(stored: StoredFile, known: Known) -> bool:
    """Whether a file holds somebody's words. What cannot be read cannot be shown to be without."""
    try:
        with path_of(stored) as path:
            if not zipfile.is_zipfile(path):
                with path.open("rb") as file:
                    return known.stands_in_files([file])
            with zipfile.ZipFile(path) as archive:
                return known.stands_in_files(_parts(archive))
    except (Refused, *FAULTS):
        return True


def _parts(archive: zipfile.ZipFile) -> Iterator[IO[bytes]]:
    for name in archive.namelist():
        with archive.open(name) as part:
            yield part
