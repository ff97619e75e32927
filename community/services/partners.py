"""Every write to the list of partner organisations."""

from __future__ import annotations

from typing import Any, Unpack

from django.db.models import F

from community.models import Partner
from community.rules.partners import (
    PartnerFacts,
    bring_back_partner_blocker,
    keep_partner_blocker,
    put_away_partner_blocker,
)
from core.history.restoring import Back, WayBack
from core.service import acting, refuse, require_version, service
from core.turns import take_turns
from organisation.rules import Double, double_blocker
from organisation.selectors import same_words


def _refuse_double(name: str, *, other_than: int = 0) -> None:
    found = same_words(Partner.objects.exclude(pk=other_than), "name", name).first()
    double = Double(found.name, found.is_in_use) if found else None
    refuse(double_blocker(double, what="partner"), field="name")


def _locked(partner_id: int) -> Partner:
    row = Partner.objects.select_for_update().get(pk=partner_id)
    acting().subject = row
    return row


@service
def add_partner(*, by: Any, name: str) -> Partner:
    """Add an organisation that works with the trust."""
    refuse(keep_partner_blocker(by))
    take_turns("partner names")
    _refuse_double(name)
    row = Partner.objects.create(name=name)
    acting().subject = row
    return row


@service
def rename_partner(*, by: Any, partner_id: int, expected: int | None, name: str) -> Partner:
    """Change a partner's name. Every activity that names it shows the new one."""
    refuse(keep_partner_blocker(by))
    take_turns("partner names")
    row = _locked(partner_id)
    require_version(row, expected, lambda: {"name": row.name})
    _refuse_double(name, other_than=row.pk)
    row.name, row.version = name, F("version") + 1
    row.save(update_fields=["name", "version"])
    return row


PARTNER = WayBack(("name",), rename_partner, "partner_id")


@service
def restore_partner(*, by: Any, partner_id: int, **to: Unpack[Back]) -> Partner:
    """Give a partner the name again that it had at a version, as a new one."""
    return PARTNER.go(Partner.objects.get(pk=partner_id), by=by, to=to)


@service
def put_away_partner(*, by: Any, partner_id: int) -> Partner:
    """No longer offer a partner. Activities that name it keep it."""
    row = _locked(partner_id)
    refuse(put_away_partner_blocker(by, PartnerFacts(row.name, row.is_in_use)))
    row.is_in_use, row.version = False, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row


@service
def bring_back_partner(*, by: Any, partner_id: int) -> Partner:
    """Offer a partner again."""
    row = _locked(partner_id)
    refuse(bring_back_partner_blocker(by, PartnerFacts(row.name, row.is_in_use)))
    row.is_in_use, row.version = True, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row
