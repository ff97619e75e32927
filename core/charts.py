"""Pictures drawn on the server: pure functions from numbers to SVG text.

Colours, sizes and patterns are written as attributes of the elements, so that a picture
needs no style sheet, keeps to the content policy, and looks the same as a download.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from html import escape
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString, mark_safe

INK = "#212b32"
QUIET = "#4c6272"
LINE = "#d8dde0"
PAPER = "#ffffff"
FONT = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Colour:
    """A fill, and the colour in which words on it reach a contrast of 4.5 to 1 or more."""

    fill: str
    words: str


# From shallow to deep, each clearly darker than the one before, so that the order is
# still there in greyscale. The onion's colours: nothing else in the portal uses them.
_PALE, _MINT, _LEAF, _MOSS, _LAKE, _SEA, _NIGHT = (
    Colour("#e8f4e3", INK),
    Colour("#cce8cf", INK),
    Colour("#a5d9c4", INK),
    Colour("#93d2c0", INK),
    Colour("#5bb8bc", INK),
    Colour("#0f7096", PAPER),
    Colour("#0a2f63", PAPER),
)
_DEPTHS = {
    5: (_PALE, _LEAF, _LAKE, _SEA, _NIGHT),
    6: (_PALE, _MINT, _MOSS, _LAKE, _SEA, _NIGHT),
}
BETWEEN = _LEAF  # what may be either of the second and third of six


def depth_colours(count: int) -> tuple[Colour, ...]:
    """The colours of so many levels, shallow first; a ladder of another length shares them out."""
    if count in _DEPTHS:
        return _DEPTHS[count]
    scale = _DEPTHS[6]
    last = max(count - 1, 1)
    return tuple(scale[round(place * (len(scale) - 1) / last)] for place in range(count))


# --- Elements --------------------------------------------------------------------------


def number(value: float) -> str:
    """A length with at most one decimal: enough for a screen, and short."""
    said = f"{value:.1f}".removesuffix(".0")
    return "0" if said == "-0" else said


def element(name: str, *content: str, **attributes: Any) -> SafeString:
    """One SVG element. Underscores become hyphens (`font_size`), `class_` is `class`.

    Attributes that are None are left out. Content has to be safe: text goes through `words`.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        said = number(value) if isinstance(value, int | float) else str(value)
        parts.append(f'{_NAMES.get(key, key.rstrip("_").replace("_", "-"))}="{escape(said)}"')
    opening = " ".join(parts)
    inside = "".join(content)
    return mark_safe(f"<{opening}>{inside}</{name}>" if inside else f"<{opening}/>")  # noqa: S308 - all escaped


_NAMES = {
    "viewBox": "viewBox",
    "patternUnits": "patternUnits",
    "patternTransform": "patternTransform",
    "startOffset": "startOffset",
}


def words(text: object) -> SafeString:
    """Text made safe to stand in a picture; characters that XML does not allow are dropped."""
    return mark_safe(escape("".join(c for c in str(text) if c >= " " and c not in "\ufffe\uffff")))  # noqa: S308


def text(x: float, y: float, said: object, size: float, **attributes: Any) -> SafeString:
    """One line of words at a place; `size` is the font's in units of the picture."""
    attributes.setdefault("fill", INK)
    attributes.setdefault("text_anchor", "start")
    return element("text", words(said), x=x, y=y, font_size=size, **attributes)


def picture(
    name: str,
    width: float,
    height: float,
    content: Iterable[str],
    *,
    title: str,
    description: str,
    has_links: bool = False,
    **attributes: Any,
) -> SafeString:
    """A whole picture with its title and description, which screen readers say.

    `name` begins every id in it, so that a page may hold several. A picture with links is a
    group, because what is inside an image cannot be reached.
    """
    return element(
        "svg",
        element("title", words(title), id=f"{name}-title"),
        element("desc", words(description), id=f"{name}-desc"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="group" if has_links else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        font_family=FONT,
        **attributes,
    )


def hatch(name: str, colour: str, *, gap: float = 7, weight: float = 1.6) -> SafeString:
    """A pattern of slanting lines, for use as `fill="url(#name)"`."""
    line = element("line", x1=0, y1=0, x2=0, y2=gap, stroke=colour, stroke_width=weight)
    return element(
        "pattern",
        line,
        id=name,
        width=gap,
        height=gap,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


# --- Fitting words ---------------------------------------------------------------------

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] -"), frozenset("mwMW@%—")


def text_width(said: str, size: float, *, is_bold: bool = False) -> float:
    """About how wide words are in Arial, a little too wide rather than too narrow."""
    return size * (1.06 if is_bold else 1) * sum(_share(character) for character in said)


@lru_cache(maxsize=2_000)
def _share(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0x1F000:
        return 1.1
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.92
    return 0.7 if character.isupper() else 0.57


def shorten(said: str, width: float, size: float, *, is_bold: bool = False) -> str:
    """As much as fits into a width, with … in place of the rest."""
    if text_width(said, size, is_bold=is_bold) <= width:
        return said
    kept = said
    while kept and text_width(kept + "…", size, is_bold=is_bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(said: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """Words broken into lines that fit; a word too long for a line is shortened."""
    lines: list[str] = []
    for word in said.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(shorten(word, width, size, is_bold=is_bold))
    return lines


# --- Shares over time ------------------------------------------------------------------


def _drawn_once(draw: Callable[..., SafeString]) -> Callable[..., SafeString]:
    """Keep the last pictures: the same numbers and words give the same one, whoever reads it."""
    kept = lru_cache(maxsize=128)(draw)

    @wraps(draw)
    def run(*given: Any, **named: Any) -> SafeString:
        return kept(*(tuple(one) if isinstance(one, list) else one for one in given), **named)

    return run


@dataclass(frozen=True)
class Bar:
    """One row of shares: its label, a number for each part, and what stands at its end."""

    label: str
    parts: tuple[int, ...]
    note: str = ""
    is_open: bool = False  # still being counted


@_drawn_once
def stacked_rows(
    name: str,
    bars: Sequence[Bar],
    parts: Sequence[tuple[str, Colour]],
    *,
    width: float,
    title: str,
    description: str,
) -> SafeString:
    """Rows of shares, one below the other, each as long as its whole; numbers inside.

    A row still being counted is hatched and its label says so.
    """
    size, label_width, note_width = (14, 170, 150) if width > 500 else (13, width, 0)
    has_room = note_width > 0
    step = 38 if has_room else 62
    top, content = _key(parts, width, size)
    pattern = f"{name}-open"
    content.insert(0, element("defs", hatch(pattern, QUIET, gap=6, weight=1.2)))
    start = label_width if has_room else 0
    length = width - start - note_width
    for place, bar in enumerate(bars):
        y = top + place * step + (0 if has_room else 22)
        if has_room:
            content.append(text(0, y + 19, bar.label, size))
            content.append(text(width, y + 19, bar.note, size, text_anchor="end", fill=INK))
        else:
            content.append(text(0, y - 6, bar.label, size, font_weight="bold"))
            content.append(text(width, y - 6, bar.note, size, text_anchor="end"))
        content.append(_row(bar, parts, start, y, length, size, pattern))
    height = top + len(bars) * step
    return picture(name, width, height, content, title=title, description=description)


def _row(
    bar: Bar,
    parts: Sequence[tuple[str, Colour]],
    start: float,
    y: float,
    length: float,
    size: float,
    pattern: str,
) -> str:
    whole, drawn, x = sum(bar.parts), [], start
    if not whole:
        drawn.append(
            element("line", x1=start, y1=y + 14, x2=start + length, y2=y + 14, stroke=LINE)
        )
        return element("g", *drawn)
    for amount, (_name, colour) in zip(bar.parts, parts, strict=True):
        if amount <= 0:
            continue
        wide = length * amount / whole
        drawn.append(
            element(
                "rect",
                x=x,
                y=y,
                width=wide,
                height=28,
                fill=colour.fill,
                stroke=PAPER,
                stroke_width=1.5,
            )
        )
        said = f"{amount:,}"
        if text_width(said, size) + 6 <= wide:
            drawn.append(
                text(x + wide / 2, y + 19, said, size, fill=colour.words, text_anchor="middle")
            )
        x += wide
    if bar.is_open:
        drawn.append(
            element("rect", x=start, y=y + 23, width=length, height=5, fill=f"url(#{pattern})")
        )
    drawn.append(
        element(
            "rect",
            x=start,
            y=y,
            width=length,
            height=28,
            fill="none",
            stroke=QUIET,
            stroke_dasharray="5 3" if bar.is_open else None,
        )
    )
    return element("g", *drawn)


def _key(parts: Sequence[tuple[str, Colour]], width: float, size: float) -> tuple[float, list[str]]:
    """The names of the parts with their colours, wrapped; and where what follows may begin."""
    x, y = 0.0, 4.0
    drawn: list[str] = []
    for said, colour in parts:
        wide = 26 + text_width(said, size) + 16
        if x and x + wide > width:
            x, y = 0.0, y + 26
        drawn.append(
            element("rect", x=x + 0.5, y=y, width=18, height=18, fill=colour.fill, stroke=QUIET)
        )
        drawn.append(text(x + 26, y + 14, said, size))
        x += wide
    return y + 36, drawn


@dataclass(frozen=True)
class Point:
    """One value of a line, 0 to 100, or None where there are too few to say."""

    label: str
    value: int | None
    is_open: bool = False


@_drawn_once
def share_line(
    name: str, points: Sequence[Point], colour: str, *, title: str, description: str
) -> SafeString:
    """Shares of one hundred over time: a line, a dot for each value, the last one named.

    A value still being counted is an open dot on a dashed line; where a value is missing
    the line is broken.
    """
    width, height, left, right, top, bottom = 300, 200, 38, 44, 18, 34
    across = (width - left - right) / max(len(points) - 1, 1)

    def place(index: int, value: int) -> tuple[float, float]:
        return left + index * across, top + (height - top - bottom) * (1 - value / 100)

    drawn = [_scale(value, place(0, value)[1], left, width - right) for value in (0, 50, 100)]
    known = [(i, p, *place(i, p.value)) for i, p in enumerate(points) if p.value is not None]
    for (i, _p, x1, y1), (j, after, x2, y2) in pairwise(known):
        if j == i + 1:
            dashes = "5 4" if after.is_open else None
            drawn.append(
                element(
                    "line",
                    x1=x1,
                    y1=y1,
                    x2=x2,
                    y2=y2,
                    stroke=colour,
                    stroke_width=2.5,
                    stroke_dasharray=dashes,
                )
            )
    for _i, point, x, y in known:
        tip = element("title", words(f"{point.label}: {point.value}%"))
        fill = PAPER if point.is_open else colour
        drawn.append(
            element("circle", tip, cx=x, cy=y, r=4, fill=fill, stroke=colour, stroke_width=2)
        )
    if known:
        _i, point, x, y = known[-1]
        drawn.append(text(x + 9, y + 5, f"{point.value}%", 15, font_weight="bold"))
    if points:
        drawn.append(text(left - 6, height - 8, points[0].label, 13, fill=INK))
        drawn.append(text(width, height - 8, points[-1].label, 13, fill=INK, text_anchor="end"))
    return picture(name, width, height, drawn, title=title, description=description)


def _scale(value: int, y: float, left: float, right: float) -> str:
    line = element("line", x1=left, y1=y, x2=right, y2=y, stroke=LINE)
    return line + text(left - 6, y + 5, f"{value}%", 13, text_anchor="end", fill=INK)
