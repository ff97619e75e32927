"""Travel and cover that people asked for: what is to be arranged, and what they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from activities.models import Arrangement, Session, SignUp
from activities.rules.arrangements import arrange_blocker, call_off_blocker
from activities.rules.sign_up import HOLDING, MOST_LISTED, UNDER_WAY
from activities.selectors.opportunities import find_run_sign_up
from activities.selectors.preparation import kept_refusal, person_is_own
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
    # It was booked, and the place, the session or the wish is gone: somebody has to cancel it.
    is_unwanted: bool = False

    @property
    def label(self) -> str:
        """What it is, in a word or two."""
        return What(self.what).label

    @property
    def why_again(self) -> str:
        """Why what was answered does not count any more; empty where it does."""
        answer, session = self.answer, self.sign_up.opportunity.session
        if answer is None:
            return ""
        if answer.answered_at < self.sign_up.asked_at:
            return "They signed up again since then."
        if answer.wanted != self.words:
            return "They changed what they ask for since then."
        if (answer.held_on, answer.starts_at) != (session.held_on, session.starts_at):
            return "The session has another day or start since then."
        return ""

    @property
    def waits_for_place(self) -> bool:
        """Whether they have no place yet: nothing is arranged before that."""
        return self.sign_up.status not in HOLDING

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.is_unwanted and (self.answer is None or bool(self.why_again))


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


def own_wishes(row: SignUp) -> list[Wish]:
    """The same for the person, as long as they have a place or wait for one."""
    is_off = row.opportunity.session.status == Session.Status.CANCELLED
    return [] if is_off or row.status not in UNDER_WAY else wished_for(row)


def to_cancel(row: SignUp) -> list[Wish]:
    """What was booked for somebody and is not wanted any more."""
    words = {What.TRAVEL.value: row.travel, What.COVER.value: row.cover}
    is_off = row.opportunity.session.status == Session.Status.CANCELLED
    has_place = row.status in HOLDING and not is_off
    return [
        Wish(row, each.what, words[each.what], each, is_unwanted=True)
        for each in row.arrangements.all()
        if each.outcome == Arrangement.Outcome.BOOKED and not (has_place and words[each.what])
    ]


def open_wishes(row: SignUp) -> list[str]:
    """What somebody asked for and still waits to hear of; no query where they asked for nothing."""
    if not (row.travel or row.cover):
        return []
    return [wish.what for wish in wished_for(row) if wish.is_open]


def arrangements(viewer: Any, today: date | None = None) -> list[SessionWishes]:
    """Sessions to come, by date: wishes of who has a place, and what to cancel; two queries."""
    rows = list(
        _to_come(today or timezone.localdate())
        .filter(_WISHING | Exists(_booked()))
        .annotate(is_kept=keeps_needs_from(viewer))
        .select_related("person", "opportunity__session__activity")
        .prefetch_related("arrangements")
        .order_by("opportunity__session__held_on", "opportunity", "turn")[:MOST_LISTED]
    )
    found = []
    for pk, several in groupby(rows, key=lambda row: row.opportunity_id):
        mine = list(several)
        session = mine[0].opportunity.session
        if wishes := [wish for row in mine for wish in _seen(row)]:
            found.append(SessionWishes(session.activity.title, session.when_words, pk, wishes))
    return found


def read_of(sessions: Sequence[SessionWishes], viewer: Any) -> list[int]:
    """Whose words the viewer reads there: that goes on record."""
    people = [wish.sign_up.person for each in sessions for wish in each.wishes if not wish.is_kept]
    return sorted({person.pk for person in people if not person_is_own(viewer, person)})


def _seen(row: Any) -> list[Wish]:
    """The wishes of one person; one that is kept from the viewer without its words."""
    is_planned = row.opportunity.session.status == Session.Status.PLANNED
    asks = is_planned and row.status in HOLDING
    found = [*(wished_for(row) if asks else []), *to_cancel(row)]
    if not row.is_kept:
        return found
    return [Wish(row, wish.what, "", None, is_kept=True) for wish in found]


# Who has a place at a session that is planned, and asks for something.
_HAS_PLACE = Q(status__in=HOLDING, opportunity__session__status=Session.Status.PLANNED)
_WISHING = _HAS_PLACE & (~Q(travel="") | ~Q(cover=""))
# Whose place or session is gone.
_IS_GONE = ~Q(status__in=HOLDING) | Q(opportunity__session__status=Session.Status.CANCELLED)


def _to_come(today: date) -> QuerySet[SignUp]:
    return SignUp.objects.filter(opportunity__session__held_to__gte=today)


def arrangements_open(viewer: Any, today: date) -> Waits | None:
    """How many wishes wait, and bookings to cancel, for the team's start page; one query."""
    open_ones = {
        f"open_{what}": Count("pk", filter=_HAS_PLACE & ~Q(**{what: ""}) & Q(~_answered(what)))
        for what in What
    }
    gone = {
        f"gone_{what}": Count(
            "pk", filter=(_IS_GONE | Q(**{what: ""})) & Q(Exists(_booked().filter(what=what)))
        )
        for what in What
    }
    rows = _to_come(today).filter(_WISHING | Exists(_booked())).exclude(keeps_needs_from(viewer))
    counts = rows.aggregate(**open_ones, **gone)
    count, unwanted = sum(counts[key] for key in open_ones), sum(counts[key] for key in gone)
    where = reverse("activities:arrangement_board")
    if not count:
        what = "booking" if unwanted == 1 else "bookings"
        words = f"{what} of travel or cover to cancel: not wanted any more"
        return Waits(unwanted, words, where) if unwanted else None
    one, many = "wish for travel or cover waits", "wishes for travel or cover wait"
    words = f"{one if count == 1 else many} for an answer"
    return Waits(count, f"{words}; {unwanted} to cancel" if unwanted else words, where)


def _booked() -> QuerySet[Arrangement]:
    booked = Arrangement.Outcome.BOOKED
    return Arrangement.objects.filter(sign_up=OuterRef("pk"), outcome=booked)


def _answered(what: str) -> Exists:
    """Whether the answer still fits; `Wish.why_again` says the same of one row."""
    session = "sign_up__opportunity__session__"
    no_start = Q(**{"starts_at__isnull": True, f"{session}starts_at__isnull": True})
    rows = Arrangement.objects.filter(
        no_start | Q(starts_at=F(f"{session}starts_at")),
        sign_up=OuterRef("pk"),
        what=what,
        wanted=OuterRef(what),
        held_on=F(f"{session}held_on"),
        answered_at__gte=F("sign_up__asked_at"),
    )
    return Exists(rows)


def find_wish(sign_up_id: int, what: str, viewer: Any) -> Wish:
    """One wish for the team; 404 where nobody asked, or the person keeps it from the viewer."""
    row = find_run_sign_up(sign_up_id)
    found = next((wish for wish in wished_for(row) if wish.what == what), None)
    if found is None or kept_refusal(viewer, row):
        raise Http404
    return found


def arrange_refusal(by: Any, row: SignUp, wanted: str) -> str | None:
    """Why a wish cannot be answered now."""
    is_past = row.opportunity.session.held_to < timezone.localdate()
    return arrange_blocker(by, row.status, wanted, is_past=is_past) or kept_refusal(by, row)


def find_unwanted(sign_up_id: int, what: str, viewer: Any) -> Wish:
    """Something booked for the team to cancel; 404 where there is nothing, or it is kept."""
    row = find_run_sign_up(sign_up_id)
    answer = row.arrangements.filter(what=what, outcome=Arrangement.Outcome.BOOKED).first()
    if answer is None or kept_refusal(viewer, row):
        raise Http404
    found = next((wish for wish in to_cancel(row) if wish.what == what), None)
    return found or Wish(row, what, answer.wanted, answer)


def call_off_refusal(by: Any, wish: Wish) -> str | None:
    """Why what was booked cannot be ticked off as cancelled."""
    blocker = call_off_blocker(by, is_unwanted=wish.is_unwanted)
    return blocker or kept_refusal(by, wish.sign_up)
