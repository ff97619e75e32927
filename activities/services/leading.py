"""Leading a session together: a member offers or is asked, and each side says yes or no."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from activities.emails import lead_answered, lead_gone, lead_offered, would_you_lead
from activities.models import CoFacilitator, Opportunity, SignUp
from activities.rules import leading as rules
from activities.rules.sign_up import HOLDING, UNDER_WAY
from activities.selectors.leading import lead_of
from activities.selectors.preparation import needs_to_confirm, shared_before
from activities.selectors.sign_ups import known_person, opportunity_facts, place_facts
from activities.services.organisers import tell_organisers
from activities.services.sign_ups import (
    lock_opportunity,
    next_turn,
    offer_free,
    put_needs,
    wake_teller,
)
from community.models import Person, Purpose
from community.services.contact import write_to
from core.service import Refused, acting, refuse, service

State = CoFacilitator.State
Standing = SignUp.Status


@service
def offer_to_lead(
    *, by: Any, opportunity_id: int, person_id: int, shown_name: str, words: str = ""
) -> CoFacilitator:
    """Offer to lead a session together with staff; staff may note it for who tells them."""
    opportunity, person = _both(by, opportunity_id, person_id)
    row = lead_of(opportunity, person)
    place = place_facts(by, opportunity, person, None)
    refuse(
        rules.offer_to_lead_blocker(
            opportunity_facts(opportunity),
            place,
            timezone.now(),
            is_called=bool(opportunity.lead_call) or place.is_theirs_to_enter,
            state=row.state if row else "",
            since=row.at if row else None,
        )
    )
    if place.is_own:
        # Whoever offers waits for an answer, so who organises it hears of the offer at once.
        tell_organisers(opportunity, "lead_offered", lead_offered(opportunity))
    return _put(row, opportunity, person, State.OFFERED, words=words, shown_name=shown_name)


@service
def ask_to_lead(*, by: Any, opportunity_id: int, person_id: int, words: str = "") -> CoFacilitator:
    """Ask a member to lead a session together; it counts as an ask, by their own way."""
    opportunity, person = _both(by, opportunity_id, person_id)
    row = lead_of(opportunity, person)
    refuse(
        rules.ask_to_lead_blocker(
            opportunity_facts(opportunity),
            place_facts(by, opportunity, person, None),
            timezone.now(),
            state=row.state if row else "",
        ),
        field="person",
    )
    letter = would_you_lead(opportunity, words)
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
        raise Refused(outcome.reason, field="person")
    return _put(row, opportunity, person, State.ASKED, answer=words)


@service
def answer_lead(
    *, by: Any, lead_id: int, to: str, words: str = "", shown_name: str = ""
) -> CoFacilitator:
    """Say yes, no, or not this time. Who offered is told by their own way what was said."""
    of = CoFacilitator.objects.filter(pk=lead_id).values_list("opportunity", "person").first()
    if of is None:
        raise Refused("This is not there any more.")
    opportunity, person = _both(by, *of)
    row = CoFacilitator.objects.select_for_update(of=("self",)).get(pk=lead_id)
    place, before = place_facts(by, opportunity, person, None), row.state
    facts = opportunity_facts(opportunity)
    refuse(rules.answer_lead_blocker(facts, place, timezone.now(), state=before, to=to))
    is_answer = before == State.OFFERED and to in (State.AGREED, State.NOT_NOW)
    if is_answer:
        refuse(rules.answer_words_blocker(to, words), field="words")
    name = shown_name or row.shown_name or person.shown_name
    if to == State.AGREED and not name:
        raise Refused("Say which name others should see.", field="shown_name")
    row.shown_name = name
    row = _put(row, opportunity, person, to, answer=words if is_answer else row.answer)
    if to == State.AGREED and facts.status != Opportunity.Status.DRAFT:
        _give_place(row, opportunity, person)
    elif before == State.AGREED:
        _end_place(opportunity, person)
        tell_organisers(opportunity, "lead_gone", lead_gone(opportunity), but=by)
    if is_answer:
        letter = lead_answered(row)
        write_to(
            by=by,
            person_id=person.pk,
            purpose="taken_part",
            subject=letter.subject,
            body=letter.body,
            about=f"{opportunity._meta.label_lower}:{opportunity.pk}",
        )
    return row


@service
def place_lead(*, by: Any, lead_id: int) -> bool:
    """Give somebody who leads a session their place, if they have none yet; whether they got it."""
    of = CoFacilitator.objects.filter(pk=lead_id).values_list("opportunity", "person").first()
    if of is None:
        return False
    opportunity, person = _both(by, *of)
    row = CoFacilitator.objects.select_for_update(of=("self",)).get(pk=lead_id)
    facts, place = opportunity_facts(opportunity), place_facts(by, opportunity, person, None)
    if row.state != State.AGREED or facts.status == Opportunity.Status.DRAFT:
        return False
    if rules.lead_place_blocker(facts, place, timezone.now()):
        return False
    _give_place(row, opportunity, person)
    acting().subject = row
    return True


def _give_place(lead: CoFacilitator, opportunity: Opportunity, person: Person) -> None:
    """A place beside those of the others, so that they hear, come and are thanked as all do.

    What they held before comes free, and is offered on.
    """
    earlier = SignUp.objects.filter(opportunity=opportunity, person=person).first()
    row = earlier or SignUp(opportunity=opportunity, person=person, version=0)
    if row.is_leading:
        return
    if earlier is None:
        row.turn = next_turn(opportunity)
    if row.status not in UNDER_WAY or earlier is None:
        # What was answered to them before they gave their place back does not count any more.
        row.asked_at = timezone.now()
    held = row.status in HOLDING
    if row.status == Standing.WAITING:
        # From the list the way to a place is an offer, for everybody else.
        row.status = Standing.WITHDRAWN
        row.save(update_fields=["status"])
    row.status, row.is_leading, row.seat, row.offer_ends_at = Standing.PLACED, True, None, None
    row.shown_name = row.shown_name or lead.shown_name
    row.told, row.version = "", row.version + 1
    row.save()
    if earlier is None:
        needs = needs_to_confirm(person)
        put_needs(row, shared_before(needs), needs)
    if held:
        offer_free(opportunity)
    wake_teller()


def _end_place(opportunity: Opportunity, person: Person) -> None:
    """Who leads it no more has no place of who leads; they can sign up as everybody can."""
    row = SignUp.objects.filter(opportunity=opportunity, person=person, is_leading=True).first()
    if row is not None:
        row.status, row.is_leading, row.version = Standing.WITHDRAWN, False, row.version + 1
        row.save(update_fields=["status", "is_leading", "version"])
        wake_teller()


def _both(by: Any, opportunity_id: int, person_id: int) -> tuple[Opportunity, Person]:
    opportunity = lock_opportunity(opportunity_id)
    person = known_person(by, person_id)
    if person is None:
        raise Refused("Nobody with this number takes part. Check the number.", field="person")
    return opportunity, person


def _put(
    row: CoFacilitator | None, opportunity: Opportunity, person: Person, state: str, **said: str
) -> CoFacilitator:
    row = row or CoFacilitator(opportunity=opportunity, person=person, version=0)
    row.state, row.at, row.version = state, timezone.now(), row.version + 1
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    acting().subject = row
    return row
