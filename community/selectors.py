"""Which organisations work with the trust."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from community.models import Partner


@dataclass(frozen=True)
class PartnerName:
    """A partner to choose."""

    id: int
    name: str


def partners_in_use(*, also: Iterable[int] = ()) -> list[PartnerName]:
    """Partners that may be chosen, by name; `also` are chosen ones that were put away since."""
    rows = Partner.objects.filter(Q(is_in_use=True) | Q(pk__in=list(also))).order_by("name")
    return [PartnerName(*row) for row in rows.values_list("id", "name")]


def partner_rows() -> QuerySet[Partner]:
    """Every partner, those put away too."""
    return Partner.objects.all()


def find_partner(partner_id: int) -> Partner:
    """One partner; 404 if there is none."""
    row = Partner.objects.filter(pk=partner_id).first()
    if row is None:
        raise Http404
    return row
