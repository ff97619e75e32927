"""Travel and cover that people asked for: what is to be arranged, and what they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from activities.models import Arrangement, Session, SignUp
from activities.rules.arrangements import arrange_blocker
from activities.rules.sign_up import HOLDING, MOST_LISTED
from activities.selectors.opportunities import find_run_sign_up
from activities.selectors.preparation import kept_refusal
from activities.selectors.sign_ups import keeps_needs_from
from community.selectors.desk import Waits

What = Arrangement.What


@dataclass(frozen=True)
class Wish:
    """One thing that one person asked for, and what became of it."""

    sign_up: SignUp
    what: str
    words: str
    answer: Arrangement | None
    # The person keeps what they need from the viewer: somebody else answers.
    is_kept: bool = False

    @property
    def label(self) -> str:
        """What it is, in a word or two."""
        return What(self.what).label

    @property
    def is_changed(self) -> bool:
        """Whether they asked for something else since it was answered."""
        return self.answer is not None and self.answer.wanted != self.words

    @property
    def waits_for_place(self) -> bool:
        """Whether they have no place yet: nothing is arranged before that."""
        return self.sign_up.status not in HOLDING

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answer is None or self.is_changed


@dataclass(frozen=True)
class SessionWishes:
    """Everything asked for at one session."""

    title: str
    when: str
    opportunity_id: int
    wishes: Sequence[Wish]


def wished_for(row: SignUp) -> list[Wish]:
    """What somebody asked for at a session, with its answers."""
    answers = {each.what: each for each in row.arrangements.all()}
    words = {What.TRAVEL: row.travel, What.COVER: row.cover}
    return [Wish(row, what.value, words[what], answers.get(what)) for what in What if words[what]]


def arrangements(viewer: Any, today: date | None = None) -> list[SessionWishes]:
    """Sessions to come with wishes of those who have a place, by date; two queries."""
    rows = list(
        _wishing(today or timezone.localdate())
        .annotate(is_kept=keeps_needs_from(viewer))
        .select_related("person", "opportunity__session__activity")
        .prefetch_related("arrangements")
        .order_by("opportunity__session__held_on", "opportunity", "turn")[:MOST_LISTED]
    )
    found = []
    for pk, several in groupby(rows, key=lambda row: row.opportunity_id):
        mine = list(several)
        session = mine[0].opportunity.session
        wishes = [wish for row in mine for wish in _seen(row)]
        found.append(SessionWishes(session.activity.title, session.when_words, pk, wishes))
    return found


def _seen(row: Any) -> list[Wish]:
    """The wishes of one person; one that is kept from the viewer without its words."""
    if not row.is_kept:
        return wished_for(row)
    return [Wish(row, wish.what, "", None, is_kept=True) for wish in wished_for(row)]


def _wishing(today: date) -> QuerySet[SignUp]:
    return SignUp.objects.filter(
        ~Q(travel="") | ~Q(cover=""),
        status__in=HOLDING,
        opportunity__session__held_on__gte=today,
        opportunity__session__status=Session.Status.PLANNED,
    )


def arrangements_open(viewer: Any, today: date) -> Waits | None:
    """How many wishes wait for an answer, for the team's start page; one query."""
    counts = (
        _wishing(today)
        .exclude(keeps_needs_from(viewer))
        .aggregate(
            **{what: Count("pk", filter=Q(~Q(**{what: ""}), ~_answered(what))) for what in What}
        )
    )
    count = sum(counts.values())
    if not count:
        return None
    one, many = "wish for travel or cover waits", "wishes for travel or cover wait"
    words = f"{one if count == 1 else many} for an answer"
    return Waits(count, words, reverse("activities:arrangement_board"))


def _answered(what: str) -> Exists:
    rows = Arrangement.objects.filter(sign_up=OuterRef("pk"), what=what)
    return Exists(rows.filter(wanted=OuterRef(what)))


def find_wish(sign_up_id: int, what: str, viewer: Any) -> Wish:
    """One wish for the team; 404 where nobody asked, or the person keeps it from the viewer."""
    row = find_run_sign_up(sign_up_id)
    found = next((wish for wish in wished_for(row) if wish.what == what), None)
    if found is None or kept_refusal(viewer, row):
        raise Http404
    return found


def arrange_refusal(by: Any, row: SignUp, wanted: str) -> str | None:
    """Why a wish cannot be answered now."""
    is_past = row.opportunity.session.held_on < timezone.localdate()
    return arrange_blocker(by, row.status, wanted, is_past=is_past) or kept_refusal(by, row)
