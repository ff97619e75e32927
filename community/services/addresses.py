"""What comes of the question whether an address that staff typed is theirs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from community.models import Person
from community.rules import contact as rules
from community.selectors import contact as selectors
from community.services.contact import send_by
from community.services.people import hear_from, locked_person
from core.service import acting, refuse, service

NOT_THEIRS = "Whoever gets the mail there said that the address is not theirs."


@service
def answer_address(*, by: Any, person_id: int, address: str, is_theirs: bool) -> Person:
    """Whoever gets the mail says whether the address is theirs. What waited goes on its way."""
    person = locked_person(person_id)
    refuse(
        rules.answer_address_blocker(
            by,
            is_theirs=is_theirs,
            is_confirmed=selectors.is_address_confirmed(person),
            is_asked=person.email == address,
        )
    )
    now = timezone.now()
    person.is_address_theirs = is_theirs
    person.email_failed_at = None if is_theirs else now
    if not is_theirs:
        acting().reason = NOT_THEIRS
    person.version = F("version") + 1
    person.save(update_fields=["is_address_theirs", "email_failed_at", "version"])
    if is_theirs:
        hear_from(by=by, person_ids=[person.pk])
    person.refresh_from_db()
    send_on(person)
    return person


@service
def pass_on_held(*, by: Any, person_id: int) -> int:
    """Send by another way what waited a day for a yes; how many messages went on or were given up."""
    return send_on(locked_person(person_id))


def send_on(person: Person) -> int:
    """Look anew at each message that waits: consent, status and ways may have changed meanwhile."""
    now, done = timezone.now(), 0
    due_at = rules.due_after_quiet(now, settings.QUIET_FROM, settings.QUIET_UNTIL)
    for held in selectors.held_for(person).select_for_update():
        facts = selectors.contact_facts(person, held.purpose, is_ask=False)
        channel = rules.channel_now(facts)
        if channel is not None:
            send_by(
                channel,
                person,
                held.purpose,
                held.subject,
                held.words,
                due_at=due_at,
                about=held.about,
            )
        elif rules.may_wait_on(facts, held.created_at, now):
            continue
        held.delete()
        done += 1
    return done
