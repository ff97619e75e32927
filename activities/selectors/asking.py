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
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from activities.models import (
    Attendance,
    Invitation,
    Opportunity,
    OpportunityCheck,
    OpportunityExperience,
    Session,
    SignUp,
)
from activities.rules import asking as rules
from activities.rules.sign_up import UNDER_WAY
from activities.selectors.interests import says
from activities.selectors.names import called
from community.models import (
    Ask,
    CheckHeld,
    Meeting,
    Need,
    NeedsKeptFrom,
    Person,
    PersonExperience,
    PersonInterest,
    Purpose,
)
from community.rules.contact import ASK_DAYS
from community.rules.needs import SEE_NEEDS
from community.rules.people import KEEP
from community.selectors.needs import needing
from community.selectors.people import OPEN_STATUSES, visible_to
from community.selectors.reachable import reachable_about

MEETINGS = {
    Session.Mode.IN_PERSON: [Meeting.FACE_TO_FACE],
    Session.Mode.ONLINE: [Meeting.ONLINE],
    Session.Mode.HYBRID: [Meeting.FACE_TO_FACE, Meeting.ONLINE],
}


@dataclass(frozen=True)
class Suggested:
    """Somebody whom a session may suit. `is_need_told`: whether a reason tells what they need."""

    person_id: int
    name: str
    reasons: tuple[str, ...]
    past: tuple[str, ...]
    is_need_told: bool = False

    @property
    def words(self) -> str:
        """Everything that speaks for asking them, as one line."""
        return ". ".join((*self.reasons, *self.past)) + "."


@dataclass(frozen=True)
class Suggestions:
    """The best of them, and how many more fit who were asked as often as may be."""

    people: list[Suggested]
    at_limit: int


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and how they answered."""

    pk: int
    name: str
    at: Any
    stands: str
    may_say_no: bool


def fitting_interests(opportunity: Opportunity, choices: Iterable[tuple[int, str]]) -> list[int]:
    """Interests of which a word stands in the title or in what people read."""
    text = f"{opportunity.session.activity.title} {opportunity.about}"
    return [pk for pk, label in choices if says(text, label)]


def suggestions(opportunity: Opportunity, viewer: Any, interest_ids: Sequence[int]) -> Suggestions:
    """People whom the session may suit, as far as the viewer may know of them; the best first.

    Only who can be asked: by a way they agreed to, and not beyond their limit.
    """
    access = _access(opportunity.session) if viewer.may(SEE_NEEDS) else {}
    rows = reachable_about(_free_to_ask(opportunity, viewer), Purpose.OPPORTUNITIES)
    rows = _scored(opportunity, rows, interest_ids, _needs(viewer, access))
    rows = rows.filter(score__gt=0)
    free = rows.filter(asks_lately__lt=_limit()).select_related("district")
    order = free.order_by("-score", F("asked_last").asc(nulls_first=True), "pk")
    found = list(order[: rules.MOST_SUGGESTED])
    liked = _labels(PersonInterest, "interest", found, interest_ids)
    done = _labels(PersonExperience, "experience", found, _helps(opportunity))
    needed = _needed(found, viewer, access)
    is_team = viewer.may(KEEP)
    has_checks = OpportunityCheck.objects.filter(opportunity=opportunity).exists()
    people = [
        _suggested(
            row,
            viewer,
            rules.Fit(
                interests=tuple(liked[row.pk]),
                experiences=tuple(done[row.pk]),
                district=str(row.district) if row.is_near else "",
                is_free=row.is_free,
                can_meet=row.can_meet,
                has_training=has_checks,
                needs=tuple(code for code in access if access[code] and code in needed[row.pk]),
                lacks=tuple(c for c in access if not access[c] and c in needed[row.pk]),
            ),
            is_team=is_team,
        )
        for row in found
    ]
    return Suggestions(people, rows.filter(asks_lately__gte=_limit()).count())


def _limit() -> Any:
    """As often somebody is asked in 30 days: as they want, and no more than the trust allows."""
    most = Value(settings.ASKS_A_MONTH)
    return Least(Coalesce(F("asks_a_month"), most), most)


def _suggested(row: Any, viewer: Any, fit: rules.Fit, *, is_team: bool) -> Suggested:
    asked_on = timezone.localdate(row.asked_last) if row.asked_last else None
    past = rules.past_words(rules.Past(asked_on, row.came_on)) if is_team else ()
    is_need_told = bool(fit.needs or fit.lacks)
    return Suggested(
        row.pk, called(row, "", viewer), rules.reasons(fit), past, is_need_told=is_need_told
    )


def _labels(model: Any, word: str, people: Sequence[Person], wanted: Any) -> dict[int, list[str]]:
    """What people chose of the words that are wanted, by person."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = model.objects.filter(**{"person__in": people, f"{word}__in": wanted})
    for pk, label in rows.order_by(f"{word}__label").values_list("person", f"{word}__label"):
        found[pk].append(label)
    return found


def _helps(opportunity: Opportunity) -> Any:
    """What helps at a session to have done before."""
    rows = OpportunityExperience.objects.filter(opportunity=opportunity)
    return rows.values("experience")


def _access(session: Session) -> dict[str, bool]:
    venue = session.venue
    return rules.access_of(
        is_in_person=Meeting.FACE_TO_FACE in MEETINGS.get(Session.Mode(session.mode), [])
        if session.mode
        else False,
        is_online=session.mode in (Session.Mode.ONLINE, Session.Mode.HYBRID),
        is_step_free=venue.is_step_free if venue else None,
        has_toilet=venue.has_toilet if venue else None,
        has_hearing_loop=venue.has_hearing_loop if venue else None,
    )


def _needs(viewer: Any, access: dict[str, bool]) -> Q:
    """Who needs something that is there; nobody where the viewer may not read it."""
    found = Q(pk=None)
    for code, is_there in access.items():
        if is_there:
            found |= needing(viewer, code)
    return found


def _needed(people: Sequence[Person], viewer: Any, access: dict[str, bool]) -> dict[int, set[str]]:
    """Which of these codes people need, by person, but for those who keep them from the viewer."""
    found: dict[int, set[str]] = defaultdict(set)
    if not access:
        return found
    ids = [person.pk for person in people]
    of_record = Q(person__in=ids) | Q(person__merged_into__in=ids)
    kept = NeedsKeptFrom.objects.filter(of_record, email=getattr(viewer, "email", ""))
    hidden = {into or pk for pk, into in kept.values_list("person", "person__merged_into")}
    rows = Need.objects.filter(of_record, code__in=list(access), ended_on__isnull=True)
    for pk, into, code in rows.values_list("person", "person__merged_into", "code"):
        if (into or pk) not in hidden:
            found[into or pk].add(code)
    return found


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


def _scored(
    opportunity: Opportunity, rows: QuerySet[Person], interest_ids: Sequence[int], needs: Q
) -> Any:
    session = opportunity.session
    area_id = session.venue.area_id if session.venue else None
    likes = PersonInterest.objects.filter(person=OuterRef("pk"), interest__in=interest_ids)
    helps = PersonExperience.objects.filter(
        person=OuterRef("pk"), experience__in=_helps(opportunity)
    )
    part = f"{'weekend' if session.is_weekend else 'weekday'}_{session.part_of_day}"
    asks = Ask.objects.filter(Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk")))
    lately = asks.filter(at__gt=timezone.now() - ASK_DAYS).order_by()
    counted = lately.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    came = Attendance.objects.filter(person=OuterRef("pk"), outcome=Attendance.Outcome.CAME)
    rows = rows.annotate(
        likes=Exists(likes),
        helps=Exists(helps),
        fits_needs=_is(needs),
        is_near=_is(Q(district=area_id) if area_id else Q(pk=None)),
        is_free=_is(Q(availability__contains=[part]) if session.part_of_day else Q(pk=None)),
        can_meet=_is(Q(meets__overlap=MEETINGS.get(Session.Mode(session.mode), [])))
        if session.mode
        else _is(Q(pk=None)),
        asked_last=Subquery(asks.order_by("-at").values("at")[:1]),
        asks_lately=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        came_on=Subquery(came.order_by("-session__held_on").values("session__held_on")[:1]),
    )
    worth = {"likes": 4, "helps": 3, "is_near": 2, "is_free": 1, "can_meet": 1, "fits_needs": 1}
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
            row.pk,
            called(row.person, "", viewer),
            row.at,
            _answer_words(row),
            may_say_no=row.declined_at is None and row.state not in UNDER_WAY,
        )
        for row in rows.order_by("-id")[:200]
    ]


def _answer_words(row: Any) -> str:
    """What somebody said to being asked; a sign-up says more than a no before it."""
    if row.state:
        return str(SignUp.Status(row.state).label)
    return "No, thank you" if row.declined_at else "No answer yet"
