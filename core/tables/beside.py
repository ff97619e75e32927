"""The rows of one page beside a place in a list, and the places before and after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.tables.keyset import BadPlace, Order

# Reads at most so many rows beside a place, before it or after it, and counts them all.
Read = Callable[[tuple[Any, Any] | None, bool, int], tuple[list[tuple], int]]


@dataclass(frozen=True)
class Beside:
    """Rows that end with key and id; where the pages beside begin; what to say of a lost place."""

    rows: list[tuple] = field(default_factory=list)
    previous: str = ""
    following: str = ""
    number: int = 0
    message: str = ""


def rows_beside(order: Order, before: str, after: str, size: int, read: Read) -> Beside:
    """A page of a list: one row more than it holds is read, to know whether there are others."""
    message = ""
    try:
        beside = order.place(before or after) if before or after else None
    except BadPlace:
        beside, message = None, _("That place in the list was not found. This is the first page.")
    is_backwards = bool(before and beside)
    found, number = read(beside, is_backwards, size + 1)
    if beside and not found:
        # What stood there has gone since the address was made.
        beside, is_backwards = None, False
        message = _("That part of the list is empty now. This is the first page.")
        found, number = read(None, False, size + 1)
    is_more = len(found) > size
    rows = found[1:] if is_more and is_backwards else found[:size]
    if not rows:
        return Beside(number=number, message=message)
    has_previous = is_more if is_backwards else beside is not None
    has_next = is_backwards or is_more
    first, last = (order.token(*row[-2:]) for row in (rows[0], rows[-1]))
    return Beside(rows, first if has_previous else "", last if has_next else "", number, message)
