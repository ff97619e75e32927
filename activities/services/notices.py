"""Telling people: how their sign-up stands, what changed about the session, and the day they come.

Each is told in one transaction with the row that says so, under the lock of the sign-up: a
second run, a second worker or a lost answer finds the row and tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from activities.emails import Letter, session_changed, session_reminder, sign_up_stands
from activities.models import Notice, Opportunity, Reminder, Session, SignUp
from activities.rules import notices as rules
from activities.rules.sign_up import UNDER_WAY
from activities.selectors.notices import due_of, said_last, said_now
from activities.selectors.sign_ups import begins_at, gone_at
from community.rules.contact import due_after_quiet
from community.services.contact import Outcome, Words, write_to_many
from community.services.people import free_people
from core.service import acting, bookkeeping, service

PURPOSE = "sign_up"


@service
def tell_sign_up(*, by: Any, sign_up_id: int) -> SignUp:
    """Tell somebody how they stand and what changed, once for each change that is still true."""
    row = _locked(sign_up_id)
    letter = _news_of(row)
    if letter is not None:
        outcome = _write(by, row, letter)
        Notice.objects.create(
            sign_up=row,
            sequence=row.opportunity.sequence,
            sign_up_version=row.version,
            said=said_now(row),
            way=outcome.channel,
            why_not=outcome.reason[:200],
        )
    row.told, row.told_sequence = row.status, row.opportunity.sequence
    row.save(update_fields=["told", "told_sequence"])
    return row


@service
def remind_sign_up(*, by: Any, sign_up_id: int) -> bool:
    """Remind somebody of the day they come, if that is due; whether they were."""
    (row,) = _locked_rows([sign_up_id])
    acting().subject = row
    return _remind(by, [row]) > 0


@service
def remind_sign_ups(*, by: Any, sign_up_ids: Sequence[int]) -> int:
    """Remind several people, in a handful of statements for all; how many were."""
    return _remind(by, _locked_rows(sign_up_ids))


def _remind(by: Any, rows: Sequence[SignUp]) -> int:
    now = timezone.now()
    due = due_of(rows, now)
    # What only goes out when the quiet hours are over may come too late.
    leaves_at = due_after_quiet(now, settings.QUIET_FROM, settings.QUIET_UNTIL)
    sends = [(row, days) for row in rows if (days := due[row.pk].send) is not None]
    sent = [each for each in sends if leaves_at < begins_at(each[0].opportunity.session)]
    words = [_words_of(row, session_reminder(row)) for row, _days in sent]
    outcomes = write_to_many(by=by, purpose=PURPOSE, words=words)
    passed = [each for each in sends if each not in sent]
    passed += [(row, days) for row in rows for days in due[row.pk].pass_over]
    Reminder.objects.bulk_create(
        [
            *(
                _reminder(row, days, outcome)
                for (row, days), outcome in zip(sent, outcomes, strict=True)
            ),
            *(_reminder(row, days) for row, days in passed),
        ]
    )
    return len(sent)


def _reminder(row: SignUp, days: int, outcome: Outcome | None = None) -> Reminder:
    """That somebody was written to, or why not; without an outcome nothing was tried."""
    return Reminder(
        sign_up=row,
        days_before=days,
        for_on=row.opportunity.session.held_on,
        is_passed_over=outcome is None,
        way=outcome.channel if outcome else "",
        why_not=outcome.reason[:200] if outcome else "",
    )


@bookkeeping
def settle_news(*, by: Any, opportunity_id: int, sequence: int) -> None:
    """Note that everybody was told of the changes up to this one."""
    rows = Opportunity.objects.filter(pk=opportunity_id, sequence_told__lt=sequence)
    rows.update(sequence_told=sequence)


@bookkeeping
def free_sign_ups(*, by: Any, sign_up_ids: Sequence[int]) -> list[int]:
    """Those of these that nobody else is at; locked, with their people, until the end of all.

    Several are told in one transaction, which must wait for nobody who waits for it.
    """
    rows = SignUp.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    people = dict(rows.filter(pk__in=sign_up_ids).order_by("pk").values_list("pk", "person"))
    free = free_people(by=by, person_ids=people.values())
    return [each for each in sign_up_ids if people.get(each) in free]


def _locked(sign_up_id: int) -> SignUp:
    (row,) = _locked_rows([sign_up_id])
    acting().subject = row
    return row


def _locked_rows(sign_up_ids: Sequence[int]) -> list[SignUp]:
    rows = SignUp.objects.select_for_update(of=("self",), no_key=True).select_related(
        "opportunity__session__activity",
        "opportunity__session__place_kind",
        "opportunity__session__venue",
    )
    return list(rows.filter(pk__in=sign_up_ids).order_by("pk"))


def _news_of(row: SignUp) -> Letter | None:
    """What there is to tell; nothing where it went there and back, or is over."""
    session = row.opportunity.session
    is_off = session.status == Session.Status.CANCELLED
    # "You have a place" after the session would only hurt.
    if row.status in UNDER_WAY and gone_at(session) <= timezone.now():
        return None
    if row.told != row.status:
        return (
            session_changed(row, {}) if is_off and row.status in UNDER_WAY else sign_up_stands(row)
        )
    if row.told_sequence >= row.opportunity.sequence or row.status not in UNDER_WAY:
        return None
    now, before = said_now(row), said_last(row)
    changes = (
        rules.changes_between(before, now) if before is not None else dict.fromkeys(now, ("", ""))
    )
    return session_changed(row, changes) if changes else None


def _write(by: Any, row: SignUp, letter: Letter) -> Outcome:
    (outcome,) = write_to_many(by=by, purpose=PURPOSE, words=[_words_of(row, letter)])
    return outcome


def _words_of(row: SignUp, letter: Letter) -> Words:
    return Words(
        person_id=row.person_id,
        subject=letter.subject,
        body=letter.body,
        about=f"{row.opportunity._meta.label_lower}:{row.opportunity_id}",
    )
