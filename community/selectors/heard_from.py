"""Who was not heard from for long, did not answer, or wanted to be back by now."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from community.models import Person, Status
from community.rules.heard_from import ASKED_OF, unanswered_since, unheard_since


def unheard_people() -> QuerySet[Person]:
    """Who takes part, was not heard from for long and was not asked yet; longest first."""
    day = unheard_since(timezone.localdate(), settings.HEARD_FROM_MONTHS)
    # The end of that day as the clock stood where the trust is.
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Person.objects.filter(
        merged_into__isnull=True,
        status__in=ASKED_OF,
        nudged_at__isnull=True,
        heard_from_at__lt=until,
    ).order_by("heard_from_at", "pk")


def unanswered_people() -> QuerySet[Person]:
    """Who was asked whether they still want to take part, and did not answer in time."""
    return Person.objects.filter(
        merged_into__isnull=True,
        status__in=ASKED_OF,
        nudged_at__lt=unanswered_since(timezone.now(), settings.NUDGE_DAYS),
        heard_from_at__lte=F("nudged_at"),
    ).order_by("nudged_at", "pk")


def people_to_be_back() -> QuerySet[Person]:
    """Who paused, wanted to be back by today and was not written to about it."""
    return Person.objects.filter(
        merged_into__isnull=True,
        status=Status.PAUSED,
        back_on__lte=timezone.localdate(),
        nudged_at__isnull=True,
    ).order_by("back_on", "pk")
