"""Text that a spreadsheet could take for a formula, made harmless and made whole again.

A CSV file says nothing about what is text, so such text gets an apostrophe in front. A workbook
says of each cell that it is text and needs none.
"""

from __future__ import annotations

import re

# Starts of a formula in Excel and LibreOffice, also in the wide forms of East Asian keyboards.
_STARTS = "=+\\-@\t\r\n＝＋－＠"
# Programs may skip these before they look at the first character.
_SKIPPED = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00"

# Apostrophes belong to the shape: what begins with one already gets a second, or reading the
# file again could not tell the writer's own from ours.
_RISKY = re.compile(f"'*[{_SKIPPED}]*[{_STARTS}]")


def harmless(text: str) -> str:
    """Text with an apostrophe in front if a spreadsheet could read it as a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def as_written(text: str) -> str:
    """The text that `harmless` was given: what a cell of a CSV file of ours says.

    For every text, `as_written(harmless(text)) == text`. Cells of workbooks are not guarded.
    """
    return text[1:] if text.startswith("'") and _RISKY.match(text, 1) else text
