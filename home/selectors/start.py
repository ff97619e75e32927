"""What each start page shows: what waits for the person, and what is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from activities.models import Activity, ActivityService, MappingReply, MappingRound
from activities.selectors.arrangements import arrangements_open
from activities.selectors.draw import DueDraw, draws_due
from activities.selectors.felt import CallLine, ToSay, calls_waiting, staff_to_say
from activities.selectors.mapping import OwedReply, replies_owed
from activities.selectors.offers import OfferLine, offers_to_pass_on
from activities.selectors.onion import TRUST, OnionFigure, trust_figure
from activities.selectors.owed import Owes, answers_due
from activities.selectors.preparation import OpenNeeds, needs_open_soon
from claims.selectors.deciding import Load, own_load
from community.selectors.desk import Waits, waiting_for_team
from core.drafts.selectors import drafts_of
from core.health.selectors import pulses
from core.outbox.selectors import messages_to_look_at
from core.periods import QUARTERS
from core.saved.selectors import NamedView, own_views
from home.context import Page, pages_for
from impact.selectors import Shift, shift_of
from organisation.selectors import directorates_in_force, leads_of
from users.models import User
from users.permissions import Role

DRAFT_OF_LOG = "activities:activity_log"
SHOWN = 5


@dataclass(frozen=True)
class Named:
    """An activity by name, with its day and lead service as far as they are known."""

    id: int
    title: str
    on: date | None = None
    service: str | None = None


@dataclass(frozen=True)
class Waiting:
    """What waits for a member of staff."""

    draft_at: datetime | None
    unanswered: list[Named]
    has_more: bool
    owed: tuple[OwedReply, ...]
    answers: tuple[Owes, ...] = ()
    calls: tuple[CallLine, ...] = ()
    to_say: tuple[ToSay, ...] = ()
    needs: tuple[OpenNeeds, ...] = ()
    offers: tuple[OfferLine, ...] = ()
    draws: tuple[DueDraw, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (
            self.draft_at
            or self.unanswered
            or self.owed
            or self.answers
            or self.calls
            or self.to_say
            or self.needs
            or self.offers
            or self.draws
        )


@dataclass(frozen=True)
class OpenRound:
    """An open mapping round with the directorates that have not answered."""

    id: int
    title: str
    due_on: date
    asked: int = 0
    waiting: list[str] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return self.asked - len(self.waiting)


@dataclass(frozen=True)
class Desk:
    """What the involvement team looks after."""

    rounds: list[OpenRound]
    messages: int
    newest: list[Named]
    people: list[Waits]


@dataclass(frozen=True)
class Upkeep:
    """What an administrator looks after."""

    without_lead: list[str]
    late_jobs: int
    messages: int


@dataclass(frozen=True)
class Start:
    """A signed-in person's start page: a part for each of their roles, and all their pages."""

    pages: list[Page]
    views: list[NamedView]
    waiting: Waiting | None
    desk: Desk | None
    claims: Load | None
    upkeep: Upkeep | None
    figure: OnionFigure | None
    shift: Shift | None
    is_co_creator: bool


def start_of(user: User, today: date) -> Start:
    """The start page of a person; a part costs one to three queries, whatever it holds."""
    roles = user.role_set
    return Start(
        pages=pages_for(roles),
        views=own_views(user),
        waiting=waiting_for(user, today) if user.may("log_activity") else None,
        desk=desk(user, today) if Role.INVOLVEMENT_TEAM in roles else None,
        claims=own_load(user) if user.may("decide_claims") else None,
        upkeep=upkeep(today) if Role.ADMINISTRATOR in roles else None,
        figure=onion_for(user),
        shift=shift_for(user),
        is_co_creator=Role.CO_CREATOR in roles,
    )


def onion_for(user: User) -> OnionFigure | None:
    """The trust's onion: with plans for those who see activities, the public one for others.

    An administrator's account alone is for the portal's upkeep and is shown none.
    """
    if user.may("see_onion"):
        return trust_figure()
    return trust_figure(is_public=True) if Role.CO_CREATOR in user.role_set else None


def shift_for(user: User) -> Shift | None:
    """The trust's shift by quarter, for those who follow the work but do not log it."""
    follows = user.may("see_shift") and not user.may("log_activity")
    return shift_of(TRUST, QUARTERS) if follows else None


def waiting_for(user: User, today: date) -> Waiting:
    """Drafts, planned activities whose last day has passed, and answers owed in a round."""
    drafts = [d.updated_at for d in drafts_of(user) if d.page == DRAFT_OF_LOG]
    late = planned_and_past(user, today)
    return Waiting(
        draft_at=drafts[0] if drafts else None,
        unanswered=late[:SHOWN],
        has_more=len(late) > SHOWN,
        owed=replies_owed(user),
        answers=tuple(answers_due(user, today, SHOWN)),
        calls=tuple(calls_waiting(user, today, SHOWN)),
        to_say=tuple(staff_to_say(user, today, SHOWN)),
        needs=tuple(needs_open_soon(user, today, SHOWN)),
        offers=tuple(offers_to_pass_on(user, SHOWN)),
        draws=tuple(draws_due(user, timezone.now(), SHOWN)),
    )


def planned_and_past(user: User, today: date) -> list[Named]:
    """Planned activities that this person logged or leads and whose last day has passed.

    At most one more than is shown, the longest past first.
    """
    rows = Activity.objects.filter(
        Q(logged_by=user) | Q(led_by=user),
        status=Activity.Status.PLANNED,
        is_standing=False,
        span_to__lt=today,
    ).order_by("span_to", "id")
    return [Named(*row) for row in rows.values_list("id", "title", "span_to")[: SHOWN + 1]]


def newest_logged() -> list[Named]:
    """The activities logged last."""
    lead = ActivityService.objects.filter(activity=OuterRef("pk")).order_by("-is_lead", "pk")
    rows = Activity.objects.annotate(
        lead_service=Subquery(lead.values("service__name")[:1])
    ).order_by("-id")
    named = rows.values_list("id", "title", "span_from", "lead_service")
    return [Named(*row) for row in named[:SHOWN]]


def open_rounds() -> list[OpenRound]:
    """Every open mapping round, the most urgent first, with who has not answered; one query."""
    rows = (
        MappingReply.objects.filter(round__status=MappingRound.Status.OPEN)
        .order_by("round__due_on", "round_id", "directorate__name")
        .values_list("round_id", "round__title", "round__due_on", "answer", "directorate__name")
    )
    answers: dict[tuple[int, str, date], list[tuple[str, str]]] = {}
    for pk, title, due_on, answer, directorate in rows:
        answers.setdefault((pk, title, due_on), []).append((answer, directorate))
    return [
        OpenRound(
            *facts,
            asked=len(given),
            waiting=[name for answer, name in given if answer == MappingReply.Answer.WAITING],
        )
        for facts, given in answers.items()
    ]


def desk(viewer: User, today: date) -> Desk:
    """What waits for the involvement team; five queries."""
    to_arrange = arrangements_open(viewer, today)
    return Desk(
        rounds=open_rounds(),
        messages=messages_to_look_at().count(),
        newest=newest_logged(),
        people=[*([to_arrange] if to_arrange else []), *waiting_for_team(viewer, today)],
    )


def upkeep(today: date) -> Upkeep:
    """What waits for an administrator; four queries."""
    directorates = directorates_in_force(today)
    leads = leads_of([d.id for d in directorates], today)
    return Upkeep(
        without_lead=[d.name for d in directorates if not leads[d.id]],
        late_jobs=sum(pulse.is_late for pulse in pulses()),
        messages=messages_to_look_at().count(),
    )
