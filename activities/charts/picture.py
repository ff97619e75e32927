"""The picture of the onion: rings inside each other, the deepest at the core.

What happened is a plain ring; its planned share is hatched and said in words. Records
whose ring is not known lie in a band across the edge of the two rings they may belong to.
The wide drawing names activities beside the rings; the narrow one leaves them to the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities.charts.names import draw_names
from activities.charts.rings import draw_band, draw_ring
from activities.charts.sayings import described
from activities.charts.sheet import WIDE, Link, Look, Sheet, no_link
from activities.onion import HAPPENED, Onion
from core.charts import INK, PAPER, QUIET, element, hatch, picture, text, text_width


def onion_picture(
    name: str,
    onion: Onion,
    *,
    title: str,
    look: Look = WIDE,
    link: Link = no_link,
    has_planned: bool = True,
) -> SafeString:
    """The onion as SVG. `name` begins its ids; `link` gives the list behind a ring.

    Without `has_planned` there is no key (the public page shows no plans).
    """
    sheet = Sheet(name, onion, look, link)
    content: list[str] = [element("defs", *_patterns(sheet))]
    for place, ring in enumerate(onion.rings):
        content.append(draw_ring(sheet, place, ring))
        # A band goes over both of its rings, and under the next one in.
        if place in sheet.band_edges:
            content.append(draw_band(sheet, place, sheet.band_edges[place]))
    height = sheet.height
    if look.names_from:
        column, low = draw_names(sheet)
        content += column
        height = max(height, low)
    if has_planned:
        key, height = _key(sheet, height)
        content += key
    return picture(
        name,
        look.width,
        height,
        content,
        title=title,
        description=described(onion),
        has_links=bool(link(onion.rings[0].level.code, HAPPENED)) if onion.rings else False,
        class_="portal-onion",
    )


def _patterns(sheet: Sheet) -> Iterator[str]:
    for kind, colour in (("dark", INK), ("light", PAPER)):
        yield hatch(f"{sheet.name}-{kind}", colour)


def _key(sheet: Sheet, top: float) -> tuple[list[str], float]:
    """What plain and hatched mean, in words; and the height of the whole drawing."""
    size, x, y = sheet.look.small, 2.0, top + 18
    drawn: list[str] = []
    entries = [(_("Plain: happened"), ""), (_("Hatched: planned"), f"url(#{sheet.name}-dark)")]
    for said, pattern in entries:
        wide = 28 + text_width(said, size) + 18
        if x > 2 and x + wide > sheet.look.width:
            x, y = 2.0, y + size * 1.7
        box = {"x": x, "y": y, "width": 20, "height": 14, "stroke": QUIET}
        drawn.append(element("rect", fill=sheet.colours[0].fill, **box))
        if pattern:
            drawn.append(element("rect", fill=pattern, stroke_dasharray="4 3", **box))
        drawn.append(text(x + 28, y + 12, said, size))
        x += wide
    return drawn, y + 22
