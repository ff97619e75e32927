"""What decides whether somebody is written to, and what is to be done by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import Ask, ByHand, Channel, HeldMessage, Person
from community.rules.contact import (
    ASK_DAYS,
    HELD_FOR,
    USUAL_ORDER,
    ContactFacts,
    channel_for,
    finish_by_hand_blocker,
    how_told,
    is_held,
    needs_consent,
    no_channel_reason,
    write_blocker,
)
from community.selectors.bounces import GIVEN_UP
from community.selectors.consents import given_channels_of, reachable_channels
from community.selectors.needs import is_call_unsure, wanted_ways, wanted_ways_of
from community.selectors.people import all_ids
from community.selectors.rights import who_wants_erasure
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
    return _usable(person, wanted_ways(person))


def _usable(person: Person, wanted: Sequence[str]) -> tuple[str, ...]:
    there = set(reachable_channels(person))
    if person.email_failed_at:
        there.discard(Channel.EMAIL)
    if not _is_mobile(person.phone):
        there.discard(Channel.TEXT)
    # How somebody said they need to be reached goes before what is usual: who is deaf is not called.
    order = dict.fromkeys([*wanted, *USUAL_ORDER])
    return tuple(each for each in order if each in there)


def _is_mobile(phone: str) -> bool:
    """Whether texts reach a number; of numbers abroad nobody can tell."""
    figures = "".join(each for each in phone if each.isdigit() or each == "+")
    return figures.startswith(("07", "+447", "00447")) or (
        figures.startswith("+") and not figures.startswith("+44")
    )


def first_way(person: Person) -> str:
    """How the team gets in touch first: the way somebody needs, else a call if there is a number.

    Empty where the team has to look at what they need before; nobody is promised a call that
    they cannot take.
    """
    wanted, usable = wanted_ways(person), usable_channels(person)
    if wanted:
        way = next((each for each in usable if each in wanted), "")
    else:
        way = Channel.TELEPHONE if Channel.TELEPHONE in usable else next(iter(usable), "")
    is_unsure = way == Channel.TELEPHONE or not wanted
    return "" if is_unsure and is_call_unsure(person) else way


def contact_facts(person: Person, purpose: str, *, is_ask: bool) -> ContactFacts:
    """What the rules need to know to decide about one message."""
    facts = contact_facts_of([person], purpose)[person.pk]
    return replace(facts, is_ask=True, asks=asks_lately(person)) if is_ask else facts


def contact_facts_of(people: Sequence[Person], purpose: str) -> dict[int, ContactFacts]:
    """The same of a message to each of several people, which asks nobody to take part."""
    wanted, forgotten = wanted_ways_of(people), who_wants_erasure(people)
    agreed = given_channels_of(people, purpose) if needs_consent(purpose) else {}
    return {
        person.pk: ContactFacts(
            status=person.status,
            purpose=purpose,
            reachable=_usable(person, wanted[person.pk]),
            agreed=agreed.get(person.pk, ()),
            trust_limit=settings.ASKS_A_MONTH,
            own_limit=person.asks_a_month,
            is_to_be_forgotten=person.pk in forgotten,
            has_failed_address=person.email_failed_at is not None,
            is_address_sure=is_address_sure(person),
        )
        for person in people
    }


# The same of many records, in the database.
ADDRESS_IS_SURE = (
    Q(is_email_confirmed=True) | Q(is_address_theirs=True) | Q(account__email__iexact=F("email"))
)


def is_address_sure(person: Person) -> bool:
    """Whether the person themselves said or showed that mail to their address reaches them."""
    return person.is_address_theirs or is_address_confirmed(person)


def is_address_confirmed(person: Person) -> bool:
    """Whether the person signs in with their address, or joined with it."""
    if person.is_email_confirmed:
        return True
    return person.account is not None and person.account.email.lower() == person.email


@dataclass(frozen=True)
class Telling:
    """Whether a message can reach somebody now; `said` tells its sender what becomes of it."""

    why_not: str
    said: str


def telling(person: Person, purpose: str) -> Telling:
    """What would become of a message that is no ask."""
    facts = contact_facts(person, purpose, is_ask=False)
    channel = channel_for(facts)
    why_not = write_blocker(facts) or ("" if channel else no_channel_reason(facts))
    held = is_held(facts, channel)
    return Telling(why_not, how_told(channel, is_held=held, why_not=why_not))


def goes_by_hand(person: Person, purpose: str) -> bool:
    """Whether a message reaches somebody only once a person passes it on, or not at all."""
    facts = contact_facts(person, purpose, is_ask=False)
    channel = channel_for(facts)
    return channel != Channel.EMAIL or is_held(facts, channel)


def asked_lately(person: Person) -> int:
    """How often somebody was asked within the last hour whether an address is theirs."""
    return Message.objects.filter(
        recipient_key=person.key,
        purpose="whose_address",
        created_at__gt=timezone.now() - timedelta(hours=1),
    ).count()


def was_written_on(person: Person, purpose: str, day: date) -> bool:
    """Whether a message of this purpose went to somebody on a day, or waits since then."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    span = {"purpose": purpose, "created_at__gte": begins}
    return (
        Message.objects.filter(recipient_key=person.key, **span).exists()
        or ByHand.objects.filter(person=person, **span).exists()
        or HeldMessage.objects.filter(person=person, **span).exists()
    )


@dataclass(frozen=True)
class AddressStands:
    """Whether nobody knows yet whose an address is, and how many messages wait for that."""

    is_unsure: bool
    waiting: int = 0


def address_stands(person: Person) -> AddressStands:
    """How it stands with somebody's e-mail address."""
    is_unsure = bool(person.email) and not person.email_failed_at and not is_address_sure(person)
    return AddressStands(is_unsure, held_for(person).count() if is_unsure else 0)


def held_for(person: Person) -> QuerySet[HeldMessage]:
    """Messages to somebody that wait until they say that their address is theirs."""
    return HeldMessage.objects.filter(person__in=all_ids(person))


def people_held_up(now: datetime) -> list[int]:
    """Whose messages waited long enough for a yes to look for another way, or to be given up."""
    rows = HeldMessage.objects.filter(created_at__lte=now - HELD_FOR)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def by_hand_open() -> QuerySet[ByHand]:
    """What somebody is to tell, text or post, the longest waiting first."""
    return ByHand.objects.filter(done_at__isnull=True, due_at__lte=timezone.now())


def by_hand_later() -> dict[str, Any]:
    """How many are for later, when people want to be disturbed, and when the first is due."""
    rows = ByHand.objects.filter(done_at__isnull=True, due_at__gt=timezone.now())
    return rows.aggregate(number=Count("id"), first_at=Min("due_at"))


def find_by_hand(pk: int) -> ByHand:
    """One of them; 404 if there is none."""
    row = ByHand.objects.select_related("person").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def why_not_finish(viewer: Any, row: ByHand) -> str | None:
    """Why somebody cannot tick off a message by hand."""
    return finish_by_hand_blocker(viewer, is_done=row.done_at is not None)


def letters_to_print() -> list[ByHand]:
    """Letters that nobody has posted yet."""
    found = by_hand_open().filter(channel=Channel.POST)
    return list(found.select_related("person").order_by("due_at", "id")[:200])


# --- Mail that came back ----------------------------------------------------------------

# Mail that came back longer ago than this is old news.
BOUNCES = timedelta(days=7)


def bounced_people(now: datetime | None = None) -> list[tuple[int, str]]:
    """Who has an address that a mail server refused for good lately, and nobody noted it; and it.

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
        (person.pk, person.email)
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
