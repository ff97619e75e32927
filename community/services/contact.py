"""Who may be written to is decided here, for every message of the portal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from community.emails import send_whose_address, with_foot
from community.models import Ask, ByHand, Channel, HeldMessage, Person, PreferenceLink
from community.rules import contact as rules
from community.rules.people import change_person_blocker
from community.selectors import contact as selectors
from community.selectors.addresses import address_check_address
from community.selectors.consents import preference_address, unsubscribe_address
from community.selectors.people import person_facts
from community.services.people import locked_people, locked_person
from core.outbox.queue import Mail, queue_messages
from core.service import acting, refuse, service
from users.models import User


@dataclass(frozen=True)
class Outcome:
    """What became of a message: by which way it goes and when, or why it does not.

    `is_held`: it goes as soon as the person says that the address is theirs, or by hand.
    """

    is_sent: bool
    channel: str = ""
    due_at: datetime | None = None
    reason: str = ""
    is_held: bool = False


@dataclass(frozen=True)
class Words:
    """A message to one person: what it says, and what it is about, as `write_to` takes them."""

    person_id: int
    subject: str
    body: str
    about: str = ""
    by_hand: str = ""


@service
def write_to(
    *,
    by: Any,
    person_id: int,
    purpose: str,
    subject: str,
    body: str,
    about: str = "",
    is_ask: bool = False,
    by_hand: str = "",
) -> Outcome:
    """Write to a person, if that may be, by the way that suits them.

    `purpose` is one of `Purpose`, to which they must have agreed, or of
    `rules.contact.SERVICE_MESSAGES`. `about` says what it is about
    ("activities.activity:12"). `is_ask`: it asks them to take part in that, and counts against
    the limits. `by_hand`: what who telephones or posts it has to know, where an email says less.
    """
    rules.needs_consent(purpose)
    before = acting().subject
    person = locked_person(person_id)
    # The act is about what caused the message, where the caller said what that is.
    acting().subject = before or person
    facts = selectors.contact_facts(person, purpose, is_ask=is_ask)
    outcome = _decided(facts, timezone.now())
    if is_ask and outcome.is_sent:
        Ask.objects.create(person=person, purpose=purpose, about=about)
    words = Words(person_id, subject, body, about, by_hand)
    _give_ways(purpose, [(person, words, outcome)])
    return outcome


@service
def write_to_many(*, by: Any, purpose: str, words: Sequence[Words]) -> list[Outcome]:
    """Write to several people as `write_to` does to one, in a handful of statements for all.

    What became of each, in their order. Nobody is asked to take part by it.
    """
    rules.needs_consent(purpose)
    people = locked_people({each.person_id for each in words})
    facts = selectors.contact_facts_of(list({p.pk: p for p in people.values()}.values()), purpose)
    now = timezone.now()
    decided = [
        (person, each, _decided(facts[person.pk], now))
        for each in words
        for person in [people[each.person_id]]
    ]
    _give_ways(purpose, decided)
    return [outcome for _person, _words, outcome in decided]


def _decided(facts: rules.ContactFacts, now: datetime) -> Outcome:
    """What becomes of a message; nothing is written yet."""
    if reason := rules.write_blocker(facts):
        return Outcome(is_sent=False, reason=reason)
    channel = rules.channel_for(facts)
    if channel is None:
        return Outcome(is_sent=False, reason=rules.no_channel_reason(facts))
    if rules.is_held(facts, channel):
        return Outcome(is_sent=True, channel=channel, is_held=True)
    due_at = rules.due_after_quiet(now, settings.QUIET_FROM, settings.QUIET_UNTIL)
    return Outcome(is_sent=True, channel=channel, due_at=due_at)


Decided = tuple[Person, Words, Outcome]


def _give_ways(purpose: str, decided: Sequence[Decided]) -> None:
    """Write what was decided: to the outbox, to what is told by hand, or to what waits for a yes."""
    sent = [each for each in decided if each[2].is_sent]
    _hold(purpose, [each for each in sent if each[2].is_held])
    ways = [each for each in sent if not each[2].is_held]
    _queue(purpose, [each for each in ways if each[2].channel == Channel.EMAIL])
    by_hand = [each for each in ways if each[2].channel != Channel.EMAIL]
    ByHand.objects.bulk_create(
        ByHand(
            person=person,
            channel=outcome.channel,
            purpose=purpose,
            subject=words.subject,
            words=words.by_hand or words.body,
            about=words.about,
            due_at=outcome.due_at or timezone.now(),
        )
        for person, words, outcome in by_hand
    )


def _hold(purpose: str, held: Sequence[Decided]) -> None:
    HeldMessage.objects.bulk_create(
        HeldMessage(
            person=person,
            purpose=purpose,
            subject=words.subject,
            words=words.body,
            about=words.about,
        )
        for person, words, _outcome in held
    )
    for person, _words, _outcome in held:
        if person.address_asked_at is None:
            _ask_address(person)


def _queue(purpose: str, mails: Sequence[Decided]) -> None:
    if not mails:
        return
    links = _links({person.pk for person, _words, _outcome in mails})
    needs_consent, now = rules.needs_consent(purpose), timezone.now()
    why = rules.reason_words(purpose)
    queue_messages(
        [
            Mail(
                purpose=purpose,
                recipient_key=person.key,
                address=person.email,
                subject=words.subject,
                body=with_foot(words.body, why, preference_address(links[person.pk])),
                due_at=outcome.due_at if outcome.due_at and outcome.due_at > now else None,
                unsubscribe_url=(
                    unsubscribe_address(links[person.pk], purpose) if needs_consent else ""
                ),
            )
            for person, words, outcome in mails
        ]
    )


def _links(people: Collection[int]) -> dict[int, PreferenceLink]:
    """The links to their preferences, which who has none is given."""
    rows = PreferenceLink.objects.filter(person__in=people)
    found = {row.person_id: row for row in rows}
    if missing := set(people) - found.keys():
        PreferenceLink.objects.bulk_create(
            (PreferenceLink(person_id=person) for person in sorted(missing)), ignore_conflicts=True
        )
        found = {row.person_id: row for row in rows.all()}
    return found


@service
def ask_address(*, by: Any, person_id: int) -> Person:
    """Ask at an address that somebody else typed whether it is theirs; it names nobody."""
    person = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(person)))
    facts = selectors.contact_facts(person, "whose_address", is_ask=False)
    refuse(rules.ask_address_blocker(facts, asked_lately=selectors.asked_lately(person)))
    return _ask_address(person)


def _ask_address(person: Person) -> Person:
    send_whose_address(person.email, person.key, address_check_address(person))
    person.address_asked_at, person.version = timezone.now(), F("version") + 1
    person.save(update_fields=["address_asked_at", "version"])
    person.refresh_from_db()
    return person


@service
def finish_by_hand(*, by: User, by_hand_id: int, outcome: str, note: str = "") -> ByHand:
    """Tick off a message that was told, texted or posted."""
    row = ByHand.objects.select_for_update().get(pk=by_hand_id)
    refuse(rules.finish_by_hand_blocker(by, is_done=row.done_at is not None))
    row.done_at, row.done_by = timezone.now(), by
    row.outcome, row.note = outcome, note
    row.save(update_fields=["done_at", "done_by", "outcome", "note"])
    acting().subject = row.person
    return row


@service
def finish_letters(*, by: User, by_hand_ids: Sequence[int]) -> int:
    """Tick off letters that were printed and posted together; how many.

    One that somebody else ticked off meanwhile stays as it is.
    """
    refuse(rules.finish_letters_blocker(by))
    rows = ByHand.objects.select_for_update().order_by("pk")
    rows = rows.filter(pk__in=by_hand_ids, channel=Channel.POST, done_at__isnull=True)
    for row in rows:
        finish_by_hand(by=by, by_hand_id=row.pk, outcome=ByHand.Outcome.DONE)
    acting().subject = None
    return len(rows)


@service
def note_bounce(*, by: Any, person_id: int, address: str) -> Person:
    """Mark an address that a mail server refused for good; the team sees it."""
    person = locked_person(person_id)
    refuse(rules.note_bounce_blocker(by, is_present=person.email == address.lower()))
    person.email_failed_at, person.version = timezone.now(), F("version") + 1
    person.save(update_fields=["email_failed_at", "version"])
    return person


@service
def trust_address(*, by: Any, person_id: int) -> Person:
    """Somebody found out that an address from which mail came back works after all."""
    person = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(person)))
    person.email_failed_at, person.version = None, F("version") + 1
    person.save(update_fields=["email_failed_at", "version"])
    return person


def send_by(
    channel: str,
    person: Person,
    purpose: str,
    subject: str,
    body: str,
    *,
    due_at: datetime,
    about: str = "",
) -> None:
    """Give a message its way: to the outbox, or to the list of what people tell, text or post."""
    outcome = Outcome(is_sent=True, channel=channel, due_at=due_at)
    _give_ways(purpose, [(person, Words(person.pk, subject, body, about), outcome)])
