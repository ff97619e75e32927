"""The column of named activities beside the rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.charts.sheet import Sheet
from activities.onion import HAPPENED, PLANNED, Band, Named, Ring
from core.charts import INK, PAPER, QUIET, element, number, shorten, text, text_width, words

_LINE = 20.0


@dataclass(frozen=True)
class _Block:
    """What stands beside one ring or band: from where, its names, and how many more there are."""

    x: float
    y: float
    names: tuple[Named, ...]
    more: int


def draw_names(sheet: Sheet) -> tuple[list[str], float]:
    """The column of named activities with a line to each ring; and its lower end."""
    drawn: list[str] = []
    low = 0.0
    blocks = _blocks(sheet)
    for block in blocks:
        lines = len(block.names) + (1 if block.more else 0)
        middle = max(block.y, low + lines * _LINE / 2)
        low = middle + lines * _LINE / 2 + 14
        drawn += _block(sheet, block, middle)
    return drawn, low


def _blocks(sheet: Sheet) -> list[_Block]:
    found = []
    for place, ring in enumerate(sheet.onion.rings):
        oval = sheet.ovals[place]
        if ring.names:
            most = 5 if place == len(sheet.ovals) - 1 else 4
            down = (
                sheet.look.core_height / 2 if place == len(sheet.ovals) - 1 else sheet.look.gap / 2
            )
            y = oval.top + down + (sheet.look.band * 0.5 if place in sheet.band_edges else 0)
            found.append(_block_of(oval.x + oval.half_width(y) - 14, y, ring, most))
        if place + 1 in sheet.band_edges and sheet.band_edges[place + 1].names:
            edge = sheet.ovals[place + 1]
            y = edge.top + sheet.look.band * 1.3
            found.append(_block_of(edge.x + edge.half_width(y), y, sheet.band_edges[place + 1], 3))
    return sorted(found, key=lambda block: block.y)


def _block_of(x: float, y: float, part: Ring | Band, most: int) -> _Block:
    """At most `most` lines; where anything is planned, one line is its own."""
    happened = [n for n in part.names if n.state == HAPPENED]
    planned = [n for n in part.names if n.state == PLANNED]
    lines = most if part.total <= most else most - 1
    kept = happened[: lines - bool(planned)]
    shown = (*kept, *planned[: lines - len(kept)])
    return _Block(x, y, shown, max(part.total - len(shown), 0))


def _block(sheet: Sheet, block: _Block, middle: float) -> Iterator[str]:
    left = sheet.look.names_from
    lines = len(block.names) + (1 if block.more else 0)
    path = (
        f"M{number(block.x)} {number(block.y)}H{number(left - 46)}"
        f"L{number(left - 22)} {number(middle)}H{number(left - 10)}"
    )
    yield element("path", d=path, fill="none", stroke=PAPER, stroke_width=3.5)
    yield element("path", d=path, fill="none", stroke=INK, stroke_width=1.25)
    yield element("circle", cx=block.x, cy=block.y, r=4, fill=INK, stroke=PAPER, stroke_width=1.5)
    half = lines * _LINE / 2
    yield element(
        "line",
        x1=left - 10,
        y1=middle - half + 2,
        x2=left - 10,
        y2=middle + half - 2,
        stroke=INK,
        stroke_width=1.25,
    )
    y = middle - half + 15
    for name in block.names:
        yield _name(name, left, y, sheet.look.width - left)
        y += _LINE
    if block.more:
        said = ngettext("and %(count)s more", "and %(count)s more", block.more) % {
            "count": f"{block.more:,}"
        }
        yield text(left, y, said, 14, fill=QUIET)


def _name(name: Named, x: float, y: float, width: float) -> SafeString:
    """One activity; what does not fit is in its tip."""
    note = f" ({_('planned')})" if name.state == PLANNED else ""
    said = shorten(name.title, width - text_width(note, 15), 15)
    tip = element("title", words(name.title)) if said != name.title else ""
    style = {"font_style": "italic"} if note else {}
    return element("g", tip, text(x, y, said + note, 15, **style))
