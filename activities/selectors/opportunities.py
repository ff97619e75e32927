"""Sessions to take part in, as visitors, members and those who run them see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Invitation, Opportunity, Seat, Session, SignUp
from activities.rules import sign_up as rules
from activities.rules.places import kept_blocker
from activities.selectors.finding import Wanted, narrowed
from activities.selectors.log import activity_facts, actor_of
from activities.selectors.names import names_of
from activities.selectors.places import Choice, choices_for, full_ids, is_full
from activities.selectors.questions import Answered, answers_of
from activities.selectors.sign_ups import (
    gone_at,
    keeps_needs_from,
    opportunity_facts,
    place_facts,
    runs_session,
    upcoming,
)
from activities.selectors.team import Team, team_of
from activities.selectors.told import HowTold, how_told
from community.models import Person
from community.rules.people import KEEP
from community.selectors.people import MEMBER_STATUSES, own_record
from core.tables.beside import rows_beside
from core.tables.keyset import Order, count, fetch

State = SignUp.Status
Audience = Opportunity.Audience
# How a sign-up stands, said to the person it is about.
STANDS = {
    State.PLACED: gettext_lazy("You have a place"),
    State.ENTERED: gettext_lazy("You are in the draw"),
    State.WAITING: gettext_lazy("You are on the waiting list"),
    State.OFFERED: gettext_lazy("There is a place for you"),
    State.DECLINED: gettext_lazy("You did not take the place"),
    State.LAPSED: gettext_lazy("We could not keep the place"),
    State.WITHDRAWN: gettext_lazy("You are not signed up"),
    State.UNDRAWN: gettext_lazy("There was no draw"),
}
# More of one person are not shown at one time.
MOST = 200
# When a session begins, by the clock, as a key to page by.
BEGINS = Func(
    ExpressionWrapper(
        F("session__held_on") + Coalesce("session__starts_at", time(0)), DateTimeField()
    ),
    Value("YYYY-MM-DD HH24:MI"),
    function="to_char",
    output_field=CharField(),
)


def seen_by(viewer: Any, person: Person | None = None) -> Q:
    """What the viewer (`person`: their record, where that was read) may: members and staff more.

    An account alone makes no member: those who speak for a partner have one, and who left keeps it.
    """
    if not viewer.is_authenticated:
        return Q(audience=Audience.PUBLIC)
    if viewer.may("see_activities"):
        return Q()
    found = Q(audience=Audience.PUBLIC)
    person = person or own_record(viewer)
    if person is None:
        return found
    if person.status in MEMBER_STATUSES:
        found |= Q(audience=Audience.COMMUNITY)
    own = SignUp.objects.filter(person=person).values("opportunity")
    asked = Invitation.objects.filter(person=person).values("opportunity")
    return found | Q(pk__in=own) | Q(pk__in=asked)


# Sessions on one page of the list, and up to how many they are counted.
PER_PAGE, COUNTED_UP_TO = 25, 1_000


@dataclass(frozen=True)
class OpportunityPage:
    """One page of the list, and where those before and after it begin."""

    rows: Sequence[Opportunity]
    number: int
    previous: str
    following: str
    message: str

    @property
    def showing(self) -> str:
        """How many of how many, where there are more than stand here."""
        if self.number <= len(self.rows):
            return ""
        shown = {"shown": len(self.rows), "all": self.number, "most": COUNTED_UP_TO}
        if self.number > COUNTED_UP_TO:
            return _("%(shown)d of more than %(most)d sessions") % shown
        return _("%(shown)d of %(all)d sessions") % shown


def opportunities_for(
    viewer: Any, wanted: Wanted | None = None, *, before: str = "", after: str = ""
) -> OpportunityPage:
    """Sessions open for sign-up that the viewer may see and that fit, the next first."""
    rows = narrowed(upcoming(), wanted or Wanted()).filter(seen_by(viewer)).annotate(begins=BEGINS)
    order = Order.of(rows, "begins", is_descending=False, has_gaps=False, id_name="id")

    def read(beside: Any, is_backwards: bool, limit: int) -> tuple[list[tuple], int]:
        plain = rows.select_related(None)
        found = fetch(plain, order, (), limit=limit, beside=beside, is_backwards=is_backwards)
        return found, count(plain, order, most=COUNTED_UP_TO)

    page = rows_beside(order, before, after, PER_PAGE, read)
    there = _all().in_bulk([row[-1] for row in page.rows])
    listed = [there[row[-1]] for row in page.rows if row[-1] in there]
    return OpportunityPage(listed, page.number, page.previous, page.following, page.message)


def full_for(viewer: Any, rows: Iterable[Opportunity]) -> set[int]:
    """Of these sessions, those in which the viewer, or a visitor, would wait."""
    return full_ids(rows, own_record(viewer))


def signed_up_for(viewer: Any, rows: Iterable[Opportunity]) -> set[int]:
    """Of these sessions, those the viewer has signed up for, with a place or without one yet."""
    person = own_record(viewer)
    if person is None:
        return set()
    found = SignUp.objects.filter(person=person, opportunity__in=rows, status__in=rules.UNDER_WAY)
    return set(found.values_list("opportunity_id", flat=True))


def _all() -> QuerySet[Opportunity]:
    return Opportunity.objects.select_related(
        "session__activity", "session__venue", "session__place_kind"
    )


def find_opportunity(opportunity_id: int, viewer: Any, person: Person | None = None) -> Opportunity:
    """One the viewer may read, over and closed ones too; 404 for what they may not know of."""
    seen = _all().filter(seen_by(viewer, person), pk=opportunity_id)
    found = seen.exclude(status=Opportunity.Status.DRAFT).prefetch_related("seats").first()
    if found is None:
        raise Http404
    return found


def find_run_opportunity(opportunity_id: int) -> Opportunity:
    """One for those who run it, not published ones too; the page asks whether they do."""
    found = _all().filter(pk=opportunity_id).first()
    if found is None:
        raise Http404
    return found


def run_refusal(by: Any, opportunity: Opportunity) -> str | None:
    """Why somebody does not run this session."""
    if runs_session(by, opportunity):
        return None
    return rules.open_blocker(actor_of(by), activity_facts(opportunity.session.activity))


@dataclass(frozen=True)
class Offer:
    """What the page of one session shows to one viewer."""

    opportunity: Opportunity
    session: Session
    seats: Sequence[Seat]
    choices: Sequence[Choice]
    mine: SignUp | None
    why_not: str | None
    is_full: bool
    # Why nobody can come any more: it is over, has begun, or does not take place.
    gone: str
    runs: bool
    team: Team


def offer_page(opportunity: Opportunity, viewer: Any) -> Offer:
    """The page of a session: what it is, and what the viewer can do."""
    person = own_record(viewer) if viewer.is_authenticated else None
    prefetch_related_objects([opportunity], "seats")
    facts = opportunity_facts(opportunity)
    mine = own_sign_up(opportunity, person) if person else None
    seats = list(opportunity.seats.all())
    choices = choices_for(opportunity, person)
    why_not = None
    if person:
        place = place_facts(viewer, opportunity, person, None, state=mine.status if mine else "")
        # Which kind of place is a question of the form.
        asked = rules.without_seats(facts)
        why_not = rules.sign_up_blocker(asked, place, timezone.now()) or kept_blocker(
            [seat.name for seat in seats], any_fits=bool(choices)
        )
    else:
        why_not = rules.open_refusal(facts, timezone.now())
    return Offer(
        opportunity=opportunity,
        session=opportunity.session,
        seats=seats,
        choices=choices,
        mine=mine,
        why_not=why_not,
        is_full=is_full(opportunity, choices),
        gone=rules.gone_refusal(facts, timezone.now()) or "",
        runs=viewer.is_authenticated
        and viewer.may("log_activity")
        and runs_session(viewer, opportunity),
        team=team_of(opportunity),
    )


def own_sign_up(opportunity: Opportunity, person: Person) -> SignUp | None:
    """How a person stands with a session, if they signed up."""
    return SignUp.objects.filter(opportunity=opportunity, person=person).first()


def find_sign_up(sign_up_id: int, viewer: Any) -> SignUp:
    """A sign-up for the person it is about; 404 for everybody else."""
    person = own_record(viewer)
    found = (
        SignUp.objects.filter(pk=sign_up_id, person=person)
        .select_related("opportunity__session__activity", "opportunity__session__venue", "seat")
        .first()
        if person
        else None
    )
    if found is None:
        raise Http404
    return found


def find_run_sign_up(sign_up_id: int) -> SignUp:
    """A sign-up for those who run the session; the page asks whether they do."""
    found = (
        SignUp.objects.filter(pk=sign_up_id)
        .select_related(
            "person", "opportunity__session__activity", "opportunity__session__venue", "seat"
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_sign_ups(account: Any, now: datetime | None = None) -> list[SignUp]:
    """What a person is down for from today on, the next first."""
    person = own_record(account)
    if person is None:
        return []
    rows = SignUp.objects.filter(
        person=person,
        status__in=rules.UNDER_WAY,
        opportunity__session__held_to__gte=timezone.localdate(now),
    ).select_related("opportunity__session__activity", "opportunity__session__venue")
    return list(rows.order_by("opportunity__session__held_on", "id")[:MOST])


@dataclass(frozen=True)
class OwnLine:
    """One thing that a person is down for."""

    pk: int
    title: str
    when: str
    stands: str


def own_lines(account: Any) -> list[OwnLine]:
    """What a person is down for from today on, as lists show it."""
    found = []
    for row in own_sign_ups(account):
        session = row.opportunity.session
        is_off = session.status == Session.Status.CANCELLED
        stands = _("It does not take place") if is_off else str(STANDS[State(row.status)])
        found.append(OwnLine(row.pk, session.activity.title, session.when_words, stands))
    return found


@dataclass(frozen=True)
class Standing:
    """A person on the list of those who run a session."""

    sign_up: SignUp
    name: str
    wants_travel: bool
    wants_cover: bool
    # Whether the viewer may read what they wrote of travel and cover.
    shows_wishes: bool
    # They asked for something and keep what they need from the viewer.
    is_kept: bool
    answers: Sequence[Answered]
    told: HowTold | None = None


def standings(opportunity: Opportunity, viewer: Any) -> list[Standing]:
    """Who has a place, an offer, or waits, by the name they chose to show."""
    rows = (
        SignUp.objects.filter(opportunity=opportunity, status__in=rules.UNDER_WAY)
        .annotate(is_kept=keeps_needs_from(viewer))
        .select_related("person", "seat")
        .order_by("turn")
    )[: rules.MOST_LISTED]
    answers, told = answers_of([row.pk for row in rows]), how_told(opportunity)
    names = names_of(rows, viewer)
    return [
        Standing(
            sign_up=row,
            name=names[row.person_id],
            wants_travel=bool(row.travel) and not row.is_kept,
            wants_cover=bool(row.cover) and not row.is_kept,
            shows_wishes=viewer.may(KEEP) and not row.is_kept,
            is_kept=row.is_kept and bool(row.travel or row.cover),
            answers=answers.get(row.pk, ()),
            told=told.get(row.pk),
        )
        for row in rows
    ]


def wishes_read(rows: Sequence[Standing], viewer: Any) -> list[int]:
    """Whose words of travel and cover the viewer reads on that list: it goes on record."""
    people = [
        each.sign_up.person
        for each in rows
        if each.shows_wishes and (each.wants_travel or each.wants_cover)
    ]
    return [person.pk for person in people if person.account_id != viewer.pk]


def draw_refusal(by: Any, opportunity: Opportunity) -> str | None:
    """Why places cannot be drawn now."""
    activity, facts = activity_facts(opportunity.session.activity), opportunity_facts(opportunity)
    return rules.draw_blocker(actor_of(by), activity, facts, timezone.now())


def change_refusal(by: Any, row: SignUp) -> str | None:
    """Why what was said at signing up cannot change now."""
    place = place_facts(by, row.opportunity, row.person, None)
    return rules.change_blocker(
        opportunity_facts(row.opportunity),
        row.status,
        timezone.now(),
        is_own=place.is_own,
        is_theirs_to_enter=place.is_theirs_to_enter,
    )


def is_late(opportunity: Opportunity) -> bool:
    """Whether the last moment to sign up or change has passed."""
    return opportunity.closes_at <= timezone.now()


def is_over(opportunity: Opportunity) -> bool:
    """Whether the session has begun, or the last day it can be on is over."""
    return gone_at(opportunity.session) <= timezone.now()
