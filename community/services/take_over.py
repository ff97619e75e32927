"""How somebody whom staff entered gets to their own record with an e-mail address."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from community import emails
from community.models import Joining, Person, TakeOver, WrongCode
from community.rules.take_over import MOST_TRIES, offer_take_over_blocker, take_over_blocker
from community.selectors.joining import digest_of
from community.selectors.take_over import (
    is_code_of,
    record_of_number,
    take_over_facts,
    wrong_codes_lately,
)
from community.services.people import hear_from, locked_person
from core.outbox.rules import letters_blocker
from core.outbox.selectors import letters_lately
from core.service import acting, bookkeeping, refuse, service
from core.turns import take_turns
from users.models import User
from users.services import open_joined_account

LIFETIME = timedelta(days=7)


@service
def offer_take_over(*, by: Any, person_id: int, email: str) -> TakeOver:
    """Mail somebody the link to their record. It opens with the code of their letter."""
    person, email = locked_person(person_id), email.strip().lower()
    refuse(offer_take_over_blocker(by, take_over_facts(person, email)), field="email")
    return _mailed(person, email, by=by)


@service
def ask_take_over(*, by: Any, number: int, code: str, email: str) -> bool:
    """Somebody asks for the link themselves, with number and code of their letter.

    The page says the same whether they are right or not. Five wrong codes a day are the end.
    """
    email = email.strip().lower()
    person = record_of_number(number)
    take_turns(f"take over {person.pk if person else number}")
    if person is None or wrong_codes_lately(person) >= MOST_TRIES:
        return False
    acting().subject = person
    if not is_code_of(person, code):
        WrongCode.objects.create(person=person)
        return False
    if letters_blocker(letters_lately(email)):
        return False
    if offer_take_over_blocker(by, take_over_facts(person, email)):
        emails.send_known(email)
        return False
    _mailed(person, email, by=by)
    return True


def _mailed(person: Person, email: str, *, by: Any) -> TakeOver:
    # One link at a time: a mail to a wrong address opens nothing once the right one is written to.
    TakeOver.objects.filter(person=person, used_at__isnull=True).update(expires_at=timezone.now())
    token, is_own = secrets.token_urlsafe(24), not isinstance(by, User)
    row = TakeOver.objects.create(
        person=person,
        email=email,
        link=digest_of(token),
        is_code_given=is_own,
        offered_by=None if is_own else by,
        expires_at=timezone.now() + LIFETIME,
    )
    emails.send_take_over(email, token, needs_code=not is_own)
    return row


@service
def take_over_record(*, by: Any, take_over_id: UUID, code: str = "") -> User | None:
    """Let account and record become one. None: the code was wrong, which counts."""
    row = TakeOver.objects.select_for_update().get(pk=take_over_id)
    take_turns(f"join {row.email}")
    person = locked_person(row.person_id)
    facts = take_over_facts(person, row.email)
    refuse(
        take_over_blocker(
            facts,
            is_used=row.used_at is not None,
            tries=row.tries,
            expires_at=row.expires_at,
            now=timezone.now(),
        )
    )
    if not row.is_code_given and not is_code_of(person, code):
        row.tries += 1
        row.save(update_fields=["tries"])
        return None
    account = open_joined_account(by=by, email=row.email, name=person.name)
    person.account, person.email, person.is_email_confirmed = account, row.email, True
    person.email_failed_at, person.version = None, F("version") + 1
    person.save(
        update_fields=["account", "email", "is_email_confirmed", "email_failed_at", "version"]
    )
    # Answers that somebody began with this address are theirs, and no longer needed.
    Joining.objects.filter(email=row.email).delete()
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    acting().subject = person
    hear_from(by=account, person_ids=[person.pk])
    emails.send_taken_over(person)
    return account


@bookkeeping
def forget_old_take_overs(*, by: Any) -> int:
    """Remove links and wrong codes of a month ago."""
    old = timezone.now() - timedelta(days=30)
    links = TakeOver.objects.filter(asked_at__lt=old).delete()[0]
    return links + WrongCode.objects.filter(at__lt=old).delete()[0]
