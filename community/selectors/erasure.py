"""What is to be known before somebody is forgotten: their words, their files, what is under way."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from community.erasure.plan import DELETE, Owned, plan
from community.models import PartnerContact, Person, TakeOver
from community.selectors.people import all_ids
from core.forgetting import Known
from core.models import Message, StoredFile, Work
from users.models import User
from users.permissions import Role

READ = "imports.read"


def own_accounts(person: Person) -> list[int]:
    """The account where it is theirs alone; that of a member of staff stays."""
    rows = User.objects.filter(person__in=all_ids(person))
    return [row.pk for row in rows if set(row.roles) <= {Role.CO_CREATOR}]


def known_of(person: Person) -> Known:
    """The words by which somebody is known, earlier ones and those of joined records included."""
    ids, accounts = all_ids(person), own_accounts(person)
    emails: set[str] = set(TakeOver.objects.filter(person__in=ids).values_list("email", flat=True))
    emails |= set(EmailAddress.objects.filter(user__in=accounts).values_list("email", flat=True))
    names, phones = set(), set()
    for rows in (_states(Person, "pk", ids), _states(User, "pk", accounts)):
        for row in rows:
            emails.add(row.email)
            names.add(row.name)
            phones.add(getattr(row, "phone", ""))
    for contact in PartnerContact.objects.filter(account__in=accounts):
        emails.add(contact.email)
        names.add(contact.name)
        phones.add(contact.phone)
    return Known(*(tuple(sorted(filter(None, each))) for each in (emails, phones, names)))


def _states(model: type[models.Model], key: str, ids: list[int]) -> list[Any]:
    """The rows with these numbers as they are, and as they were."""
    found: list[Any] = list(model._base_manager.filter(**{f"{key}__in": ids}))
    event = next(owned.event for owned in plan() if owned.model is model)
    if event is not None:
        found += event._base_manager.filter(pgh_obj_id__in=ids)
    return found


def files_behind(person: Person) -> list[UUID]:
    """Files to which nothing points any more once the rows of a person are gone."""
    ids, accounts = all_ids(person), own_accounts(person)
    found: list[UUID] = []
    for owned in plan():
        for field in owned.model._meta.fields if owned.action == DELETE else ():
            if field.related_model is StoredFile:
                rows = owned.model._base_manager.filter(_theirs(owned, ids, accounts))
                found += rows.exclude(**{field.name: None}).values_list(field.attname, flat=True)
    return found


def _theirs(owned: Owned, ids: list[int], accounts: list[int]) -> Q:
    parts = [Q(**{path: ids}) for path in owned.to_person]
    parts += [Q(**{path: accounts}) for path in owned.to_account]
    return reduce(or_, parts)


def is_mail_under_way(person: Person, known: Known) -> bool:
    """Whether a worker is handing a message to somebody over at this moment."""
    keys = [f"person:{pk}" for pk in all_ids(person)]
    if person.account_id:
        keys.append(f"user:{person.account_id}")
    sending = Message.objects.filter(state=Message.State.SENDING).annotate(to=Lower("address"))
    return sending.filter(
        Q(recipient_key__in=keys) | Q(to__in=map(str.lower, known.emails))
    ).exists()


def is_file_to_be_read() -> bool:
    """Whether a file waits to be read: until then nobody can tell whom it names."""
    return Work.objects.filter(
        kind=READ, state__in=[Work.State.WAITING, Work.State.RUNNING]
    ).exists()
