"""Answers under way, what their pages offer, and whether an address is known."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import Channel, ConsentWording, Joining, Person
from community.rules.joining import JoiningFacts
from community.rules.postcodes import outward_code
from community.selectors.consents import present_wordings
from community.selectors.doubles import SIGNS, signs_of
from organisation.models import Area, Experience, Interest
from users.models import User
from users.selectors import is_address_taken

State = Joining.State


@dataclass(frozen=True)
class Offered:
    """What can be chosen from what the team keeps: ids and names, in their order."""

    districts: tuple[tuple[int, str], ...]
    interests: tuple[tuple[int, str, str], ...]
    experiences: tuple[tuple[int, str, str], ...]
    wordings: tuple[tuple[int, str, str, str], ...]


def offered(on: date | None = None) -> Offered:
    """Districts by name, the words in use, and those that could be agreed to that day."""
    areas = Area.objects.order_by("name").values_list("pk", "name")
    interests, experiences = (
        list_of.objects.filter(is_in_use=True).values_list("pk", "label", "hint")
        for list_of in (Interest, Experience)
    )
    present = sorted(present_wordings(on).values(), key=_in_order)
    wordings = [(each.pk, each.purpose, each.channel, each.text) for each in present]
    return Offered(tuple(areas), tuple(interests), tuple(experiences), tuple(wordings))


def _in_order(wording: ConsentWording) -> int:
    """E-mail first, as on the page of preferences."""
    return Channel.values.index(wording.channel)


def digest_of(token: str) -> str:
    """What is kept of a mailed link."""
    return hashlib.sha256(token.encode()).hexdigest()


def joining_of_link(token: str) -> Joining | None:
    """The answers that a mailed link leads to, unless they are too old."""
    rows = Joining.objects.filter(links__contains=[digest_of(token)])
    return rows.filter(expires_at__gt=timezone.now()).exclude(state=State.ASKED).first()


def joining_under_way(key: str | None, account: Any) -> Joining | None:
    """The open answers of this visitor: those their session proved, or those of their account."""
    rows = Joining.objects.filter(
        state=State.OPEN, owner__isnull=True, expires_at__gt=timezone.now()
    )
    if account.is_authenticated:
        return rows.filter(account=account).first()
    return rows.filter(pk=found, account__isnull=True).first() if (found := _uuid(key)) else None


def joined_account(key: str | None) -> User | None:
    """The account of whoever became a member with these answers within the last hour."""
    known = _uuid(key)
    if known is None:
        return None
    an_hour_ago = timezone.now() - timedelta(hours=1)
    row = Joining.objects.filter(pk=known, done_at__gt=an_hour_ago, account__isnull=True)
    found = row.select_related("person__account").first()
    return found.person.account if found and found.person else None


def own_entries(viewer: Any) -> QuerySet[Joining]:
    """What a member of staff began to type for others and has not sent."""
    return Joining.objects.filter(
        owner=viewer, state=State.OPEN, expires_at__gt=timezone.now()
    ).order_by("-changed_at")


def find_entry(viewer: Any, joining_id: UUID) -> Joining:
    """One of these; 404 if it is another's, sent or gone."""
    row = own_entries(viewer).filter(pk=joining_id).first()
    if row is None:
        raise Http404
    return row


def entered_with(viewer: Any, joining_id: UUID) -> Person | None:
    """Whom this member of staff made a member with these answers, if they were sent."""
    rows = Joining.objects.filter(pk=joining_id, owner=viewer, state=State.DONE)
    row = rows.select_related("person").first()
    return row.person if row else None


def typed_so_far(viewer: Any, typed: Mapping[str, str]) -> dict[str, str]:
    """What speaks for a double while somebody is typed in: what their entry holds from earlier
    pages, and what stands on this page now. `typed` may hold anything.
    """
    entry = _uuid(typed.get("entry"))
    row = own_entries(viewer).filter(pk=entry).first() if entry else None
    said = signs_of(row.answers if row else {})
    said |= {name: typed[name][:120] for name in SIGNS if name in typed}
    if "postcode" in typed:
        said["outward_code"] = outward_code(typed["postcode"][:10]) or ""
    return said


def email_of(row: Joining) -> str:
    """The address that joins: the account's, the confirmed one, or what staff typed."""
    if row.account:
        return row.account.email
    return row.email or str(row.answers.get("email", ""))


def known_person(email: str) -> Person | None:
    """The record that this confirmed address belongs to."""
    rows = Person.objects.filter(email=email, is_email_confirmed=True, merged_into__isnull=True)
    return rows.first()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address."""
    return is_address_taken(email)


def asked_ids() -> list[UUID]:
    """Addresses that wait for the answer of a worker."""
    rows = Joining.objects.filter(state=State.ASKED).order_by("created_at")
    return list(rows.values_list("pk", flat=True)[:200])


def joining_facts(row: Joining) -> JoiningFacts:
    """What the rules need to know; read it under the lock of `services`."""
    is_own_account = row.account_id is not None
    is_by_mail = not is_own_account and row.owner_id is None
    return JoiningFacts(
        state=row.state,
        expires_at=row.expires_at,
        account_id=row.account_id,
        owner_id=row.owner_id,
        is_confirmed=row.confirmed_at is not None,
        has_name=bool(row.answers.get("name")),
        is_address_known=is_by_mail
        and (known_person(row.email) is not None or has_account(row.email)),
    )


def words_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The names of what was chosen from lists: the district, and the words of lists."""
    chosen = answers.get("interest_ids") or []
    done = answers.get("experience_ids") or []
    agreed = ConsentWording.objects.filter(pk__in=answers.get("consents") or [])
    district = Area.objects.filter(pk=answers.get("district_id") or 0).first()
    return {
        "district": district.name if district else "",
        "consents": [row.text for row in sorted(agreed, key=_in_order)],
        "interests": list(Interest.objects.filter(pk__in=chosen).values_list("label", flat=True)),
        "experiences": list(Experience.objects.filter(pk__in=done).values_list("label", flat=True)),
    }


def _uuid(key: str | None) -> UUID | None:
    """The key in a session as one of ours; None if it is anything else."""
    try:
        return UUID(str(key))
    except ValueError:
        return None
