"""Every write of the outbox: the steps of a delivery, and what people decide about a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from core.models import Message
from core.outbox.letters import Letter, letter_of
from core.outbox.lines import Kind, Outcome
from core.outbox.queue import address_key, queue_message, wake_worker
from core.outbox.rules import (
    MessageFacts,
    decide_blocker,
    is_window_over,
    reason_blocker,
    wait_before_retry,
)
from core.service import acting, bookkeeping, refuse, service

State = Message.State

# How long a claimed message belongs to its worker; renewed when its turn comes.
LEASE = timedelta(minutes=5)
IN_DOUBT = (
    "The sending stopped at the last step. The message may have arrived, or it may not. "
    "It is not sent again until someone decides."
)
GIVEN_UP_TRYING = "Tried for two days without success. Last answer: "


@dataclass(frozen=True)
class OutgoingMail:
    """One recipient's copy of a mail made by a library."""

    address: str
    subject: str
    body: str
    body_html: str


@service
def queue_sign_in_mail(*, mails: Sequence[OutgoingMail], by) -> None:
    """Queue mail of the sign-in pages. All of it may hold a link or code, so all is secret."""
    for mail in mails:
        queue_message(
            purpose="sign_in",
            recipient_key=address_key(mail.address),
            address=mail.address,
            subject=mail.subject,
            body=mail.body,
            body_html=mail.body_html,
            is_secret=True,
        )


@bookkeeping
def claim_messages(*, limit: int, by) -> list[Letter]:
    """Take up to `limit` due messages for this worker; no other worker gets the same ones."""
    due = Message.objects.filter(state=State.WAITING, due_at__lte=Now())
    rows = list(due.order_by("due_at", "id").select_for_update(skip_locked=True)[:limit])
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.SENDING,
        lease_until=Now() + LEASE,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
    )
    for row in rows:
        row.fence += 1
        row.attempts += 1
    return [letter_of(row) for row in rows]


@bookkeeping
def note_handing_over(*, letter: Letter, by) -> bool:
    """The journal: from now on the message may have arrived.

    False when the claim has run out or somebody else holds it; then nothing may be sent.
    """
    mine = Message.objects.filter(
        pk=letter.id, fence=letter.fence, state=State.SENDING, lease_until__gt=Now()
    )
    return bool(mine.update(handing_over_at=Now(), lease_until=Now() + LEASE))


@bookkeeping
def finish_message(*, letter: Letter, outcome: Outcome, by) -> bool:
    """Record how an attempt ended. False if the claim's fence number is an old one.

    A message that was set aside as doubtful while its worker was merely slow is still
    that worker's to report on: nobody else has touched it.
    """
    mine = Message.objects.filter(pk=letter.id, fence=letter.fence).filter(
        Q(state=State.SENDING) | Q(state=State.HELD, handing_over_at__isnull=False)
    )
    return bool(mine.update(**_ending(letter, outcome)))


def _ending(letter: Letter, outcome: Outcome) -> dict:
    """The columns that say how an attempt ended."""
    reason = outcome.reason[:500]
    if outcome.kind is Kind.DELIVERED:
        return _closed(State.DELIVERED, "") | {"delivered_at": Now()}
    if outcome.kind is Kind.REFUSED:
        return _closed(State.REFUSED, reason)
    if outcome.kind is Kind.IN_DOUBT:
        return {
            "state": State.HELD,
            "lease_until": None,
            "last_error": f"{IN_DOUBT} ({reason})"[:500],
        }
    age = timezone.now() - letter.created_at
    if is_window_over(age=age, attempts=letter.attempts):
        return {
            "state": State.HELD,
            "lease_until": None,
            "handing_over_at": None,
            "last_error": (GIVEN_UP_TRYING + reason)[:500],
        }
    wait = wait_before_retry(letter.attempts, is_line_fault=outcome.is_line_lost)
    return _waiting(wait) | {"last_error": reason}


def _closed(state: str, reason: str) -> dict:
    """A message that is done with; a secret body goes."""
    return {"state": state, "lease_until": None, "secret_body": None, "last_error": reason}


def _waiting(wait: timedelta) -> dict:
    return {
        "state": State.WAITING,
        "lease_until": None,
        "handing_over_at": None,
        "due_at": Now() + wait,
    }


@bookkeeping
def hold_message(*, letter: Letter, reason: str, by) -> bool:
    """Set aside a message that cannot be built, for a person to see."""
    mine = Message.objects.filter(pk=letter.id, fence=letter.fence, state=State.SENDING)
    return bool(mine.update(state=State.HELD, lease_until=None, last_error=reason[:500]))


@bookkeeping
def release_messages(*, letters: Sequence[Letter], wait: timedelta, by) -> int:
    """Put back messages whose turn never came; it does not count as an attempt."""
    claims = Q()
    for letter in letters:
        claims |= Q(pk=letter.id, fence=letter.fence)
    if not claims:
        return 0
    mine = Message.objects.filter(claims, state=State.SENDING)
    return mine.update(**_waiting(wait), attempts=F("attempts") - 1)


@bookkeeping
def recover_messages(*, by) -> tuple[int, int]:
    """Look after messages whose worker died: how many went back, how many are held.

    One that had not reached its last dot goes back to waiting. One that had may have
    arrived: it is held for a person, never sent again by itself.
    """
    lost = Message.objects.filter(state=State.SENDING, lease_until__lt=Now())
    ids = list(lost.select_for_update(skip_locked=True).values_list("pk", flat=True))
    rows = Message.objects.filter(pk__in=ids)
    held = rows.filter(handing_over_at__isnull=False).update(
        state=State.HELD, lease_until=None, last_error=IN_DOUBT
    )
    back = rows.filter(handing_over_at__isnull=True).update(
        **_waiting(timedelta(0)), last_error="The worker stopped before it was sent."
    )
    return back, held


@service
def send_message_again(*, message_id: UUID, reason: str, by) -> Message:
    """Someone decided that a held message did not arrive: send it once more."""
    message = _held(message_id, reason, "Send again")
    message.state, message.due_at, message.attempts = State.WAITING, Now(), 0
    message.handing_over_at, message.last_error = None, ""
    message.save(update_fields=["state", "due_at", "attempts", "handing_over_at", "last_error"])
    acting().after_commit.append(wake_worker)
    return message


@service
def mark_message_arrived(*, message_id: UUID, reason: str, by) -> Message:
    """Someone found out that a held message did arrive."""
    message = _held(message_id, reason, "It arrived")
    message.state, message.delivered_at = State.DELIVERED, Now()
    message.secret_body, message.last_error = None, ""
    message.save(update_fields=["state", "delivered_at", "secret_body", "last_error"])
    return message


@service
def give_message_up(*, message_id: UUID, reason: str, by) -> Message:
    """Someone decided that a held message is not to be sent any more."""
    message = _held(message_id, reason, "Give up")
    message.state, message.secret_body = State.REFUSED, None
    message.last_error = f"Given up: {reason.strip()}"[:500]
    message.save(update_fields=["state", "secret_body", "last_error"])
    return message


@service
def stop_messages(
    *, by, recipient_keys: Sequence[str], reason: str, purposes: Sequence[str] | None = None
) -> int:
    """Stop what has not gone out yet to somebody; of all purposes, or of these alone.

    What is being handed over at this moment cannot be called back.
    """
    found = Message.objects.filter(
        recipient_key__in=recipient_keys, state__in=[State.WAITING, State.HELD]
    )
    if purposes is not None:
        found = found.filter(purpose__in=purposes)
    ids = list(found.select_for_update().values_list("pk", flat=True))
    return Message.objects.filter(pk__in=ids).update(
        state=State.STOPPED, secret_body=None, lease_until=None, last_error=reason[:500]
    )


def _held(message_id: UUID, reason: str, decision: str) -> Message:
    """The locked row, if it may be decided about; the act says which one and why."""
    message = Message.objects.select_for_update().get(pk=message_id)
    refuse(decide_blocker(MessageFacts(state=message.state, is_secret=message.is_secret)))
    refuse(reason_blocker(reason), field="reason")
    acting().reason = f"{decision}: {reason.strip()} (message {message_id})"
    return message
