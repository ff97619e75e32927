"""Claims whose receipts have been kept as long as they have to be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims.mileage import tax_year_of
from claims.models import Claim, Decision, PaidLine, Receipt
from claims.selectors.payments import owed_lines

# Nothing was paid, so nobody has to prove anything.
WITHDRAWN_FOR = timedelta(days=365)


def kept_since(today: date) -> date:
    """What ended before this day has been kept for so many whole tax years after its own."""
    return date(tax_year_of(today).year - settings.CLAIM_RECEIPTS_KEPT_YEARS, 4, 6)


def claims_to_forget(today: date) -> QuerySet[Claim]:
    """Claims with receipts that need not be kept any more.

    A claim ends with its last decision or payment. What is still owed has not ended.
    """
    since = kept_since(today)
    start = timezone.make_aware(datetime.combine(since, time.min))
    of_claim = {"line__claim": OuterRef("pk")}
    has_ended = (
        Q(state__in=(Claim.State.DECIDED, Claim.State.PAID), decided_at__lt=start)
        & ~Exists(Decision.objects.filter(**of_claim, at__gte=start))
        & ~Exists(PaidLine.objects.filter(**of_claim, payment__batch__paid_on__gte=since))
        & ~Exists(owed_lines().filter(claim=OuterRef("pk")))
    )
    withdrawn = Q(withdrawn_at__lt=timezone.now() - WITHDRAWN_FOR)
    kept = Receipt.objects.filter(claim=OuterRef("pk"), file__isnull=False)
    return Claim.objects.filter(Exists(kept), has_ended | withdrawn)


def ids_to_forget(most: int) -> list[int]:
    """The first of them, by their ids."""
    rows = claims_to_forget(timezone.localdate()).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])
