"""Asking people to come to a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from activities.emails import would_you_come
from activities.models import Invitation, Opportunity, SignUp
from activities.rules import asking as rules
from activities.rules.sign_up import open_refusal
from activities.selectors import sign_ups as selectors
from community.models import Person, Purpose
from community.services.contact import write_to
from core.service import Refused, acting, refuse, service


@dataclass(frozen=True)
class Answer:
    """Whether somebody was asked, and why not."""

    person_id: int
    why_not: str = ""


@dataclass(frozen=True)
class Answers:
    """What became of asking several."""

    opportunity_id: int
    each: tuple[Answer, ...]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(not answer.why_not for answer in self.each)


@service
def ask_people(*, by: Any, opportunity_id: int, person_ids: Iterable[int]) -> Answers:
    """Ask people to come, each by their own way; who may not be asked is said with the reason."""
    opportunity = (
        Opportunity.objects.select_related("session__activity", "session__venue")
        .filter(pk=opportunity_id)
        .first()
    )
    if opportunity is None:
        raise Refused("This session is not open for sign-up any more.")
    wanted = sorted(set(person_ids))
    if not wanted:
        raise Refused("Choose somebody, or type a number.", field="people")
    refuse(open_refusal(selectors.opportunity_facts(opportunity), timezone.now()))
    acting().subject = opportunity.session.activity
    found = tuple(Answer(pk, _ask(by, opportunity, pk)) for pk in wanted)
    return Answers(opportunity.pk, found)


def _ask(by: Any, opportunity: Opportunity, person_id: int) -> str:
    """Ask one; why that may not be, or nothing."""
    person = selectors.known_person(by, person_id)
    if person is None:
        return "Nobody with this number takes part. Check the number."
    if reason := _blocker(by, opportunity, person):
        return reason
    # A second organiser who asks the same person waits here, and finds it done.
    row, is_new = Invitation.objects.get_or_create(
        opportunity=opportunity,
        person=person,
        defaults={"asked_by": by if getattr(by, "pk", None) else None},
    )
    if not is_new:
        return "This person was asked already."
    letter = would_you_come(row)
    outcome = write_to(
        by=by,
        person_id=person.pk,
        purpose=Purpose.OPPORTUNITIES,
        subject=letter.subject,
        body=letter.body,
        about=f"{opportunity._meta.label_lower}:{opportunity.pk}",
        is_ask=True,
    )
    if not outcome.is_sent:
        row.delete()
        return outcome.reason
    row.way = outcome.channel
    row.save(update_fields=["way"])
    return ""


def _blocker(by: Any, opportunity: Opportunity, person: Person) -> str | None:
    earlier = SignUp.objects.filter(opportunity=opportunity, person=person).first()
    state = earlier.status if earlier else ""
    place = selectors.place_facts(by, opportunity, person, None, state=state)
    facts = selectors.opportunity_facts(opportunity)
    is_asked = selectors.is_asked(opportunity, person)
    return rules.ask_blocker(facts, place, timezone.now(), is_asked=is_asked)
