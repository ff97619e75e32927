"""Every write about what people need: said, changed, confirmed, ended, kept from somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from community.emails import needs_review
from community.models import Look, Need, NeedsKeptFrom, Person
from community.models.need_words import BY_CODE
from community.rules.needs import (
    NeedFacts,
    change_need_blocker,
    keep_from_blocker,
    keep_needs_blocker,
    say_need_blocker,
)
from community.rules.people import is_own
from community.selectors.needs import is_kept_from
from community.selectors.people import all_ids, person_facts
from community.services.contact import write_to
from community.services.people import act_for, locked_person, note_looks
from core.service import bookkeeping, refuse, require_version, service
from users.models import User


@dataclass(frozen=True)
class NeedEntry:
    """One thing a person needs: a code of `need_words`, its detail, and who is told."""

    code: str
    shared_with: str
    detail: str = ""


def next_review(today: date) -> date:
    """When a need that is right today is looked at again."""
    months = today.year * 12 + today.month - 1 + settings.NEEDS_REVIEW_MONTHS
    return date(months // 12, months % 12 + 1, min(today.day, 28))


@service
def set_needs(*, by: Any, person_id: int, entries: Iterable[NeedEntry]) -> list[Need]:
    """Add what a person says they need; what is there already stays as it is."""
    person = _keeping(by, person_id)
    is_by_other = isinstance(by, User) and by.pk != person.account_id
    return _add(person, entries, entered_by=by if is_by_other else None)


def said_while_joining(
    person: Person, entries: Iterable[NeedEntry], *, entered_by: User | None
) -> list[Need]:
    """What somebody said before they were a member; joining asked its own rule.

    So staff can write it down for somebody, who may not read it afterwards.
    """
    return _add(person, entries, entered_by=entered_by)


def _add(person: Person, entries: Iterable[NeedEntry], *, entered_by: User | None) -> list[Need]:
    there = Need.objects.filter(person_id__in=all_ids(person), ended_on__isnull=True)
    said = set(there.values_list("code", "detail"))
    today = timezone.localdate()
    rows = []
    for entry in entries:
        detail = " ".join(entry.detail.split())
        refuse(say_need_blocker(entry.code, detail, said), field=f"detail_{entry.code}")
        said.add((entry.code, detail))
        rows.append(
            Need(
                person=person,
                code=entry.code,
                detail=detail,
                shared_with=entry.shared_with,
                entered_by=entered_by,
                reviewed_on=today,
                review_on=next_review(today),
            )
        )
    return Need.objects.bulk_create(rows)


@service
def change_need(
    *, by: Any, need_id: int, expected: int | None, detail: str, shared_with: str
) -> Need:
    """Say more of a need, or share it with others. Whoever does has looked at it: it is reviewed."""
    person, need = _locked_need(by, need_id)
    refuse(change_need_blocker(NeedFacts(person_facts(person), need.ended_on is not None)))
    require_version(
        need,
        expected,
        lambda: {"detail": need.detail, "shared_with": need.get_shared_with_display()},
    )
    detail = " ".join(detail.split())
    others = Need.objects.filter(person_id__in=all_ids(person), ended_on__isnull=True)
    said = set(others.exclude(pk=need.pk).values_list("code", "detail"))
    refuse(say_need_blocker(need.code, detail, said), field="detail")
    need.detail, need.shared_with = detail, shared_with
    _review(need)
    need.save(
        update_fields=[
            "detail",
            "shared_with",
            "reviewed_on",
            "review_on",
            "review_asked_at",
            "version",
        ]
    )
    return need


@service
def confirm_needs(*, by: Any, person_id: int, need_ids: Iterable[int] | None = None) -> int:
    """Say that needs are still right: these, or all of a person; how many there were."""
    person = _keeping(by, person_id)
    rows = Need.objects.filter(person_id__in=all_ids(person), ended_on__isnull=True)
    if need_ids is not None:
        rows = rows.filter(pk__in=list(need_ids))
    today = timezone.localdate()
    return rows.update(
        reviewed_on=today,
        review_on=next_review(today),
        review_asked_at=None,
        version=F("version") + 1,
    )


@service
def end_need(*, by: Any, need_id: int) -> Need:
    """Say that a need is no longer there. It can be read under what was needed before."""
    person, need = _locked_need(by, need_id)
    refuse(change_need_blocker(NeedFacts(person_facts(person), need.ended_on is not None)))
    need.ended_on, need.version = timezone.localdate(), F("version") + 1
    need.save(update_fields=["ended_on", "version"])
    return need


@service
def keep_needs_from(*, by: Any, person_id: int, email: str) -> NeedsKeptFrom:
    """Never show somebody of the trust what this person needs, by their work address."""
    person = _keeping(by, person_id)
    email = email.strip().lower()
    is_own_address = person.email == email and is_own(by, person_facts(person))
    refuse(keep_from_blocker(is_own_address=is_own_address), field="email")
    row, _ = NeedsKeptFrom.objects.get_or_create(person=person, email=email)
    return row


@service
def show_needs_again(*, by: Any, person_id: int, kept_id: int) -> Person:
    """Let somebody see again what they would see of this person's needs."""
    person = _keeping(by, person_id)
    NeedsKeptFrom.objects.filter(person_id__in=all_ids(person), pk=kept_id).delete()
    return person


@service
def ask_for_needs_review(*, by: Any, person_id: int) -> bool:
    """Ask somebody whether what they need is still right, if they can be written to."""
    person = locked_person(person_id)
    subject, body = needs_review(person.pk)
    outcome = write_to(
        by=by, person_id=person.pk, purpose="needs_review", subject=subject, body=body
    )
    if outcome.is_sent:
        due = Need.objects.filter(person_id__in=all_ids(person), ended_on__isnull=True)
        due.filter(review_on__lte=timezone.localdate()).update(review_asked_at=timezone.now())
    return outcome.is_sent


@bookkeeping
def note_needs_look(*, by: User, person: Person) -> None:
    """Note that somebody read what a person needs, unless it is the person or just noted."""
    note_looks(by=by, people=[person], what=Look.What.NEEDS)


_FOUND = """
INSERT INTO community_look (person_id, by_id, what, reason)
SELECT p.id, %s, %s, %s FROM community_person p
 WHERE p.id IN ({rows}) AND p.account_id IS DISTINCT FROM %s
   AND NOT EXISTS (SELECT 1 FROM community_look l
                    WHERE l.person_id = p.id AND l.at >= %s
                      AND (l.by_id, l.what, l.reason) = (%s, %s, %s))
"""


@bookkeeping
def note_found_by_need(*, by: User, rows: QuerySet[Person], code: str) -> None:
    """Note that somebody was found in a list by what they need: once a day for each need.

    One statement, however long the list. They can read it as they can of any look.
    """
    what, reason = Look.What.NEEDS.value, f"Looked for people who need: {BY_CODE[code].words}"
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found, values = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _FOUND.format(rows=found),
            [by.pk, what, reason, *values, by.pk, today, by.pk, what, reason],
        )


def _keeping(by: Any, person_id: int) -> Person:
    """The person, locked, if these needs may be kept by whoever acts."""
    person = locked_person(person_id)
    kept = is_kept_from(by, all_ids(person))
    refuse(keep_needs_blocker(by, person_facts(person), is_kept_from=kept))
    act_for(person, by=by)
    return person


def _locked_need(by: Any, need_id: int) -> tuple[Person, Need]:
    person = _keeping(by, Need.objects.values_list("person_id", flat=True).get(pk=need_id))
    return person, Need.objects.select_for_update().get(pk=need_id)


def _review(need: Need) -> None:
    today = timezone.localdate()
    need.reviewed_on, need.review_on = today, next_review(today)
    need.review_asked_at = None
    need.version = F("version") + 1
