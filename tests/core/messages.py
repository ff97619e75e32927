"""Messages for the tests of the outbox."""

from datetime import timedelta

from django.utils import timezone

from core.models import Message
from core.outbox import queue_message
from core.service import System, service

BY = System("tests")


@service
def queue_for(*, addresses, by, **fields) -> list[Message]:
    """One message for each address, as a service of some app would queue them."""
    return [
        queue_message(
            **{
                "purpose": "test",
                "recipient_key": "test:1",
                "address": address,
                "subject": "Your workshop",
                "body": "Dear Bea,\n\nsee you on Monday.\n",
                **fields,
            }
        )
        for address in addresses
    ]


def queue_one(address: str = "bea@portal.example", **fields) -> Message:
    """One message, in an act of its own."""
    return queue_for(addresses=[address], by=BY, **fields)[0]


def many(number: int) -> list[str]:
    """That many invented addresses."""
    return [f"person{n:03}@portal.example" for n in range(number)]


def again(message: Message) -> Message:
    """The message as it is stored now."""
    return Message.objects.get(pk=message.pk)


def make_due(*messages: Message) -> None:
    """Their time to be tried again has come."""
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(due_at=timezone.now())


def expire(*messages: Message) -> None:
    """The time for which a worker had claimed them is over."""
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(lease_until=past)
