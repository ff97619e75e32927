"""The rings with their words, and the bands across two of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities.charts.sayings import both, happened_words, mapped_words, planned_words
from activities.charts.sheet import Sheet
from activities.onion import HAPPENED, PLANNED, Band, Oval, Ring, planned_slice
from activities.selectors.levels import EITHER
from core.charts import BETWEEN, INK, PAPER, QUIET, Colour, element, number, text, words


def draw_ring(sheet: Sheet, place: int, ring: Ring) -> SafeString:
    oval, colour = sheet.ovals[place], sheet.colours[place]
    outline = element(
        "path",
        d=_path(oval.points()) + "Z",
        fill=colour.fill,
        stroke=QUIET,
        stroke_width=1.25,
        class_="portal-onion__ring",
    )
    shape = [outline, _slice(sheet, oval, colour, ring)]
    lines, low = _ring_words(sheet, ring, place, oval.x, colour)
    said = _("%(name)s: %(count)s. See the list.") % {
        "name": ring.level.name,
        "count": happened_words(ring.happened),
    }
    drawn = [_linked(sheet, ring.level.code, HAPPENED, said, *shape, *lines)]
    if ring.planned or ring.mapped:
        drawn.append(_small_print(sheet, ring, oval.x, low, colour))
    return element("g", *drawn)


def _linked(sheet: Sheet, code: str, state: str, said: str, *content: str) -> SafeString:
    address = sheet.link(code, state)
    if not address:
        return element("g", *content)
    return element("a", *content, href=address, aria_label=said, class_="portal-onion__link")


def _slice(sheet: Sheet, oval: Oval, colour: Colour, ring: Ring) -> str:
    """The hatched part of a ring: its planned share, round the bottom."""
    angles = planned_slice(oval, ring.happened, ring.planned)
    if angles is None:
        return ""
    pattern = f"url(#{sheet.name}-{'light' if colour.words == PAPER else 'dark'})"
    paint = {
        "fill": pattern,
        "fill_opacity": 0.55,
        "stroke": colour.words,
        "stroke_dasharray": "4 3",
    }
    first, last = angles
    # A narrow slice begins below the words of the core, a wide one at the middle.
    tip = oval.y + (oval.down * 0.35 if last - first < 120 else 0)
    if last - first >= 359.9:
        return element("path", d=_path(oval.points()) + "Z", **paint)
    return element("path", d=_path([(oval.x, tip), *oval.points(first, last)]) + "Z", **paint)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _ring_words(
    sheet: Sheet, ring: Ring, place: int, x: float, colour: Colour
) -> tuple[list[str], float]:
    """A ring's name and number, and the height below them."""
    look = sheet.look
    halo = {
        "stroke": colour.fill,
        "stroke_width": 4,
        "paint_order": "stroke",
        "stroke_linejoin": "round",
    }
    y = sheet.ovals[place].top + sheet.words_from(place) + look.name * 0.75
    drawn: list[str] = []
    for line in sheet.lines(place):
        drawn.append(
            text(
                x,
                y,
                line,
                look.name,
                text_anchor="middle",
                font_weight="bold",
                fill=colour.words,
                **halo,
            )
        )
        y += look.name * 1.2
    y += look.count * 0.9 - look.name * 0.25
    happened = element("tspan", words(f"{ring.happened:,}"), font_weight="bold")
    word = element("tspan", words(" " + _("happened")), font_size=look.small)
    drawn.append(
        element(
            "text",
            happened,
            word,
            x=x,
            y=y,
            font_size=look.count,
            text_anchor="middle",
            fill=colour.words,
            **halo,
        )
    )
    return drawn, y + look.small * 1.4


def _small_print(sheet: Sheet, ring: Ring, x: float, y: float, colour: Colour) -> SafeString:
    """What is planned, a link of its own, and what is mapped."""
    parts = []
    if ring.planned:
        planned = planned_words(ring.planned)
        said = _("%(name)s: %(count)s. See the list.") % {"name": ring.level.name, "count": planned}
        address = sheet.link(ring.level.code, PLANNED)
        parts.append(
            element(
                "a",
                words(planned),
                href=address,
                aria_label=said,
                class_="portal-onion__link",
                text_decoration="underline",
            )
            if address
            else words(planned)
        )
    if ring.mapped:
        parts.append(words(mapped_words(ring.mapped)))
    return element(
        "text",
        " · ".join(parts),
        x=x,
        y=y,
        font_size=sheet.look.small,
        text_anchor="middle",
        fill=colour.words,
        stroke=colour.fill,
        stroke_width=4,
        paint_order="stroke",
        stroke_linejoin="round",
    )


_BAND = (205, 335)  # from where to where a band reaches, in degrees


def draw_band(sheet: Sheet, place: int, band: Band) -> SafeString:
    """A thick arc along the edge between the two rings, with its number on it."""
    oval, look = sheet.ovals[place], sheet.look
    arc = _path(oval.points(*_BAND))
    name = f"{sheet.name}-band-{place}"
    said = _("Either ring: %(count)s") % {"count": f"{band.happened:,}"}
    if band.planned:
        said += " + " + planned_words(band.planned)
    # The words stand half the height of small letters inside the edge: on the band's middle.
    drop = look.small * 0.36
    inner = Oval(oval.x, oval.y, oval.across - drop, oval.down - drop)
    line = _path(inner.points(*_BAND))
    stroke = {"d": arc, "fill": "none", "stroke_linecap": "round"}
    label = element("textPath", words(said), href=f"#{name}", startOffset="50%")
    long_said = _("%(names)s, ring not known: %(count)s. See the list.") % {
        "names": both(band),
        "count": happened_words(band.happened),
    }
    return _linked(
        sheet,
        EITHER + band.recorded.code,
        HAPPENED,
        long_said,
        element(
            "path", stroke=INK, stroke_width=look.band + 2.5, class_="portal-onion__band", **stroke
        ),
        element("path", stroke=BETWEEN.fill, stroke_width=look.band, **stroke),
        element("path", id=name, d=line, fill="none"),
        element(
            "text",
            label,
            font_size=look.small + 1,
            font_weight="bold",
            fill=INK,
            text_anchor="middle",
        ),
    )
