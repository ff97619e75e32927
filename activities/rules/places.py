"""How many places can there be, for whom, and who fits? None, or the reason why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _


def places_blocker(places: int | None, taken: int, seats: Sequence[int] = ()) -> str | None:
    """Why there cannot be so many places: those who have one keep it."""
    if places is not None and places < taken:
        return _(
            "%(taken)d places are taken, so there cannot be only %(n)d. "
            "Talk to the people first: each of them was promised a place."
        ) % {"taken": taken, "n": places}
    if places is not None and sum(seats) > places:
        return _("The kinds of places add up to %(sum)d, which is more than %(n)d.") % {
            "sum": sum(seats),
            "n": places,
        }
    return None


def seats_blocker(places: int | None, kept: int, anybody: int) -> str | None:
    """Why places cannot be kept like this: who fits no kind of place would find none."""
    if not kept + anybody:
        return None
    if places is None and not anybody:
        return _(
            "Say how many places there are in all. What is not kept for somebody is for anybody."
        )
    if places is not None and kept + anybody < places:
        return _(
            "The kinds of places add up to %(sum)d, and there are %(n)d. Write the rest at "
            "“Places for anybody”, or leave that empty: then it is worked out."
        ) % {"sum": kept + anybody, "n": places}
    return None


def fits_seat(kept_for: Collection[str], kinds: Collection[str]) -> bool:
    """Whether a kind of place is for somebody of these kinds."""
    return not kept_for or bool(set(kept_for) & set(kinds))


def seat_blocker(name: str, places: int, taken: int) -> str | None:
    """Why there cannot be so few places of a kind."""
    if places >= taken:
        return None
    return _("%(taken)d places are taken of “%(name)s”, so there cannot be only %(n)d.") % {
        "taken": taken,
        "name": name,
        "n": places,
    }


def seat_gone_blocker(name: str, *, is_used: bool) -> str | None:
    """Why a kind of place cannot be taken away."""
    said = _("People signed up for “%(name)s”, so it has to stay.") % {"name": name}
    return said if is_used else None


def kept_blocker(names: Sequence[str], *, any_fits: bool) -> str | None:
    """Why somebody finds no kind of place here: all are kept for others."""
    if any_fits or not names:
        return None
    return _(
        "These places are for %(names)s only. If you are one of them, call us, so that we can put "
        "it right."
    ) % {"names": ", ".join(names)}
