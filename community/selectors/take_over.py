"""What decides about a take-over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from community.models import Person, TakeOver, WrongCode
from community.rules.take_over import TakeOverFacts
from community.selectors.joining import digest_of
from users.selectors import is_address_taken


def take_over_facts(person: Person, email: str) -> TakeOverFacts:
    """What the rules need to know."""
    others = Person.objects.filter(email=email, is_email_confirmed=True, merged_into__isnull=True)
    return TakeOverFacts(
        entered_by_id=person.entered_by_id,
        has_account=person.account_id is not None,
        is_alias=person.merged_into_id is not None,
        is_address_known=others.exclude(pk=person.pk).exists() or is_address_taken(email),
    )


def find_take_over(token: str) -> TakeOver | None:
    """What a mailed link leads to; None when there is no such link."""
    return TakeOver.objects.select_related("person").filter(link=digest_of(token)).first()


def wrong_codes_lately(person: Person) -> int:
    """Wrong codes typed for a record in the last day."""
    a_day_ago = timezone.now() - timedelta(days=1)
    return WrongCode.objects.filter(person=person, at__gt=a_day_ago).count()
