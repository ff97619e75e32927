"""Whom a message about something can reach, of many records at once, in the database.

The same as `write_blocker` and `channel_for` say of one record; a test holds them together.
"""

from __future__ import annotations

from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)

from community.models import Channel, Consent, Person, RightsRequest
from community.rules.rights import OPEN
from community.selectors.people import OPEN_STATUSES

# A number without spaces and brackets, to see whether texts reach it.
_FIGURES = Func(
    F("phone"),
    Value("[^0-9+]"),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=TextField(),
)
# A way that can be used: there is an address for it, and no mail came back from it.
_USABLE = {
    Channel.EMAIL: ~Q(email="") & Q(email_failed_at__isnull=True),
    Channel.TEXT: Q(figures__regex=r"^(07|\+447|00447)") | Q(figures__regex=r"^\+(?!44)"),
    Channel.TELEPHONE: ~Q(phone=""),
    Channel.POST: Q(is_post_wanted=True) & ~Q(address=""),
}


def reachable_about(rows: QuerySet[Person], purpose: str) -> QuerySet[Person]:
    """Those of the people who may be written to about this now, by a way they agreed to."""
    own = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    wish = RightsRequest.objects.filter(own, kind=RightsRequest.Kind.ERASURE, state__in=OPEN)
    ways = Q(pk=None)
    for channel, usable in _USABLE.items():
        # Of several answers the last one counts.
        said = Consent.objects.filter(own, wording__purpose=purpose, wording__channel=channel)
        last = said.order_by("-at", "-id").values("is_given")[:1]
        ways |= usable & Q(Subquery(last, output_field=BooleanField()))
    rows = rows.filter(status__in=OPEN_STATUSES).alias(figures=_FIGURES)
    return rows.filter(ways).exclude(Exists(wish))
