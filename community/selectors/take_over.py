"""What decides about a take-over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from community.models import Person, TakeOver, WrongCode
from community.rules.codes import is_record_code
from community.rules.take_over import MOST_TRIES, TakeOverFacts, may_offer
from community.selectors.joining import digest_of
from community.selectors.people import all_ids
from core.outbox.selectors import letters_lately
from users.selectors import is_address_taken


def take_over_facts(person: Person, email: str) -> TakeOverFacts:
    """What the rules need to know."""
    others = Person.objects.filter(email=email, is_email_confirmed=True, merged_into__isnull=True)
    return TakeOverFacts(
        entered_by_id=person.entered_by_id,
        has_account=person.account_id is not None,
        is_alias=person.merged_into_id is not None,
        is_erased=person.erased_at is not None,
        is_hidden=person.is_hidden,
        is_address_known=others.exclude(pk=person.pk).exists() or is_address_taken(email),
        letters_lately=letters_lately(email) if email else 0,
    )


def find_for_take_over(viewer: Any, person_id: int) -> Person:
    """A person to whom this viewer may open a way: the team anybody, others whom they entered."""
    row = Person.objects.filter(pk=person_id, merged_into__isnull=True, erased_at__isnull=True)
    person = row.first()
    if person is None or not may_offer(viewer, take_over_facts(person, "")):
        raise Http404
    return person


def open_take_over(person: Person) -> TakeOver | None:
    """The link that is on its way to somebody, if one still opens their record."""
    rows = TakeOver.objects.filter(person=person, used_at__isnull=True, tries__lt=MOST_TRIES)
    return rows.filter(expires_at__gt=timezone.now()).order_by("-asked_at", "-pk").first()


def find_take_over(token: str) -> TakeOver | None:
    """What a mailed link leads to; None when there is no such link."""
    row = TakeOver.objects.select_related("person__merged_into").filter(link=digest_of(token))
    return row.first()


def record_of_number(number: int) -> Person | None:
    """The record that the number of a letter leads to, also once it was joined with another."""
    row = Person.objects.select_related("merged_into").filter(pk=number).first()
    return row.merged_into or row if row else None


def is_code_of(person: Person, code: str) -> bool:
    """Whether this is the code of a letter to somebody, under whichever of their numbers."""
    return any(is_record_code(code, pk, secret=settings.SECRET_KEY) for pk in all_ids(person))


def wrong_codes_lately(person: Person) -> int:
    """Wrong codes typed for a record in the last day."""
    a_day_ago = timezone.now() - timedelta(days=1)
    return WrongCode.objects.filter(person=person, at__gt=a_day_ago).count()
