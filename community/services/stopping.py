"""Stopping what waits to go to a person: mail, messages by hand, and those that wait for a yes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from community.models import ByHand, HeldMessage, Person
from community.rules.contact import WHOSE_ADDRESS
from community.selectors.people import all_ids
from core.models import Message
from core.outbox.services import stop_messages


def stop_waiting(person: Person, *, by: Any, reason: str, kept: Collection[str]) -> None:
    """Nothing goes out any more that waits, but for messages of the purposes that are `kept`."""
    ids = all_ids(person)
    keys = [f"person:{pk}" for pk in ids]
    open_ones = [Message.State.WAITING, Message.State.HELD]
    waiting = Message.objects.filter(recipient_key__in=keys, state__in=open_ones)
    HeldMessage.objects.filter(person__in=ids).exclude(purpose__in=kept).delete()
    if HeldMessage.objects.filter(person__in=ids).exists():
        # What stays waits for the answer to this question.
        kept = {*kept, WHOSE_ADDRESS}
    elif waiting.filter(purpose=WHOSE_ADDRESS).exists():
        # It never went out: the next message that needs the answer asks anew.
        Person.objects.filter(pk=person.pk).update(address_asked_at=None)
    stopped = waiting.exclude(purpose__in=kept).order_by().values_list("purpose", flat=True)
    stop_messages(by=by, recipient_keys=keys, purposes=list(stopped.distinct()), reason=reason)
    by_hand = ByHand.objects.filter(person__in=ids, done_at__isnull=True)
    by_hand.exclude(purpose__in=kept).update(
        done_at=timezone.now(), outcome=ByHand.Outcome.STOPPED, note=reason
    )
