"""Who was not heard from for long, did not answer, or wanted to be back by now."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from community.models import ByHand, Person, Status
from community.rules.heard_from import ASKED_OF, unanswered_since, unheard_since
from community.selectors.contact import ADDRESS_IS_SURE


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
    """Who was asked whether they still want to take part, and did not answer in time.

    Only where the question surely came: by mail to an address that is theirs, or told, texted
    or posted by somebody. Silence of who was never reached says nothing.
    """
    since = unanswered_since(timezone.now(), settings.NUDGE_DAYS)
    by_hand = ByHand.objects.filter(
        person=OuterRef("pk"),
        purpose="still_with_us",
        # The message is a moment older than the note that it was given its way.
        created_at__gte=OuterRef("nudged_at") - timedelta(hours=1),
    )
    is_told = Exists(by_hand.filter(outcome=ByHand.Outcome.DONE, done_at__lt=since))
    by_mail = ~Q(email="") & Q(email_failed_at__isnull=True) & ADDRESS_IS_SURE & ~Exists(by_hand)
    return Person.objects.filter(
        Q(is_told) | by_mail,
        merged_into__isnull=True,
        status__in=ASKED_OF,
        nudged_at__lt=since,
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
