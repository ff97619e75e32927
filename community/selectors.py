"""Which organisations work with the trust."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from community.models import Partner


def partner_rows() -> QuerySet[Partner]:
    """Every partner, those put away too."""
    return Partner.objects.all()


def find_partner(partner_id: int) -> Partner:
    """One partner; 404 if there is none."""
    row = Partner.objects.filter(pk=partner_id).first()
    if row is None:
        raise Http404
    return row
