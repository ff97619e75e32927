"""What has to be prepared for a session: who comes, and what each of them needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from activities.models import Opportunity, Session, SessionNeed, SignUp
from activities.rules.preparation import change_needs_blocker
from activities.rules.sign_up import HOLDING, MOST_LISTED
from activities.selectors.names import names_of
from activities.selectors.opportunities import run_refusal
from activities.selectors.questions import Answered, answers_of
from activities.selectors.sign_ups import begins_at, keeps_needs_from
from activities.selectors.team import organised_by
from community.models import Adjustment, Need, Person, SharedWith
from community.models.need_words import PLACE
from community.rules.needs import KEPT_FROM
from community.rules.people import KEEP
from community.selectors.needs import is_kept_from, needs_of, needs_shared_with
from community.selectors.people import all_ids

SHARED = (SharedWith.ORGANISER, SharedWith.HOSTS)
# So long before a session what is still open stands on the start page of those who run it.
SOON = timedelta(days=7)


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


@dataclass(frozen=True)
class Told:
    """One need that the organiser of a session knows of. New: said since the person signed up."""

    need: Need
    adjustment: Adjustment | None
    is_new: bool

    @property
    def is_open(self) -> bool:
        """Whether nobody said yet that it is there, or cannot be."""
        return self.adjustment is None or self.adjustment.is_met is None


def told_by(rows: Sequence[SignUp], *, is_ahead: bool) -> Mapping[int, list[Told]]:
    """What organisers know of the needs of those who signed up, by sign-up; two queries.

    For a session still to come that is also what somebody said later and shares with organisers.
    """
    found: dict[int, list[Told]] = defaultdict(list)
    held = SessionNeed.objects.filter(sign_up__in=[row.pk for row in rows])
    known = set()
    for each in held.select_related("need", "adjustment"):
        known.add((each.sign_up_id, each.need_id))
        if each.is_told and each.need.ended_on is None:
            found[each.sign_up_id].append(Told(each.need, each.adjustment, is_new=False))
    if is_ahead:
        by_person = _shared_needs([row.person_id for row in rows])
        for row in rows:
            for need in by_person.get(row.person_id, ()):
                if (row.pk, need.pk) not in known:
                    found[row.pk].append(Told(need, None, is_new=True))
    for lines in found.values():
        lines.sort(key=lambda told: (PLACE[told.need.code], told.need.pk))
    return found


def _shared_needs(person_ids: Sequence[int]) -> Mapping[int, list[Need]]:
    """Open needs that people share with organisers, those of records joined with theirs too."""
    whose = Q(person__in=person_ids) | Q(person__merged_into__in=person_ids)
    rows = open_needs().filter(whose, shared_with__in=SHARED)
    found: dict[int, list[Need]] = defaultdict(list)
    wanted = set(person_ids)
    for need in rows.annotate(kept_id=F("person__merged_into")):
        found[need.person_id if need.person_id in wanted else need.kept_id].append(need)
    return found


def is_ahead(session: Session) -> bool:
    """Whether a session is today or later: what people say now still counts for it."""
    return session.held_on >= timezone.localdate()


def told_needs(row: SignUp) -> list[Need]:
    """What the organiser of a session knows of somebody's needs."""
    told = told_by([row], is_ahead=is_ahead(row.opportunity.session))
    return [each.need for each in told.get(row.pk, ())]


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


def kept_refusal(by: Any, row: SignUp) -> str | None:
    """Why somebody is told nothing of these needs: the person keeps them from this account."""
    is_kept = not person_is_own(by, row.person) and is_kept_from(by, all_ids(row.person))
    return KEPT_FROM if is_kept else None


def needs_refusal(by: Any, row: SignUp) -> str | None:
    """Why somebody cannot say what the organiser of this session may know."""
    is_own = person_is_own(by, row.person)
    is_over = begins_at(row.opportunity.session) <= timezone.now()
    runs = is_own or run_refusal(by, row.opportunity) is None
    blocker = change_needs_blocker(row.status, is_own=is_own, runs=runs, is_over=is_over)
    return blocker or kept_refusal(by, row)


@dataclass(frozen=True)
class NeedLine:
    """One thing that one person needs at a session, and whether it is there."""

    need_id: int
    words: str
    is_met: bool | None
    why_not: str
    is_new: bool


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
        .annotate(is_kept=keeps_needs_from(viewer))
        .select_related("person", "seat")
        .order_by("turn")
    )
    people = list(rows[:MOST_LISTED])
    names = names_of(people, viewer)
    needs = _need_lines(people, opportunity)
    answers = answers_of([row.pk for row in people])
    guests = [
        Guest(
            sign_up=row,
            name=names[row.person_id],
            needs=[] if row.is_kept else needs.get(row.pk, []),
            note="" if row.is_kept else row.needs_note,
            is_kept=row.is_kept
            and bool(needs.get(row.pk) or row.needs_note or row.travel or row.cover),
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
            if (guest.needs or guest.note or _shows_wishes(guest, viewer))
            and not person_is_own(viewer, guest.sign_up.person)
        ],
    )


def _shows_wishes(guest: Guest, viewer: Any) -> bool:
    asks = bool(guest.sign_up.travel or guest.sign_up.cover)
    return asks and not guest.is_kept and viewer.may(KEEP)


def _need_lines(
    rows: Sequence[SignUp], opportunity: Opportunity
) -> Mapping[int, Sequence[NeedLine]]:
    told = told_by(rows, is_ahead=is_ahead(opportunity.session))
    return {pk: [_line(each) for each in lines] for pk, lines in told.items()}


def _line(told: Told) -> NeedLine:
    done = told.adjustment
    return NeedLine(
        need_id=told.need.pk,
        words=str(told.need),
        is_met=done.is_met if done else None,
        why_not=done.why_not if done else "",
        is_new=told.is_new,
    )


def find_told(sign_up: SignUp, need_id: int, viewer: Any) -> Told:
    """One need that was told at a session; 404 where it is over, or kept from the viewer."""
    told = told_by([sign_up], is_ahead=is_ahead(sign_up.opportunity.session))
    found = next((each for each in told.get(sign_up.pk, ()) if each.need.pk == need_id), None)
    if found is None or kept_refusal(viewer, sign_up):
        raise Http404
    return found


# --- What is still open ---------------------------------------------------------------------


@dataclass(frozen=True)
class OpenNeeds:
    """How many needs of those who come to a session soon are still open."""

    opportunity_id: int
    title: str
    on: date
    count: int


def needs_open_soon(viewer: Any, today: date, most: int) -> list[OpenNeeds]:
    """Sessions of the next days with needs that nobody answered: the team sees all, others theirs.

    People who keep their needs from the viewer are not counted. Three queries.
    """
    rows = SignUp.objects.filter(
        status__in=HOLDING,
        opportunity__session__held_on__range=(today, today + SOON),
        opportunity__session__status=Session.Status.PLANNED,
    )
    if not viewer.may(KEEP):
        rows = rows.filter(organised_by(viewer, "opportunity__session__"))
    order = ("opportunity__session__held_on", "opportunity__session__starts_at", "opportunity")
    found = list(
        rows.exclude(keeps_needs_from(viewer))
        .select_related("opportunity__session__activity")
        .order_by(*order)[:MOST_LISTED]
    )
    told, counts = told_by(found, is_ahead=True), Counter[int]()
    for row in found:
        counts[row.opportunity_id] += sum(each.is_open for each in told.get(row.pk, ()))
    sessions = {row.opportunity_id: row.opportunity.session for row in found}
    return [
        OpenNeeds(pk, session.activity.title, session.held_on, counts[pk])
        for pk, session in sessions.items()
        if counts[pk]
    ][:most]
