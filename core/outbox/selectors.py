"""What people may see of the outbox: counts, and the messages that need a decision."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.models import Message
from core.outbox.queue import address_key
from core.outbox.rules import MessageFacts, decide_blocker
from core.tables import words

State = Message.State

LATE = timedelta(minutes=5)
RECENT = timedelta(days=7)
SHOWN = timedelta(days=90)


@dataclass(frozen=True)
class OutboxFacts:
    """The outbox in figures. `oldest_due_at` is the longest-waiting message that is due."""

    waiting: int
    sending: int
    held: int
    refused_lately: int
    delivered_lately: int
    oldest_due_at: datetime | None
    is_late: bool


def outbox_facts(now: datetime | None = None) -> OutboxFacts:
    """How many messages are in which state; "lately" means the last 7 days."""
    now = now or timezone.now()
    lately = Q(created_at__gte=now - RECENT)
    is_waiting = Q(state=State.WAITING)
    found = Message.objects.filter(~Q(state__in=[State.DELIVERED, State.REFUSED]) | lately)
    counts = found.aggregate(
        waiting=Count("pk", filter=is_waiting),
        sending=Count("pk", filter=Q(state=State.SENDING)),
        held=Count("pk", filter=Q(state=State.HELD)),
        refused_lately=Count("pk", filter=lately & Q(state=State.REFUSED)),
        delivered_lately=Count("pk", filter=lately & Q(state=State.DELIVERED)),
        oldest_due_at=Min("due_at", filter=is_waiting & Q(due_at__lte=now)),
    )
    oldest = counts["oldest_due_at"]
    return OutboxFacts(**counts, is_late=oldest is not None and now - oldest > LATE)


def messages_to_look_at(now: datetime | None = None) -> QuerySet[Message]:
    """Messages held for a decision, and those refused in the last 90 days."""
    now = now or timezone.now()
    recent = Q(state=State.REFUSED, created_at__gte=now - SHOWN)
    return Message.objects.filter(Q(state=State.HELD) | recent)


@dataclass(frozen=True)
class MessageView:
    """One message as a person may see it; what they may not read is empty."""

    id: UUID
    message_id: str
    purpose: str
    state: str
    state_words: str
    written: str
    attempts: int
    reason: str
    address: str
    subject: str
    body: str
    is_secret: bool
    decide_blocker: str | None


def message_seen_by(*, message_id: UUID, viewer) -> MessageView:
    """One message. Raises Http404 if there is none.

    Only those who may read messages see to whom it goes and what it says, and only while
    it needs looking at; the text of a secret one (a sign-in link or code) is shown to
    nobody.
    """
    message = get_object_or_404(Message, pk=message_id)
    may_read = viewer.may("read_messages") and message.state in {State.HELD, State.REFUSED}
    return MessageView(
        id=message.pk,
        message_id=message.message_id,
        purpose=purpose_words(message.purpose),
        state=message.state,
        state_words=message.get_state_display(),
        written=words(message.created_at),
        attempts=message.attempts,
        reason=(
            message.last_error if may_read else without_address(message.last_error, message.address)
        ),
        address=message.address if may_read else "",
        subject=message.subject if may_read else "",
        body=message.body if may_read and not message.is_secret else "",
        is_secret=message.is_secret,
        decide_blocker=decide_blocker(
            MessageFacts(state=message.state, is_secret=message.is_secret)
        ),
    )


def without_address(reason: str, address: str) -> str:
    """The reason without the recipient's address, which mail servers like to repeat."""
    return re.sub(re.escape(address), "(their address)", reason, flags=re.IGNORECASE)


def purpose_words(purpose: str) -> str:
    """A purpose's code as words: "sign_in" is "Sign in"."""
    return purpose.replace("_", " ").capitalize()


def letters_lately(address: str) -> int:
    """How many letters an address got within an hour from pages where anybody may type it.

    All such pages together: joining, taking a record over, a forgotten password, a code.
    """
    return Message.objects.filter(
        Q(purpose__startswith="join") | Q(purpose="sign_in"),
        recipient_key=address_key(address),
        created_at__gt=timezone.now() - timedelta(hours=1),
    ).count()
