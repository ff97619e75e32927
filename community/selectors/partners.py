"""Which organisations work with the trust, who speaks for them, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.db.models import Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import timezone

from community.models import (
    Champion,
    CommunityRole,
    Partner,
    PartnerAgreement,
    PartnerContact,
    PartnerTalk,
    Person,
    RoleHeld,
)
from community.rules.partners import (
    KEEP,
    ContactFacts,
    PartnerFacts,
    accept_invitation_blocker,
    take_seat_blocker,
)
from community.selectors.bounces import invitations_that_came_back
from community.selectors.people import visible_to
from core.models import Message
from core.search import Source, named_like
from users.models import User
from users.selectors import confirmed_addresses, is_address_taken

INVITED_FOR = 14 * 24 * 60 * 60  # seconds
SALT = "community.partner_invitation"


def partner_rows() -> QuerySet[Partner]:
    """Every partner, those put away too, with who speaks for it and what is due."""
    main = PartnerContact.objects.filter(partner=OuterRef("pk"), ended_on__isnull=True)
    agreements = PartnerAgreement.objects.filter(partner=OuterRef("pk"), ended_on__isnull=True)
    talks = PartnerTalk.objects.filter(partner=OuterRef("pk"))

    def of(rows: QuerySet, value: Any) -> Subquery:
        return Subquery(rows.order_by().values("partner").annotate(found=value).values("found"))

    return Partner.objects.annotate(
        spoken_for_by=Subquery(main.order_by("-is_main", "id").values("name")[:1]),
        agreement_review_on=of(agreements, Min("review_on")),
        talked_on=of(talks, Max("on")),
    )


def find_partner(partner_id: int) -> Partner:
    """One partner; 404 if there is none."""
    row = Partner.objects.filter(pk=partner_id).first()
    if row is None:
        raise Http404
    return row


def find_partner_for(viewer: Any, partner_id: int) -> Partner:
    """A partner whose entry this viewer may keep: staff, and those who speak for it; else 404."""
    row = find_partner(partner_id)
    if viewer.may(KEEP) or viewer.pk in partner_facts(row).contact_accounts:
        return row
    raise Http404


def own_partners(account: Any) -> QuerySet[Partner]:
    """The partners that an account speaks for now."""
    mine = PartnerContact.objects.filter(account=account, ended_on__isnull=True)
    return Partner.objects.filter(pk__in=mine.values("partner"))


def partner_facts(partner: Partner) -> PartnerFacts:
    """What the rules need to know of a partner."""
    now = PartnerContact.objects.filter(
        partner=partner, ended_on__isnull=True, account__isnull=False
    )
    accounts = frozenset(now.values_list("account_id", flat=True))
    return PartnerFacts(partner.name, partner.is_in_use, accounts)


def contact_facts(contact: PartnerContact) -> ContactFacts:
    """What the rules need to know of a contact."""
    return ContactFacts(
        contact.name, contact.email, contact.ended_on, contact.account_id, contact.invited_at
    )


def find_contact(viewer: Any, contact_id: int) -> PartnerContact:
    """A contact of a partner whose entry this viewer may keep; else 404."""
    row = PartnerContact.objects.select_related("partner").filter(pk=contact_id).first()
    if row is None:
        raise Http404
    find_partner_for(viewer, row.partner_id)
    return row


@dataclass(frozen=True)
class PartnerPage:
    """The page of a partner. Its own contacts see what they keep, and no log about them."""

    groups: Sequence[str]
    areas: Sequence[str]
    contacts: Sequence[PartnerContact]
    left: Sequence[PartnerContact]
    agreements: Sequence[PartnerAgreement]
    champions: Sequence[Champion]
    talks: Sequence[PartnerTalk]
    is_staff: bool
    may_link_champions: bool
    today: date
    # Contacts whose invitation came back.
    came_back: frozenset[int] = frozenset()

    @property
    def has_main(self) -> bool:
        return any(contact.is_main for contact in self.contacts)


def partner_page(viewer: Any, partner: Partner) -> PartnerPage:
    """Everything of a partner that this viewer may see."""
    is_staff = viewer.may(KEEP)
    contacts = list(partner.contacts.select_related("account"))
    champions = partner.champions.filter(person__in=visible_to(viewer)) if is_staff else None
    return PartnerPage(
        groups=list(partner.groups.values_list("label", flat=True)),
        areas=list(partner.areas.values_list("name", flat=True)),
        contacts=[each for each in contacts if each.ended_on is None],
        left=[each for each in contacts if each.ended_on is not None] if is_staff else [],
        agreements=list(partner.agreements.select_related("file")),
        champions=list(champions.select_related("person", "group")) if champions else [],
        talks=list(partner.talks.select_related("by", "done_by")[:50]) if is_staff else [],
        is_staff=is_staff,
        may_link_champions=viewer.may("keep_people"),
        today=timezone.localdate(),
        came_back=invitations_that_came_back(contacts),
    )


def find_talk(talk_id: int) -> PartnerTalk:
    """One line of the contact log; 404 if there is none."""
    row = PartnerTalk.objects.select_related("partner").filter(pk=talk_id).first()
    if row is None:
        raise Http404
    return row


def steps_due() -> QuerySet[PartnerTalk]:
    """Next steps with partners that are not done."""
    return PartnerTalk.objects.filter(due_on__isnull=False, done_at__isnull=True)


def find_agreement(viewer: Any, agreement_id: int) -> PartnerAgreement:
    """An agreement of a partner whose entry this viewer may keep; else 404."""
    row = PartnerAgreement.objects.select_related("partner", "file").filter(pk=agreement_id).first()
    if row is None:
        raise Http404
    find_partner_for(viewer, row.partner_id)
    return row


def find_champion(champion_id: int) -> Champion:
    """One link of a champion; 404 if there is none."""
    row = (
        Champion.objects.select_related("person", "partner", "group").filter(pk=champion_id).first()
    )
    if row is None:
        raise Http404
    return row


def is_champion(person_id: int) -> bool:
    """Whether somebody holds the role of champion today."""
    return champion_roles().filter(person_id=person_id).exists()


def champion_roles() -> QuerySet[RoleHeld]:
    """Who holds the role of champion today."""
    champions = RoleHeld.objects.filter(
        role=CommunityRole.CHAMPION, person__merged_into__isnull=True
    )
    return champions.held_on(timezone.localdate())


def possible_champions(viewer: Any) -> list[tuple[int, str]]:
    """People who can be linked as champion."""
    holders = champion_roles().values("person")
    rows: QuerySet[Person] = visible_to(viewer).filter(pk__in=holders)
    return list(rows.order_by("name", "pk").values_list("pk", "name"))


def partners_like(words: Sequence[str]) -> Source:
    """Partners in use by what somebody typed, for `core.search.hits`."""
    return named_like("partner", Partner.objects.filter(is_in_use=True), words)


# --- Invitations --------------------------------------------------------------------------


def invitations_lately(email: str) -> int:
    """How many invitations went to an address in the last hour, as whichever contact's."""
    to = Message.objects.annotate(to=Lower("address")).filter(to=email)
    since = timezone.now() - timedelta(hours=1)
    return to.filter(purpose="partner_invitation", created_at__gt=since).count()


def invitation_token(contact: PartnerContact) -> str:
    """What stands in a mailed invitation: whoever has it reads that contact's mail."""
    at = contact.invited_at.isoformat() if contact.invited_at else ""
    return signing.dumps([contact.pk, at], salt=SALT, compress=True)


def accepted_partner(account: Any, token: str) -> Partner | None:
    """The partner of an invitation that this account took, while it speaks for it."""
    try:
        contact_id, _at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if not account.is_authenticated:
        return None
    mine = PartnerContact.objects.filter(pk=contact_id, account=account, ended_on__isnull=True)
    return Partner.objects.filter(pk__in=mine.values("partner")).first()


def taken_invitation(viewer: Any, token: str) -> Partner | None:
    """For who is not signed in: the partner of an invitation that was taken, while that counts."""
    if viewer.is_authenticated:
        return None
    try:
        contact_id, _at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    taken = PartnerContact.objects.filter(
        pk=contact_id, account__isnull=False, ended_on__isnull=True
    )
    return Partner.objects.filter(pk__in=taken.values("partner")).first()


def why_not_seat(account: User, contact: PartnerContact) -> str | None:
    """Why somebody who is signed in cannot take the seat of an invitation."""
    return take_seat_blocker(contact_facts(contact), confirmed_addresses(account))


def speaks_for(account: User, partner_id: int) -> bool:
    """Whether somebody keeps this partner's entry already."""
    seats = PartnerContact.objects.filter(partner=partner_id, account=account)
    return seats.filter(ended_on__isnull=True).exists()


def has_account(email: str) -> bool:
    """Whether somebody has an account with this address and is to sign in to it first."""
    return is_address_taken(email)


def invited_contact(token: str) -> tuple[PartnerContact, str] | None:
    """The contact an invitation is for, and when it was written; None if it no longer counts."""
    try:
        contact_id, at = signing.loads(token, salt=SALT, max_age=INVITED_FOR)
    except (signing.BadSignature, ValueError):
        return None
    row = PartnerContact.objects.select_related("partner").filter(pk=contact_id).first()
    if row is None or accept_invitation_blocker(contact_facts(row), at):
        return None
    return row, at
