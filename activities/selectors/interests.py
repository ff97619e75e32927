"""What members look for, and which sessions are new to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Invitation, Opportunity, SavedInterest, SignUp, ToldOfNew
from activities.selectors.finding import Wanted, narrowed
from activities.selectors.sign_ups import missing_checks, upcoming
from community.models import Person, Purpose
from community.rules.people import KEEP
from community.selectors.contact import telling
from community.selectors.people import own_record
from organisation.models import Interest

Audience = Opportunity.Audience
# Words shorter than this say too little of what somebody likes to work on.
LEAST_LETTERS = 5
# And these stand in what nearly every session is about.
EVERYWHERE = {
    *("community", "group", "health", "learning", "moving", "people", "someone", "staff"),
    *("support", "words"),
}
# More do not fit one message; the rest stands on the page and comes the next day.
MOST_AT_ONCE = 10


def says(text: str, label: str) -> bool:
    """Whether a word of an interest stands in a text; all, where each of them is a common one."""
    said, named = (set(re.findall(r"\w+", each.lower())) for each in (text, label))
    telling = {word for word in named - EVERYWHERE if len(word) >= LEAST_LETTERS}
    return bool(said & telling) if telling else named <= said


def fitting(saved: SavedInterest) -> list[Opportunity]:
    """What is open to every member now and fits what somebody saved, the next first."""
    wanted = Wanted(words=saved.words, how=saved.how, district=saved.district_id)
    rows = narrowed(upcoming(), wanted)
    rows = rows.filter(audience__in=[Audience.PUBLIC, Audience.COMMUNITY]).distinct()
    found = rows.order_by("session__held_on", "session__starts_at", "id")
    if saved.interest is None:
        return list(found)
    label = saved.interest.label
    return [row for row in found if says(f"{row.session.activity.title} {row.about}", label)]


def saved_of(person: Person) -> list[SavedInterest]:
    """What a person wants to hear of."""
    rows = SavedInterest.objects.filter(person=person)
    return list(rows.select_related("interest", "district", "person"))


def new_to(person: Person) -> list[Opportunity]:
    """What fits what somebody saved and they neither know of, were asked to, nor signed up for."""
    rows = saved_of(person)
    # One who saved nothing, as most of them, costs one query.
    if not rows:
        return []
    known: set[int] = set()
    for model in (ToldOfNew, SignUp, Invitation):
        known |= set(model.objects.filter(person=person).values_list("opportunity", flat=True))
    found = {each.pk: each for row in rows for each in fitting(row) if each.pk not in known}
    return [each for each in found.values() if not missing_checks(each, person)][:MOST_AT_ONCE]


def last_told_on(person: Person) -> date | None:
    """On which day somebody was told of something new last."""
    rows = ToldOfNew.objects.filter(person=person).exclude(way="").order_by("-at")
    at = rows.values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None


def to_tell_of_new() -> list[int]:
    """Members who saved what they look for, whose record is still their own."""
    rows = SavedInterest.objects.filter(person__merged_into__isnull=True)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def cannot_tell(person: Person) -> str:
    """Why no such message can reach somebody now; empty if it can."""
    return telling(person, Purpose.OPPORTUNITIES).why_not


@dataclass(frozen=True)
class SavedLine:
    """One saved interest, in words."""

    pk: int
    words: str


@dataclass(frozen=True)
class OwnInterests:
    """What a member saved, and whether we can tell them."""

    lines: Sequence[SavedLine]
    is_unreachable: bool


def own_interests(viewer: Any) -> OwnInterests | None:
    """What the viewer wants to hear of; None for who is no member."""
    person = own_record(viewer) if viewer.is_authenticated else None
    if person is None:
        return None
    lines = [SavedLine(row.pk, interest_words(row)) for row in saved_of(person)]
    return OwnInterests(lines, is_unreachable=bool(lines) and bool(cannot_tell(person)))


def interest_words(row: SavedInterest) -> str:
    """What somebody looks for, on one line."""
    said = (
        str(row.interest or ""),
        f"“{row.words}”" if row.words else "",
        str(row.district or ""),
        str(row.get_how_display()) if row.how else "",
    )
    return ", ".join(each for each in said if each) or _("Everything new")


def find_interest(saved_id: int) -> SavedInterest:
    """One saved interest, for the team."""
    rows = SavedInterest.objects.select_related("interest", "district", "person")
    found = rows.filter(pk=saved_id).first()
    if found is None:
        raise Http404
    return found


def saved_by(person: Person, viewer: Any) -> dict[str, Any] | None:
    """What a person wants to hear of, for the team; None for others."""
    if not viewer.may(KEEP) or person.merged_into_id is not None:
        return None
    lines = [SavedLine(row.pk, interest_words(row)) for row in saved_of(person)]
    return {"lines": lines, "person_id": person.pk}


def find_own_interest(saved_id: int, viewer: Any) -> SavedInterest:
    """One saved interest for the person whose it is; 404 for everybody else."""
    person = own_record(viewer)
    rows = SavedInterest.objects.filter(pk=saved_id, person=person) if person else None
    found = rows.select_related("interest", "district", "person").first() if rows else None
    if found is None:
        raise Http404
    return found


def interests_offered() -> list[tuple[int, str]]:
    """What people can be interested in."""
    rows = Interest.objects.filter(is_in_use=True).order_by("position", "label")
    return list(rows.values_list("pk", "label"))


def is_saved(person: Person, columns: dict[str, Any]) -> bool:
    """Whether somebody saved the very same."""
    same = Q(person=person, **{f: v for f, v in columns.items() if v is not None})
    for name, value in columns.items():
        if value is None:
            same &= Q(**{f"{name}__isnull": True})
    return SavedInterest.objects.filter(same).exists()
