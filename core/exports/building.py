"""Writing a file of many rows: a workbook, or CSV files in a ZIP archive. In constant memory."""

from __future__ import annotations

import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from core.exports.content import Content, Part
from core.tables.codebook import codebook
from core.tables.csv_files import MARK, csv_line, csv_table
from core.tables.values import CHUNK, read
from core.tables.workbooks import Workbook
from core.work.progress import Progress

XLSX, ZIP = "xlsx", "zip"
# What rows are called, and how many there are.
Counted = tuple[str, int]
# Most of what deflating gains at a third of its time.
COMPRESSION = 1


@contextmanager
def building(export_id: UUID) -> Iterator[Path]:
    """A folder for one file while it is built; what a killed worker left in it goes first."""
    folder = building_folder() / str(export_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def building_folder() -> Path:
    """Where files are built."""
    return Path(settings.FILES_FOLDER) / "building"


class _Told:
    """How far it is, over all parts together."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress = progress
        self.total = total
        self.done = 0
        self.of: Counter[str] = Counter()

    def rows(self, part: Part) -> Iterator[tuple]:
        """The part's rows, saying how far they are; stops the work when somebody asked for it."""
        self._say(part)
        for row in read(part.table, part.rows):
            self.done += 1
            self.of[part.name] += 1
            if self.done % CHUNK == 0:
                self._say(part)
            yield row

    def _say(self, part: Part) -> None:
        # Rows may have been added since they were counted.
        self.total = max(self.total, self.done)
        self.progress.at(_("Writing %(name)s") % {"name": part.name}, self.done, self.total)


def build(content: Content, form: str, path: Path, progress: Progress) -> list[Counted]:
    """Write the file to `path`; what it holds, part by part, as people count it.

    What belongs to a thing is read before the thing itself, that is from the last part to the
    first: whatever is logged meanwhile, no session stands there without its activity.
    """
    told = _Told(progress, sum(part.count() for part in content.parts))
    write = _workbook if form == XLSX else _archive
    write(content, path, told)
    return [
        (part.one if told.of[part.name] == 1 else part.many, told.of[part.name])
        for part in content.parts
    ]


def _workbook(content: Content, path: Path, told: _Told) -> None:
    with path.open("wb") as file, Workbook(file, content.about, path.parent) as book:
        places = [book.add(part.name, part.table) for part in content.parts]
        for place, part in reversed(list(zip(places, content.parts, strict=True))):
            book.fill(place, told.rows(part))


def _archive(content: Content, path: Path, told: _Told) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for part in reversed(content.parts):
            with archive.open(f"{part.name}.csv", "w", force_zip64=True) as file:
                for piece in csv_table(part.table, told.rows(part)):
                    file.write(piece)
        facts = [(part.name, part.table, told.of[part.name]) for part in content.parts]
        lines = "".join(csv_line(cells) for cells in codebook(content.about, facts))
        archive.writestr(f"{_('What the columns mean')}.csv", MARK + lines.encode())
