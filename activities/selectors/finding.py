"""Narrowing what people can take part in: by words, way of meeting, district, for whom, money, places."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from activities.models import Opportunity, Seat, Session
from community.models import Kind

Mode = Session.Mode
# Who meets both ways can be met either way.
WAYS = {
    "in_person": (Mode.IN_PERSON, Mode.HYBRID),
    "online": (Mode.ONLINE, Mode.HYBRID),
    "hybrid": (Mode.HYBRID,),
}
# As whom somebody looks: the kinds of people it stands for.
WHO = {
    "service_user": (Kind.SERVICE_USER,),
    "carer": (Kind.CARER, Kind.FAMILY),
    "partner": (Kind.COMMUNITY_PARTNER,),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty: anything."""

    words: str = ""
    how: str = ""
    district: int | None = None
    who: str = ""
    is_paid: bool = False
    has_places: bool = False


def narrowed(rows: QuerySet[Opportunity], wanted: Wanted) -> QuerySet[Opportunity]:
    """The sessions that fit what somebody looks for."""
    for word in wanted.words.split():
        rows = rows.filter(
            Q(session__activity__title__icontains=word)
            | Q(about__icontains=word)
            | Q(session__venue__name__icontains=word)
            | Q(session__venue__area__name__icontains=word)
        )
    if wanted.how:
        rows = rows.filter(session__mode__in=WAYS[wanted.how])
    if wanted.district is not None:
        rows = rows.filter(session__venue__area=wanted.district)
    if wanted.is_paid:
        rows = rows.filter(is_time_paid=True)
    if wanted.has_places:
        rows = rows.filter(Q(places__isnull=True) | Q(places__gt=F("places_taken")))
    return _for_whom(rows, wanted)


def _for_whom(rows: QuerySet[Opportunity], wanted: Wanted) -> QuerySet[Opportunity]:
    """Those without kinds of places, or with one for these people, which is free if it has to be."""
    seats = Seat.objects.filter(opportunity=OuterRef("pk"))
    fit = seats
    if wanted.who:
        fit = fit.filter(Q(kinds=[]) | Q(kinds__overlap=list(WHO[wanted.who])))
    if wanted.has_places:
        fit = fit.filter(places__gt=F("places_taken"))
    return rows if fit is seats else rows.filter(~Exists(seats) | Exists(fit))
