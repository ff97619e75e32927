"""Members looked for by name on the pages of a session: who calls, came along, or might lead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from activities.models import Opportunity, SignUp
from activities.rules.sign_up import UNDER_WAY
from activities.selectors.attendance import day_of
from community.models import Person
from community.rules.people import KEEP
from community.selectors.finding import found_by
from community.selectors.people import visible_to

MOST_FOUND = 20


@dataclass(frozen=True)
class Named:
    """Who was found by what was typed, and how they are shown."""

    text: str
    people: list[Person]
    is_more: bool
    shows_names: bool


def named(viewer: Any, text: str, without: Collection[int] | QuerySet | None = None) -> Named:
    """Members of this name, as far as the viewer sees people."""
    keeps = viewer.may(KEEP)
    if not text.strip():
        return Named("", [], False, keeps)
    rows = found_by(visible_to(viewer), text, is_whole=keeps).rows
    found = list(rows.exclude(pk__in=without or ()).order_by("pk")[: MOST_FOUND + 1])
    return Named(text, found[:MOST_FOUND], len(found) > MOST_FOUND, keeps)


def walk_ins(opportunity: Opportunity, viewer: Any, text: str) -> Named:
    """Who may have come without signing up: not those on the list of the day."""
    return named(viewer, text, {row.person_id for row in day_of(opportunity, viewer).rows})


def callers(opportunity: Opportunity, viewer: Any, text: str) -> Named:
    """Who can be signed up: not those who are down for the session already."""
    rows = SignUp.objects.filter(opportunity=opportunity, status__in=UNDER_WAY)
    return named(viewer, text, set(rows.values_list("person", flat=True)))
