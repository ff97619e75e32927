"""The figures of claims as tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.figures import Times, Why
from core.charts import INK, PAPER, Bar, Colour, shorten, stacked_rows

NARROW, WIDE = 288, 926
ON_TIME, LATE = Colour("#005eb8", PAPER), Colour("#ffdd7a", INK)
MOST_ROWS = 20


def days_said(days: int | None) -> str:
    """Working days in words."""
    if days is None:
        return "None decided"
    if days == 0:
        return "the same day"
    return "1 day" if days == 1 else f"{days:,} days"


def times_table(what: str, rows: Sequence[Times]) -> dict[str, Any]:
    """How long decisions took, a row for each part."""
    columns = [
        {"text": what, "header": True},
        {"text": "Costs decided", "numeric": True},
        {"text": "Half within", "numeric": True},
        {"text": "Nine in ten within", "numeric": True},
        {"text": "By the promised day", "numeric": True},
        {"text": "Later", "numeric": True},
    ]
    cells = [
        [
            row.name,
            f"{row.count:,}",
            days_said(row.half),
            days_said(row.most),
            f"{row.on_time:,}",
            f"{row.late:,}",
        ]
        for row in rows
    ]
    return {"columns": columns, "rows": cells}


def times_chart(name: str, what: str, rows: Sequence[Times]) -> SafeString:
    """What was decided by the promised day and what later, a row for each part."""
    bars = [
        Bar(row.name, (row.on_time, row.late), f"half: {days_said(row.half)}")
        for row in rows[:MOST_ROWS]
    ]
    parts = [("By the promised day", ON_TIME), ("Later than promised", LATE)]
    return _drawn(name, bars, parts, f"Costs decided, by {what.lower()}")


def reasons_table(rows: Sequence[Why]) -> dict[str, Any]:
    """Why less was agreed to."""
    columns = [
        {"text": "Reason", "header": True},
        {"text": "Not agreed", "numeric": True},
        {"text": "Agreed in part", "numeric": True},
    ]
    cells = [[row.reason, f"{row.refused:,}", f"{row.in_part:,}"] for row in rows]
    return {"columns": columns, "rows": cells}


def reasons_chart(rows: Sequence[Why]) -> SafeString:
    """The same as a picture."""
    bars = [
        Bar(f"{place}. {row.reason}", (row.refused, row.in_part))
        for place, row in enumerate(rows[:MOST_ROWS], 1)
    ]
    parts = [("Not agreed", ON_TIME), ("Agreed in part", LATE)]
    return _drawn("claims-reasons", bars, parts, "Reasons for agreeing to nothing or to less")


def _drawn(
    name: str, bars: Sequence[Bar], parts: Sequence[tuple[str, Colour]], title: str
) -> SafeString:
    description = "Each row is divided in two. The numbers are in the table."
    pictures = [
        stacked_rows(
            f"{name}-{width}",
            [Bar(_fitting(bar.label, width), bar.parts, bar.note) for bar in bars],
            parts,
            width=width,
            title=title,
            description=description,
        )
        for width in (WIDE, NARROW)
    ]
    return format_html(
        '<div class="portal-chart__wide">{}</div><div class="portal-chart__narrow">{}</div>',
        *pictures,
    )


def _fitting(label: str, width: int) -> str:
    """As much of a label as has room beside its bar, or above it and its note."""
    return shorten(label, 165 if width == WIDE else 180, 13)
