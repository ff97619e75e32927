"""Every write on the way to becoming a member."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from community import emails
from community.models import ConsentWording, Joining, Letter, Person, SharedWith, WayIn
from community.rules.joining import (
    finish_joining_blocker,
    go_on_blocker,
    keep_answers_blocker,
)
from community.selectors.contact import first_way
from community.selectors.joining import (
    digest_of,
    email_of,
    has_account,
    joining_facts,
    known_person,
)
from community.services.consents import record_consents
from community.services.contact import ask_address
from community.services.needs import NeedEntry, said_while_joining
from community.services.people import PersonEntry, add_person
from core.background import wake
from core.outbox.rules import letters_blocker
from core.outbox.selectors import letters_lately
from core.service import Stale, System, acting, bookkeeping, refuse, service
from core.turns import take_turns
from users.models import User
from users.services import open_joined_account

State = Joining.State
# Two links asked for one after the other both lead on.
MOST_LINKS = 5
REMINDED_AFTER = timedelta(days=7)


def _lifetime() -> Any:
    return timezone.now() + timedelta(days=settings.JOIN_DAYS)


def _wake_worker() -> None:
    wake("community.tasks.send_join_links")


@service
def ask_for_link(*, by: Any, email: str) -> None:
    """Somebody typed an address. What is mailed to it a worker decides.

    So this page does the same, and takes the same time, for every address.
    """
    Joining.objects.create(email=email.strip().lower(), expires_at=_lifetime())
    acting().after_commit.append(_wake_worker)


@service
def send_join_link(*, by: Any, joining_id: UUID) -> str:
    """Answer one address: a link to go on with, or how its owner gets in. Says which.

    At most three letters an hour go to one address, whoever asks for them.
    """
    # The turn of the address comes before any row, here and wherever answers become a member.
    _take_turn(joining_id)
    row = Joining.objects.select_for_update().filter(pk=joining_id, state=State.ASKED).first()
    if row is None:
        return "nothing"
    if letters_blocker(letters_lately(row.email)):
        row.delete()
        return "too many"
    if known_person(row.email):
        emails.send_known(row.email)
        row.delete()
        return "known"
    if has_account(row.email):
        emails.send_sign_in_first(row.email)
        row.delete()
        return "account"
    return _send_link(row)


def _take_turn(joining_id: UUID) -> None:
    """Wait for others who deal with the same address; it never changes while answers have one."""
    email = Joining.objects.filter(pk=joining_id).values_list("email", flat=True).first()
    if email:
        take_turns(f"join {email}")


def _send_link(row: Joining) -> str:
    open_one = Joining.objects.select_for_update().filter(
        email=row.email, state=State.OPEN, owner__isnull=True, account__isnull=True
    )
    earlier = open_one.first()
    if earlier is None:
        row.state = State.OPEN
        row.save(update_fields=["state"])
    else:
        row.delete()
        row = earlier
    emails.send_link(row.email, _new_link(row))
    return "link"


def _new_link(row: Joining) -> str:
    """A link to these answers, of which only a digest is kept; they live on from now."""
    token = secrets.token_urlsafe(24)
    row.links = [*row.links, digest_of(token)][-MOST_LINKS:]
    row.expires_at = _lifetime()
    row.save(update_fields=["links", "expires_at"])
    return token


@bookkeeping
def open_joining(*, by: Any, joining_id: UUID) -> Joining:
    """Somebody pressed the button behind a mailed link: they read that address."""
    row = Joining.objects.select_for_update().get(pk=joining_id)
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
    return row


@bookkeeping
def begin_joining(*, by: User) -> Joining:
    """Somebody with an account but no record begins, or goes on."""
    take_turns(f"join account {by.pk}")
    row = Joining.objects.select_for_update().filter(account=by, state=State.OPEN).first()
    if row is None:
        return Joining.objects.create(
            account=by, state=State.OPEN, confirmed_at=timezone.now(), expires_at=_lifetime()
        )
    row.expires_at = _lifetime()
    row.save(update_fields=["expires_at"])
    return row


@bookkeeping
def save_answers(
    *,
    by: Any,
    joining_id: UUID,
    page: str,
    values: Mapping[str, Any],
    expected: int,
    in_words: Callable[[Mapping[str, Any]], dict[str, str]],
) -> Joining:
    """Keep one page of answers. Two tabs collide only over the same page.

    `in_words` says stored answers as the page shows them, to whom another tab overtook.
    """
    row = Joining.objects.select_for_update().get(pk=joining_id)
    refuse(go_on_blocker(by, joining_facts(row), timezone.now()))
    turn = row.turns.get(page, 0)
    if turn != expected and any(row.answers.get(name) != values[name] for name in values):
        raise Stale(version=turn, theirs=in_words(row.answers))
    row.answers = {**row.answers, **values}
    row.turns = {**row.turns, page: turn + 1}
    row.changed_at, row.expires_at = timezone.now(), _lifetime()
    row.save(update_fields=["answers", "turns", "changed_at", "expires_at"])
    return row


@bookkeeping
def want_reminder(*, by: Any, joining_id: UUID, is_wanted: bool) -> None:
    """Whoever stops for now may be reminded once."""
    row = Joining.objects.select_for_update().get(pk=joining_id)
    refuse(go_on_blocker(by, joining_facts(row), timezone.now()))
    row.is_reminder_wanted = is_wanted
    row.save(update_fields=["is_reminder_wanted"])


@bookkeeping
def forget_joining(*, by: Any, joining_id: UUID) -> None:
    """Stop: every answer goes, and the address with them."""
    row = Joining.objects.select_for_update().filter(pk=joining_id).first()
    if row is None or row.state == State.DONE:
        return
    refuse(keep_answers_blocker(by, joining_facts(row)))
    row.delete()


@service
def finish_joining(*, by: Any, joining_id: UUID) -> Person:
    """Make a member of whoever gave these answers; a second time it is the same member."""
    _take_turn(joining_id)
    row = Joining.objects.select_for_update().get(pk=joining_id)
    if row.state == State.DONE and row.person:
        acting().subject = row.person
        return row.person
    refuse(finish_joining_blocker(by, joining_facts(row), timezone.now()))
    person = _entered(row, by) if row.owner else _joined(row)
    _close(row, person)
    acting().subject = person
    return person


def _joined(row: Joining) -> Person:
    """A member by their own hand, with an account for the address they showed to be theirs."""
    entry = entry_of(row.answers, email=email_of(row))
    account = row.account or open_joined_account(by=acting().by, email=entry.email, name=entry.name)
    person = add_person(
        by=account, entry=entry, way_in=WayIn.ONLINE, account=account, is_email_confirmed=True
    )
    _agree(row, person, by=account)
    said_while_joining(person, _needs_of(row), entered_by=None)
    emails.send_welcome(person, first_way(person))
    return person


def _entered(row: Joining, by: User) -> Person:
    """A member whom staff typed in. A letter tells them what was written down."""
    entry = entry_of(row.answers, email=email_of(row))
    person = add_person(by=by, entry=entry, way_in=row.way_in)
    _agree(row, person, by=by)
    said_while_joining(person, _needs_of(row), entered_by=by)
    Letter.objects.create(person=person, is_by_post=person.is_post_wanted, made_by=by)
    if person.email:
        # Staff may enter somebody without being of the team: it is the portal that asks.
        ask_address(by=System("joining"), person_id=person.pk)
    if row.paper:
        row.paper.used_at, row.paper.used_by = timezone.now(), by
        row.paper.save(update_fields=["used_at", "used_by"])
    return person


def _needs_of(row: Joining) -> list[NeedEntry]:
    """What they said they need; without an answer who may know it, only the team does."""
    shared = row.answers.get("needs_shared") or SharedWith.TEAM.value
    needs = row.answers.get("needs") or ()
    return [NeedEntry(each["code"], shared, each["detail"]) for each in needs]


def _agree(row: Joining, person: Person, *, by: User) -> None:
    """Record the very words that were agreed to, and when that was on paper."""
    words = ConsentWording.objects.filter(pk__in=row.answers.get("consents") or [])
    agreed = {(each.purpose, each.channel): each for each in words}
    said_on = row.answers.get("said_on")
    is_earlier = bool(said_on) and said_on != timezone.localdate().isoformat()
    record_consents(
        by=by,
        person_id=person.pk,
        choices=dict.fromkeys(agreed, True),
        source=row.way_in,
        wordings=agreed,
        at=_noon_of(date.fromisoformat(said_on)) if is_earlier else None,
    )


def _noon_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _close(row: Joining, person: Person) -> None:
    """Nothing of the answers stays here: they are the record now."""
    row.state, row.person, row.done_at = State.DONE, person, timezone.now()
    row.answers, row.turns, row.email = {}, {}, ""
    row.save(update_fields=["state", "person", "done_at", "answers", "turns", "email"])


OF_ENTRY = (
    "name",
    "shown_name",
    "phone",
    "brings",
    "language",
    "district_id",
    "outward_code",
    "is_post_wanted",
    "address",
    "asks_a_month",
    "is_hidden",
)


def entry_of(answers: Mapping[str, Any], *, email: str) -> PersonEntry:
    """The answers as those of a record."""
    plain: dict[str, Any] = {name: answers[name] for name in OF_ENTRY if name in answers}
    many: dict[str, Any] = {
        name: tuple(answers.get(name) or ()) for name in ("kinds", "availability", "meets")
    }
    chosen: dict[str, Any] = {
        name: frozenset(answers.get(name) or ()) for name in ("interest_ids", "experience_ids")
    }
    return PersonEntry(**plain, **many, **chosen, email=email)


@service
def remind_joinings(*, by: Any) -> int:
    """Remind, once, those who wanted it and have not gone on for a week."""
    quiet = Joining.objects.select_for_update(skip_locked=True).filter(
        state=State.OPEN,
        is_reminder_wanted=True,
        reminded_at__isnull=True,
        changed_at__lt=timezone.now() - REMINDED_AFTER,
        expires_at__gt=timezone.now(),
    )
    rows = list(quiet.exclude(email="")[:200])
    for row in rows:
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
        emails.send_reminder(row.email, _new_link(row), row.expires_at)
    return len(rows)


@bookkeeping
def forget_old_joinings(*, by: Any) -> int:
    """Remove what is too old, and the last traces of those who joined."""
    old = Joining.objects.filter(expires_at__lte=timezone.now())
    return old.delete()[0]
