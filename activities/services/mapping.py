"""Opening a mapping round, answering it, reminding and closing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from activities import emails
from activities.models import MappingReply, MappingRound
from activities.rules import mapping as rules
from activities.rules.log import first_day, last_day
from activities.selectors.mapping import (
    actor_of,
    has_added_since,
    reply_facts,
    round_facts,
    waiting_replies,
)
from core.outbox import queue_message
from core.service import acting, refuse, require_version, service
from organisation.selectors import PersonName, directorates_in_force, leads_of
from users.models import User

Answer = MappingReply.Answer


@service
def open_mapping_round(
    *, by, title: str, message: str, period_from: date, period_to: date, due_on: date
) -> MappingRound:
    """Ask every directorate in force to complete its onion; their leads get a message.

    The period is widened to whole months, as every onion counts them.
    A directorate without a lead is asked too: the involvement team then chooses somebody.
    """
    directorates = directorates_in_force()
    period_from, period_to = first_day(period_from, "month"), last_day(period_to, "month")
    refuse(
        rules.open_round_blocker(
            actor_of(by),
            period_from=period_from,
            period_to=period_to,
            due_on=due_on,
            today=timezone.localdate(),
            directorates=len(directorates),
        )
    )
    row = MappingRound.objects.create(
        title=title, message=message, period_from=period_from, period_to=period_to, due_on=due_on
    )
    leads = leads_of(directorate.id for directorate in directorates)
    MappingReply.objects.bulk_create(
        [
            MappingReply(
                round=row,
                directorate_id=directorate.id,
                lead_id=leads[directorate.id][0].id if leads[directorate.id] else None,
            )
            for directorate in directorates
        ]
    )
    _write_to_leads(row, waiting_replies(row.pk), "mapping_opened", emails.mapping_opened)
    acting().subject = row
    return row


@service
def choose_lead(*, by, reply_id: int, expected: int, lead_id: int) -> MappingReply:
    """Name the person who answers for a directorate in this round; they get a message."""
    reply = _lock_reply(reply_id)
    lead = User.objects.filter(pk=lead_id).first()
    can_answer = lead is not None and lead.may("answer_mapping")
    refuse(
        rules.choose_lead_blocker(actor_of(by), reply_facts(reply), can_answer=can_answer),
        field="lead",
    )
    require_version(reply, expected, lambda: _in_words(reply))
    reply.lead_id = lead_id
    _save(reply, "lead")
    person = PersonName(lead_id, lead.name, lead.email) if lead else None
    if person:
        _write(person, emails.mapping_opened(reply.round, [reply], person.label), "mapping_opened")
    acting().subject = reply
    return reply


@service
def answer_mapping(*, by, reply_id: int, expected: int, answer: str, note: str) -> MappingReply:
    """Answer for a directorate: "confirmed" as complete, or "nothing" to add.

    A confirmed answer is kept as "added" where the person logged activities since the round
    opened. Raises `Stale` if another lead answered meanwhile.
    """
    reply = _lock_reply(reply_id)
    require_version(reply, expected, lambda: _in_words(reply))
    if answer == Answer.CONFIRMED and has_added_since(reply.directorate_id, reply.round, by):
        answer = Answer.ADDED
    refuse(rules.answer_blocker(actor_of(by), reply_facts(reply), answer))
    reply.answer, reply.note = answer, note
    reply.answered_at, reply.answered_by = timezone.now(), by
    _save(reply, "answer", "note", "answered_at", "answered_by")
    acting().subject = reply
    return reply


@service
def reopen_answer(*, by, reply_id: int, expected: int) -> MappingReply:
    """Take an answer back, as long as the round is open; the note stays."""
    reply = _lock_reply(reply_id)
    refuse(rules.answer_blocker(actor_of(by), reply_facts(reply), Answer.WAITING))
    require_version(reply, expected, lambda: _in_words(reply))
    reply.answer, reply.answered_at, reply.answered_by = Answer.WAITING, None, None
    _save(reply, "answer", "answered_at", "answered_by")
    acting().subject = reply
    return reply


@dataclass(frozen=True)
class Reminded:
    """Names of those who were written to, and how many answers have nobody to give them."""

    names: tuple[str, ...]
    without_lead: int


@service
def remind_leads(*, by, round_id: int) -> Reminded:
    """Write to the leads whose answer is missing, to each at most once a day."""
    row = MappingRound.objects.select_for_update().get(pk=round_id)
    waiting = list(waiting_replies(row.pk).select_for_update(of=("self",)))
    now = timezone.now()
    due = [reply for reply in waiting if rules.is_reminder_due(reply.reminded_at, now)]
    people = _people(due)
    # A lead of two directorates who was written to about one today waits with the other.
    recent = {
        person.id
        for found in _people([reply for reply in waiting if reply not in due]).values()
        for person in found
    }
    to_write = [
        reply for reply in due if any(p.id not in recent for p in people[reply.directorate_id])
    ]
    refuse(
        rules.remind_blocker(
            actor_of(by), round_facts(row), waiting=len(waiting), due=len(to_write)
        )
    )
    names = _write_to_leads(
        row, to_write, "mapping_reminder", emails.mapping_reminder, not_to=recent
    )
    waiting_replies(row.pk).filter(pk__in=[reply.pk for reply in to_write]).update(reminded_at=now)
    acting().subject = row
    return Reminded(names, sum(not people[reply.directorate_id] for reply in due))


@service
def close_mapping_round(*, by, round_id: int, expected: int) -> MappingRound:
    """Close a round: no more answers. Those who did not answer stay named as such."""
    row = MappingRound.objects.select_for_update().get(pk=round_id)
    refuse(rules.close_round_blocker(actor_of(by), round_facts(row)))
    require_version(row, expected, lambda: {"status": row.get_status_display()})
    row.status = MappingRound.Status.CLOSED
    row.version += 1
    row.save(update_fields=["status", "version"])
    acting().subject = row
    return row


# --- Parts --------------------------------------------------------------------------------


def _lock_reply(reply_id: int) -> MappingReply:
    # The round first, as closing does: an answer is either before the close or refused.
    round_id = MappingReply.objects.values_list("round_id", flat=True).get(pk=reply_id)
    row = MappingRound.objects.select_for_update().get(pk=round_id)
    reply = (
        MappingReply.objects.select_for_update(of=("self",))
        .select_related("directorate", "lead", "answered_by")
        .get(pk=reply_id)
    )
    reply.round = row
    return reply


def _save(reply: MappingReply, *fields: str) -> None:
    reply.version += 1
    reply.save(update_fields=[*fields, "version"])


def _in_words(reply: MappingReply) -> dict[str, str]:
    who = f" by {reply.answered_by.display_name}" if reply.answered_by else ""
    return {"answer": f"{reply.get_answer_display()}{who}", "note": reply.note}


def _people(replies: Iterable[MappingReply]) -> dict[int, list[PersonName]]:
    """Who may answer for each directorate: its leads and the person chosen for the round."""
    replies = list(replies)
    people = leads_of(reply.directorate_id for reply in replies)
    for reply in replies:
        lead = reply.lead
        if lead and lead.is_active and all(p.id != lead.pk for p in people[reply.directorate_id]):
            people[reply.directorate_id].append(PersonName(lead.pk, lead.name, lead.email))
    return people


def _write_to_leads(
    row: MappingRound,
    replies: Iterable[MappingReply],
    purpose: str,
    letter: Callable[..., emails.Letter],
    *,
    not_to: Iterable[int] = (),
) -> tuple[str, ...]:
    """One message to each person, however many directorates they answer for."""
    replies = list(replies)
    people = _people(replies)
    mine: dict[PersonName, list[MappingReply]] = defaultdict(list)
    for reply in replies:
        for person in people[reply.directorate_id]:
            if person.id not in not_to:
                mine[person].append(reply)
    for person, theirs in mine.items():
        _write(person, letter(row, theirs, person.label), purpose)
    return tuple(person.label for person in mine)


def _write(person: PersonName, letter: emails.Letter, purpose: str) -> None:
    queue_message(
        purpose=purpose,
        recipient_key=f"user:{person.id}",
        address=person.email,
        subject=letter.subject,
        body=letter.body,
    )
