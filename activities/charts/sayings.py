"""What the onion says in words: its numbers, and the whole picture for who cannot see it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from activities.onion import Band, Onion, Ring


def described(onion: Onion) -> str:
    """The whole picture in words, from the outermost ring to the core."""
    parts = [
        _("%(name)s: %(count)s.") % {"name": ring.level.name, "count": counted(ring)}
        for ring in onion.rings
    ]
    parts += [
        _("%(names)s, ring not known: %(count)s.") % {"names": both(band), "count": counted(band)}
        for band in onion.bands
    ]
    opening = _("Rings inside each other, from the shallowest outside to the deepest at the core.")
    return " ".join([opening, *parts])


def both(band: Band) -> str:
    """The names of the rings that a band lies across."""
    return _(" or ").join(level.name for level in band.levels)


def counted(part: Ring | Band) -> str:
    """How many happened, are planned, and are mapped, in words."""
    said = [happened_words(part.happened)]
    if part.planned:
        said.append(planned_words(part.planned))
    if isinstance(part, Ring) and part.mapped:
        said.append(mapped_words(part.mapped))
    return ", ".join(said)


def happened_words(count: int) -> str:
    return _("%(count)s happened") % {"count": f"{count:,}"}


def planned_words(count: int) -> str:
    return _("%(count)s planned") % {"count": f"{count:,}"}


def mapped_words(count: int) -> str:
    return _("%(count)s mapped") % {"count": f"{count:,}"}
