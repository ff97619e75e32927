"""Every write to what a partner's entry says: what it does, its contacts, agreements, champions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import F
from django.utils import timezone

from community.models import (
    Champion,
    Partner,
    PartnerAgreement,
    PartnerArea,
    PartnerContact,
    PartnerGroup,
    PartnerTalk,
)
from community.rules import partners as rules
from community.selectors import partners as selectors
from community.services.people import locked_person
from core.files.kept import Kept
from core.files.kinds import DOCUMENTS, PHOTOS, Takes
from core.files.services import store_upload
from core.service import acting, refuse, require_version, service
from users.models import User

TAKES = Takes(PHOTOS | DOCUMENTS, 20_000_000)
PURPOSE = "community.agreement"


@dataclass(frozen=True)
class PartnerEntry:
    """What a partner's entry says of it."""

    kind: str = ""
    does: str = ""
    website: str = ""
    group_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ContactEntry:
    """Somebody who speaks for a partner."""

    name: str
    role_there: str = ""
    email: str = ""
    phone: str = ""
    is_main: bool = False


def locked_partner(partner_id: int) -> Partner:
    """The partner, locked, as the act's subject."""
    row = Partner.objects.select_for_update().get(pk=partner_id)
    acting().subject = row
    return row


@service
def describe_partner(
    *, by: Any, partner_id: int, expected: int | None, entry: PartnerEntry
) -> Partner:
    """Say what a partner is and does, and whom and where it reaches."""
    row = locked_partner(partner_id)
    refuse(rules.describe_partner_blocker(by, selectors.partner_facts(row)))
    require_version(
        row,
        expected,
        lambda: {"kind": row.get_kind_display(), "does": row.does, "website": row.website},
    )
    row.kind, row.does, row.website = entry.kind, entry.does, entry.website
    row.version = F("version") + 1
    row.save(update_fields=["kind", "does", "website", "version"])
    _let_be(PartnerGroup, row, "group_id", entry.group_ids)
    _let_be(PartnerArea, row, "area_id", entry.area_ids)
    row.refresh_from_db()
    return row


def _let_be(model: type[models.Model], row: Partner, column: str, wanted: Iterable[int]) -> None:
    """Let the chosen rows be exactly these; those that stay are not touched."""
    rows = model._default_manager.filter(partner=row)
    there, chosen = set(rows.values_list(column, flat=True)), set(wanted)
    rows.filter(**{f"{column}__in": there - chosen}).delete()
    model._default_manager.bulk_create(
        [model(**{"partner": row, column: value}) for value in sorted(chosen - there)]
    )


@service
def add_contact(*, by: Any, partner_id: int, entry: ContactEntry) -> PartnerContact:
    """Write down somebody who speaks for a partner. The first one is the main contact."""
    row = locked_partner(partner_id)
    refuse(rules.change_contact_blocker(by, selectors.partner_facts(row)))
    contacts = PartnerContact.objects.filter(partner=row)
    is_main = entry.is_main or not contacts.filter(is_main=True).exists()
    if is_main:
        contacts.filter(is_main=True).update(is_main=False)
    values = vars(entry) | {"is_main": is_main, "email": entry.email.lower()}
    return PartnerContact.objects.create(partner=row, **values)


@service
def change_contact(
    *, by: Any, contact_id: int, expected: int | None, entry: ContactEntry
) -> PartnerContact:
    """Change what is known of a contact. Another address ends an invitation to the old one."""
    contact, row = _locked_contact(contact_id)
    facts = selectors.contact_facts(contact)
    refuse(rules.change_contact_blocker(by, selectors.partner_facts(row), facts))
    require_version(
        contact, expected, lambda: {name: str(getattr(contact, name)) for name in vars(entry)}
    )
    if entry.is_main and not contact.is_main:
        PartnerContact.objects.filter(partner=row, is_main=True).update(is_main=False)
    if entry.email.lower() != contact.email and contact.account_id is None:
        contact.invited_at = None
    for name, value in vars(entry).items():
        setattr(contact, name, value)
    contact.email = contact.email.lower()
    contact.version = F("version") + 1
    contact.save(update_fields=[*vars(entry), "invited_at", "version"])
    return contact


@service
def end_contact(*, by: Any, contact_id: int, ended_on: date) -> PartnerContact:
    """Somebody no longer speaks for a partner; they can no longer keep its entry either."""
    contact, row = _locked_contact(contact_id)
    facts = selectors.contact_facts(contact)
    today = timezone.localdate()
    refuse(
        rules.end_contact_blocker(by, selectors.partner_facts(row), facts, ended_on, today),
        field="ended_on",
    )
    contact.ended_on, contact.is_main, contact.version = ended_on, False, F("version") + 1
    contact.save(update_fields=["ended_on", "is_main", "version"])
    return contact


def _locked_contact(contact_id: int) -> tuple[PartnerContact, Partner]:
    partner_id = PartnerContact.objects.values_list("partner_id", flat=True).get(pk=contact_id)
    row = locked_partner(partner_id)
    return PartnerContact.objects.select_for_update().get(pk=contact_id), row


@service
def note_talk(
    *,
    by: User,
    partner_id: int,
    on: date,
    how: str,
    what: str,
    next_step: str = "",
    due_on: date | None = None,
) -> PartnerTalk:
    """Write a line of the contact log: what was said, and what comes next by when."""
    row = locked_partner(partner_id)
    today = timezone.localdate()
    refuse(rules.talk_blocker(by, on=on, today=today, next_step=next_step, due_on=due_on))
    return PartnerTalk.objects.create(
        partner=row, on=on, how=how, what=what, by=by, next_step=next_step, due_on=due_on
    )


@service
def finish_step(*, by: User, talk_id: int) -> PartnerTalk:
    """Tick off a next step."""
    talk = PartnerTalk.objects.select_for_update().get(pk=talk_id)
    is_done = talk.done_at is not None
    refuse(rules.finish_step_blocker(by, has_step=bool(talk.next_step), is_done=is_done))
    talk.done_at, talk.done_by = timezone.now(), by
    talk.save(update_fields=["done_at", "done_by"])
    acting().subject = talk.partner
    return talk


@service
def add_agreement(
    *,
    by: User,
    partner_id: int,
    kind: str,
    agreed_on: date,
    review_on: date,
    edition: str = "",
    upload: UploadedFile | Kept | None = None,
) -> PartnerAgreement:
    """Write down what was agreed with a partner, with the paper itself if there is a file."""
    row = locked_partner(partner_id)
    blocker = rules.agreement_blocker(by, agreed_on=agreed_on, review_on=review_on)
    refuse(blocker, field="review_on")
    stored = None
    if upload is not None:
        stored = store_upload(by=by, upload=upload, purpose=PURPOSE, takes=TAKES)
    return PartnerAgreement.objects.create(
        partner=row,
        kind=kind,
        edition=edition,
        agreed_on=agreed_on,
        review_on=review_on,
        file=stored,
        added_by=by,
    )


@service
def end_agreement(*, by: User, agreement_id: int) -> PartnerAgreement:
    """An agreement no longer counts. It stays readable."""
    agreement = PartnerAgreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    refuse(rules.end_agreement_blocker(by, is_ended=agreement.ended_on is not None))
    agreement.ended_on = max(timezone.localdate(), agreement.agreed_on)
    agreement.save(update_fields=["ended_on"])
    acting().subject = agreement.partner
    return agreement


@service
def link_champion(
    *, by: User, person_id: int, partner_id: int | None = None, group_id: int | None = None
) -> Champion:
    """Link a champion to a partner, to a community, or to both."""
    person = locked_person(person_id)
    links = {"person": person, "partner_id": partner_id, "group_id": group_id}
    facts = rules.LinkFacts(
        is_champion=selectors.is_champion(person.pk),
        is_of_something=bool(partner_id or group_id),
        is_linked=Champion.objects.filter(**links, ends_on__isnull=True).exists(),
    )
    refuse(rules.champion_blocker(by, facts))
    if partner_id:
        locked_partner(partner_id)
    return Champion.objects.create(**links, starts_on=timezone.localdate())


@service
def end_champion(*, by: User, champion_id: int) -> Champion:
    """Somebody is no longer champion of this; the role itself stays theirs."""
    row = Champion.objects.select_for_update(of=("self",)).get(pk=champion_id)
    refuse(rules.end_champion_blocker(by, is_ended=row.ends_on is not None))
    row.ends_on = max(timezone.localdate(), row.starts_on)
    row.save(update_fields=["ends_on"])
    acting().subject = row.partner or row.person
    return row
