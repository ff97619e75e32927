"""Whom a session may suit, each with the reasons in words, and who was asked already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import Attendance, Invitation, Opportunity, OpportunityCheck, Session, SignUp
from activities.rules import asking as rules
from activities.rules.sign_up import UNDER_WAY
from activities.selectors.interests import says
from activities.selectors.opportunities import called
from community.models import Ask, CheckHeld, Meeting, Person, PersonInterest
from community.rules.contact import ASK_DAYS, ContactFacts, asks_blocker
from community.rules.people import KEEP
from community.selectors.people import OPEN_STATUSES, visible_to

MEETINGS = {
    Session.Mode.IN_PERSON: [Meeting.FACE_TO_FACE],
    Session.Mode.ONLINE: [Meeting.ONLINE],
    Session.Mode.HYBRID: [Meeting.FACE_TO_FACE, Meeting.ONLINE],
}


@dataclass(frozen=True)
class Suggested:
    """Somebody whom a session may suit."""

    person_id: int
    name: str
    reasons: tuple[str, ...]
    past: tuple[str, ...]
    why_not: str | None

    @property
    def words(self) -> str:
        """Everything that speaks for asking them, as one line."""
        return ". ".join((*self.reasons, *self.past)) + "."


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and how they answered."""

    name: str
    at: Any
    stands: str


def fitting_interests(opportunity: Opportunity, choices: Iterable[tuple[int, str]]) -> list[int]:
    """Interests of which a word stands in the title or in what people read."""
    text = f"{opportunity.session.activity.title} {opportunity.about}"
    return [pk for pk, label in choices if says(text, label)]


def suggestions(
    opportunity: Opportunity, viewer: Any, interest_ids: Sequence[int]
) -> list[Suggested]:
    """People whom the session may suit, as far as the viewer may know of them; the best first."""
    rows = _scored(opportunity, _free_to_ask(opportunity, viewer), interest_ids)
    rows = rows.filter(score__gt=0).select_related("district")
    found = list(
        rows.order_by("-score", F("asked_last").asc(nulls_first=True), "pk")[: rules.MOST_SUGGESTED]
    )
    liked: dict[int, list[str]] = defaultdict(list)
    links = PersonInterest.objects.filter(person__in=found, interest__in=interest_ids)
    for pk, label in links.order_by("interest__label").values_list("person", "interest__label"):
        liked[pk].append(label)
    is_team = viewer.may(KEEP)
    has_checks = OpportunityCheck.objects.filter(opportunity=opportunity).exists()
    return [_suggested(row, viewer, liked[row.pk], has_checks, is_team) for row in found]


def _suggested(
    row: Any, viewer: Any, liked: Sequence[str], has_checks: bool, is_team: bool
) -> Suggested:
    fit = rules.Fit(
        interests=tuple(liked),
        district=str(row.district) if row.is_near else "",
        is_free=row.is_free,
        can_meet=row.can_meet,
        has_training=has_checks,
    )
    asked_on = timezone.localdate(row.asked_last) if row.asked_last else None
    past = rules.past_words(rules.Past(asked_on, row.came_on)) if is_team else ()
    limits = ContactFacts(
        status=row.status,
        purpose="opportunities",
        reachable=(),
        is_ask=True,
        asks=row.asks_lately,
        trust_limit=settings.ASKS_A_MONTH,
        own_limit=row.asks_a_month,
    )
    return Suggested(
        row.pk, called(row, "", viewer), rules.reasons(fit), past, asks_blocker(limits)
    )


def _free_to_ask(opportunity: Opportunity, viewer: Any) -> QuerySet[Person]:
    """Who takes part, has what the session needs, and was neither asked nor is signed up."""
    there = SignUp.objects.filter(opportunity=opportunity, status__in=UNDER_WAY)
    asked = Invitation.objects.filter(opportunity=opportunity)
    rows = visible_to(viewer).filter(status__in=OPEN_STATUSES)
    rows = rows.exclude(account=viewer.pk)
    rows = rows.exclude(pk__in=there.values("person")).exclude(pk__in=asked.values("person"))
    needed = OpportunityCheck.objects.filter(opportunity=opportunity)
    on = opportunity.session.held_on
    for check_id in needed.values_list("check_needed", flat=True):
        held = CheckHeld.objects.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=on),
            Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk")),
            check_done=check_id,
        )
        rows = rows.filter(Exists(held))
    return rows


def _scored(opportunity: Opportunity, rows: QuerySet[Person], interest_ids: Sequence[int]) -> Any:
    session = opportunity.session
    area_id = session.venue.area_id if session.venue else None
    likes = PersonInterest.objects.filter(person=OuterRef("pk"), interest__in=interest_ids)
    part = f"{'weekend' if session.is_weekend else 'weekday'}_{session.part_of_day}"
    asks = Ask.objects.filter(Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk")))
    lately = asks.filter(at__gt=timezone.now() - ASK_DAYS).order_by()
    counted = lately.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    came = Attendance.objects.filter(person=OuterRef("pk"), outcome=Attendance.Outcome.CAME)
    rows = rows.annotate(
        likes=Exists(likes),
        is_near=_is(Q(district=area_id) if area_id else Q(pk=None)),
        is_free=_is(Q(availability__contains=[part]) if session.part_of_day else Q(pk=None)),
        can_meet=_is(Q(meets__overlap=MEETINGS.get(Session.Mode(session.mode), [])))
        if session.mode
        else _is(Q(pk=None)),
        asked_last=Subquery(asks.order_by("-at").values("at")[:1]),
        asks_lately=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        came_on=Subquery(came.order_by("-session__held_on").values("session__held_on")[:1]),
    )
    worth = {"likes": 4, "is_near": 2, "is_free": 1, "can_meet": 1}
    score = sum(
        (
            Case(When(Q(**{name: True}), then=Value(n)), default=Value(0))
            for name, n in worth.items()
        ),
        Value(0),
    )
    return rows.annotate(score=score)


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(
        Case(When(condition, then=Value(True)), default=Value(False)), output_field=BooleanField()
    )


def people_asked(opportunity: Opportunity, viewer: Any) -> list[Asked]:
    """Who was asked to this session, and whether they signed up since."""
    rows = Invitation.objects.filter(opportunity=opportunity, person__in=visible_to(viewer))
    state = SignUp.objects.filter(opportunity=opportunity, person=OuterRef("person"))
    rows = rows.annotate(state=Subquery(state.values("status")[:1])).select_related("person")
    return [
        Asked(
            called(row.person, "", viewer),
            row.at,
            SignUp.Status(row.state).label if row.state else "No answer yet",
        )
        for row in rows.order_by("-id")[:200]
    ]
