"""The picture of how deep it felt beside how deep it was logged."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from activities.felt_gap import Figure, gap_words
from core.charts import INK, PAPER, Bar, Colour, stacked_rows

NARROW, WIDE = 288, 926
# Apart from each other in greyscale too, and none of the onion's colours.
PARTS = (
    ("Less deep", Colour("#ffb81c", INK)),
    ("As logged", Colour("#e8edee", INK)),
    ("Deeper", Colour("#330072", PAPER)),
)
TITLE = "How deep it felt beside what was logged"


def gap_bars(rows: list[tuple[str, Figure]]) -> SafeString:
    """A row for each side, divided by whether it felt less deep, as logged or deeper."""
    bars = [
        Bar(label, (one.shallower, one.same, one.deeper), gap_words(one.gap))
        if one.is_shown
        else Bar(label, (0, 0, 0), gap_words(None))
        for label, one in rows
    ]
    said = "; ".join(f"{bar.label}: {bar.note}" for bar in bars)
    drawn = [
        stacked_rows(
            f"felt-gap-{width}",
            bars,
            PARTS,
            width=width,
            title=TITLE,
            description=f"{said}. The numbers are in the table.",
        )
        for width in (WIDE, NARROW)
    ]
    return format_html(
        '<div class="portal-chart__wide">{}</div><div class="portal-chart__narrow">{}</div>', *drawn
    )
