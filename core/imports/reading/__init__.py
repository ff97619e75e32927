"""Reading a file of any layout: a CSV of any kind or a workbook, as rows of text.

Pure: a path in; rows or one clear sentence out. Memory stays flat whatever the file is, and
no file can make it fail in another way than `Unreadable`.

Cells are text, trimmed. Of a workbook, days read "2026-03-05" (with a time "2026-03-05 14:30"),
times "14:30", lengths of time "26:30", numbers as short as Excel shows them, yes and no "Yes"
and "No"; a formula gives the value that was saved with it. A cell that has none, or whose
formula shows an error, reads as one of `faults.FAULTS`.
"""

from core.imports.reading.faults import fault_of
from core.imports.reading.headings import fingerprint, looks_like_totals
from core.imports.reading.limits import Unreadable
from core.imports.reading.tables import Layout, Look, Sheet, layout_of, look_at, rows_of

__all__ = [
    "Layout",
    "Look",
    "Sheet",
    "Unreadable",
    "fault_of",
    "fingerprint",
    "layout_of",
    "look_at",
    "looks_like_totals",
    "rows_of",
]
