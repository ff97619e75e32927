"""Letting those who speak for a partner keep its entry: an invitation, and its acceptance."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from community.emails import send_partner_invitation
from community.models import Partner, PartnerContact
from community.rules import partners as rules
from community.selectors import partners as selectors
from core.service import Refused, acting, refuse, service
from core.turns import take_turns
from users.models import User
from users.selectors import confirmed_addresses
from users.services import open_joined_account


@service
def invite_contact(*, by: Any, contact_id: int) -> PartnerContact:
    """Mail a contact a link with which they can keep their partner's entry."""
    contact = _locked(contact_id)
    take_turns(f"invite {contact.email}")
    lately = selectors.invitations_lately(contact.email)
    facts = selectors.contact_facts(contact)
    refuse(rules.invite_contact_blocker(by, facts, sent_lately=lately))
    contact.invited_at, contact.version = timezone.now(), F("version") + 1
    contact.save(update_fields=["invited_at", "version"])
    contact.refresh_from_db()
    send_partner_invitation(contact, selectors.invitation_token(contact))
    return contact


@service
def accept_invitation(*, by: Any, token: str, account: User | None = None) -> PartnerContact:
    """Whoever reads the contact's mail takes the seat: with their account, or with a new one.

    Only an address without any account gets a new one; else its owner signs in first. No other
    account takes the seat, whoever sent the link on.
    """
    found = selectors.invited_contact(token)
    if found is None:
        raise Refused(rules.accept_invitation_blocker(None, "") or "")
    contact = _locked(found[0].pk)
    refuse(rules.accept_invitation_blocker(selectors.contact_facts(contact), found[1]))
    if account is None:
        account = open_joined_account(by=by, email=contact.email, name=contact.name)
        acting().subject = contact.partner
    facts = selectors.contact_facts(contact)
    refuse(rules.take_seat_blocker(facts, confirmed_addresses(account)))
    has_seat = selectors.speaks_for(account, contact.partner_id)
    refuse(rules.second_seat_blocker(has_seat=has_seat))
    contact.account, contact.version = account, F("version") + 1
    contact.save(update_fields=["account", "version"])
    return contact


def _locked(contact_id: int) -> PartnerContact:
    partner_id = PartnerContact.objects.values_list("partner_id", flat=True).get(pk=contact_id)
    acting().subject = Partner.objects.select_for_update().get(pk=partner_id)
    return PartnerContact.objects.select_for_update(of=("self",)).get(pk=contact_id)
