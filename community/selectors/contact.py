"""What decides whether somebody is written to, and what is to be done by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import Ask, ByHand, Channel, Person
from community.rules.contact import ASK_DAYS, USUAL_ORDER, ContactFacts
from community.selectors.consents import given_channels, reachable_channels
from community.selectors.needs import wanted_ways
from community.selectors.people import all_ids
from community.selectors.rights import open_erasure
from core.models import Act, Message

State = Message.State


def asks_lately(person: Person, now: datetime | None = None) -> int:
    """How often somebody was asked to something in the last 30 days."""
    since = (now or timezone.now()) - ASK_DAYS
    return Ask.objects.filter(person__in=all_ids(person), at__gt=since).count()


def usable_channels(person: Person) -> tuple[str, ...]:
    """Ways by which somebody can be reached now, in the order to try them.

    An address from which mail came back is none until it is mended.
    """
    there = set(reachable_channels(person))
    if person.email_failed_at:
        there.discard(Channel.EMAIL)
    if not _is_mobile(person.phone):
        there.discard(Channel.TEXT)
    # How somebody said they need to be reached goes before what is usual: who is deaf is not called.
    order = dict.fromkeys([*wanted_ways(person), *USUAL_ORDER])
    return tuple(each for each in order if each in there)


def _is_mobile(phone: str) -> bool:
    """Whether texts reach a number; of numbers abroad nobody can tell."""
    figures = "".join(each for each in phone if each.isdigit() or each == "+")
    return figures.startswith(("07", "+447", "00447")) or (
        figures.startswith("+") and not figures.startswith("+44")
    )


def contact_facts(person: Person, purpose: str, *, is_ask: bool) -> ContactFacts:
    """What the rules need to know to decide about one message."""
    return ContactFacts(
        status=person.status,
        purpose=purpose,
        reachable=usable_channels(person),
        agreed=given_channels(person, purpose),
        is_ask=is_ask,
        asks=asks_lately(person) if is_ask else 0,
        trust_limit=settings.ASKS_A_MONTH,
        own_limit=person.asks_a_month,
        is_to_be_forgotten=open_erasure(person) is not None,
        has_failed_address=person.email_failed_at is not None,
    )


def by_hand_open() -> QuerySet[ByHand]:
    """What somebody is to tell, text or post, the longest waiting first."""
    return ByHand.objects.filter(done_at__isnull=True, due_at__lte=timezone.now())


def find_by_hand(pk: int) -> ByHand:
    """One of them; 404 if there is none."""
    row = ByHand.objects.select_related("person").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def letters_to_print() -> list[ByHand]:
    """Letters that nobody has posted yet."""
    found = by_hand_open().filter(channel=Channel.POST)
    return list(found.select_related("person").order_by("due_at", "id")[:200])


# --- Mail that came back ----------------------------------------------------------------

GIVEN_UP = "Given up:"
# Mail that came back longer ago than this is old news.
BOUNCES = timedelta(days=7)


def bounced_people(now: datetime | None = None) -> list[int]:
    """Who has an address that a mail server refused for good lately, and nobody noted it.

    Not where somebody of the team said since then that the address works.
    """
    since = (now or timezone.now()) - BOUNCES
    refused = Message.objects.filter(
        state=State.REFUSED, created_at__gte=since, recipient_key__startswith="person:"
    ).exclude(last_error__startswith=GIVEN_UP)
    latest: dict[int, Message] = {}
    for message in refused.order_by("created_at"):
        latest[int(message.recipient_key.partition(":")[2])] = message
    people = Person.objects.filter(
        pk__in=latest, email_failed_at__isnull=True, merged_into__isnull=True
    )
    return [
        person.pk
        for person in people
        if person.email and person.email == latest[person.pk].address.lower()
        if not _is_trusted_since(person, latest[person.pk].created_at)
    ]


def _is_trusted_since(person: Person, at: datetime) -> bool:
    return Act.objects.filter(
        service="community.trust_address",
        subject_type="community.person",
        subject_id=person.pk,
        at__gte=at,
    ).exists()
