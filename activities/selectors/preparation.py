"""What has to be prepared for a session: who comes, and what each of them needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from activities.models import Opportunity, SessionNeed, SignUp
from activities.rules.preparation import change_needs_blocker
from activities.rules.sign_up import HOLDING, MOST_LISTED
from activities.selectors.opportunities import called, run_refusal
from activities.selectors.questions import Answered, answers_of
from activities.selectors.sign_ups import begins_at
from community.models import Need, NeedsKeptFrom, Person, SharedWith
from community.selectors.needs import is_kept_from, needs_of, needs_shared_with
from community.selectors.people import all_ids

SHARED = (SharedWith.ORGANISER, SharedWith.HOSTS)


def person_is_own(by: Any, person: Person) -> bool:
    """Whether a record is that of who acts."""
    return person.account_id is not None and person.account_id == getattr(by, "pk", None)


def open_needs() -> QuerySet[Need]:
    """Needs that count now."""
    return Need.objects.filter(ended_on__isnull=True)


def needs_to_confirm(person: Person) -> Sequence[Need]:
    """What a person needs, shown when they sign up."""
    return needs_of(person)


def shared_before(needs: Sequence[Need]) -> list[int]:
    """Those that the organiser of what they come to may know of anyhow."""
    return [need.pk for need in needs if need.shared_with in SHARED]


def told_needs(row: SignUp) -> list[Need]:
    """What the organiser of a session knows of somebody's needs."""
    rows = SessionNeed.objects.filter(sign_up=row, need__in=open_needs()).select_related("need")
    return [each.need for each in rows]


def needs_to_tick(row: SignUp, viewer: Any) -> list[Need]:
    """What of somebody's needs can be ticked by who writes down what they say on the telephone.

    The involvement team sees all of them; others who run the session what they were told of
    already, and nothing beyond that.
    """
    return needs_shared_with(viewer, row.person) or told_needs(row)


@dataclass(frozen=True)
class NeedsShown:
    """What stands on the page on which staff write down what somebody told them."""

    needs: Sequence[Need]
    ticked: Sequence[int]
    note: str

    @property
    def is_anything(self) -> bool:
        return bool(self.needs or self.note)


NOTHING = NeedsShown((), (), "")


def needs_shown(row: SignUp, viewer: Any) -> NeedsShown:
    """What this viewer can tick for somebody, and what they told the organiser before."""
    told = [need.pk for need in told_needs(row)]
    return NeedsShown(needs_to_tick(row, viewer), told, row.needs_note)


def needs_refusal(by: Any, row: SignUp) -> str | None:
    """Why somebody cannot say what the organiser of this session may know."""
    is_own = person_is_own(by, row.person)
    return change_needs_blocker(
        row.status,
        is_own=is_own,
        runs=is_own or run_refusal(by, row.opportunity) is None,
        is_kept_from=not is_own and is_kept_from(by, all_ids(row.person)),
        is_over=begins_at(row.opportunity.session) <= timezone.now(),
    )


@dataclass(frozen=True)
class NeedLine:
    """One thing that one person needs at a session, and whether it is there."""

    pk: int
    words: str
    is_met: bool | None
    why_not: str


@dataclass(frozen=True)
class Guest:
    """Somebody who comes, as who prepares the session sees them."""

    sign_up: SignUp
    name: str
    needs: Sequence[NeedLine]
    note: str
    is_kept: bool
    answers: Sequence[Answered]


@dataclass(frozen=True)
class Preparation:
    """Everything to prepare, and how much of it is open."""

    guests: Sequence[Guest]
    chairs: int
    open_count: int
    not_met_count: int
    travel_count: int
    cover_count: int
    looked_at: Sequence[int]


def preparation(opportunity: Opportunity, viewer: Any) -> Preparation:
    """The preparation list of a session. Who keeps needs from the viewer shows none of them."""
    rows = (
        SignUp.objects.filter(opportunity=opportunity, status__in=HOLDING)
        .select_related("person", "seat")
        .order_by("turn")
    )
    people = list(rows[:MOST_LISTED])
    needs = _needs_of([row.pk for row in people])
    answers = answers_of([row.pk for row in people])
    kept = set(
        NeedsKeptFrom.objects.filter(
            email=getattr(viewer, "email", ""), person__in=[row.person_id for row in people]
        ).values_list("person_id", flat=True)
    )
    guests = [
        Guest(
            sign_up=row,
            name=called(row.person, row.shown_name, viewer),
            needs=[] if row.person_id in kept else needs.get(row.pk, []),
            note="" if row.person_id in kept else row.needs_note,
            is_kept=row.person_id in kept and bool(needs.get(row.pk) or row.needs_note),
            answers=answers.get(row.pk, ()),
        )
        for row in people
    ]
    lines = [line for guest in guests for line in guest.needs]
    return Preparation(
        guests=guests,
        chairs=sum(row.needs for row in people),
        open_count=sum(line.is_met is None for line in lines),
        not_met_count=sum(line.is_met is False for line in lines),
        travel_count=sum(bool(row.travel) for row in people),
        cover_count=sum(bool(row.cover) for row in people),
        looked_at=[
            guest.sign_up.person_id
            for guest in guests
            if (guest.needs or guest.note) and not person_is_own(viewer, guest.sign_up.person)
        ],
    )


def _needs_of(sign_up_ids: Sequence[int]) -> Mapping[int, list[NeedLine]]:
    found: dict[int, list[NeedLine]] = defaultdict(list)
    rows = SessionNeed.objects.filter(sign_up__in=sign_up_ids, need__in=open_needs())
    for row in rows.select_related("need", "adjustment"):
        met = row.adjustment.is_met if row.adjustment else None
        why = row.adjustment.why_not if row.adjustment else ""
        found[row.sign_up_id].append(NeedLine(row.pk, str(row.need), met, why))
    return found


def find_session_need(session_need_id: int, viewer: Any) -> SessionNeed:
    """One need at a session; 404 where it is over, or kept from the viewer."""
    kept = NeedsKeptFrom.objects.filter(email=getattr(viewer, "email", ""))
    row = (
        SessionNeed.objects.filter(pk=session_need_id, need__in=open_needs())
        .exclude(sign_up__person__in=kept.values("person"))
        .select_related(
            "need", "adjustment", "sign_up__person", "sign_up__opportunity__session__activity"
        )
        .first()
    )
    if row is None:
        raise Http404
    return row
