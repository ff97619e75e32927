"""Every write about what people agree to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from community.models import (
    ByHand,
    Consent,
    ConsentWording,
    HeldMessage,
    Person,
    PreferenceLink,
    Purpose,
    Source,
)
from community.rules import consents as rules
from community.selectors import consents as selectors
from community.selectors.consents import MAY_WE_WRITE, Key
from community.selectors.people import all_ids
from community.services.people import act_for, hear_from, locked_person
from core.outbox.services import stop_messages
from core.service import Stale, acting, refuse, service
from core.turns import take_turns
from users.models import User

STOPPED = "The person no longer wants such messages."


@service
def record_consents(
    *,
    by: Any,
    person_id: int,
    choices: Mapping[Key, bool],
    source: str,
    at: datetime | None = None,
    wordings: Mapping[Key, ConsentWording] | None = None,
    expected: int | None = None,
    note: str = "",
) -> list[Consent]:
    """Record what somebody agrees to, and what no longer: {(purpose, channel): yes or no}.

    What is not named stays. Only changes are written; a no to what was never agreed to is
    none, unless it is the first that somebody says: then nobody needs to ask them. `at` is
    when they said it, where that was not now; `wordings` the words they saw, where these are
    not those of today.
    """
    person = locked_person(person_id)
    now = timezone.now()
    refuse(rules.record_consents_blocker(by, selectors.consent_facts(person)))
    act_for(person, by=by)
    refuse(rules.said_at_blocker(at, now), field="said_on")
    version = selectors.consent_version(person)
    if expected is not None and expected != version:
        raise Stale(version=version, theirs={})
    words = selectors.present_wordings() if wordings is None else wordings
    said = _Said(
        at=at or now,
        noted_at=now,
        source=source,
        recorded_by=by if isinstance(by, User) else None,
        note=note,
    )
    done = Consent.objects.bulk_create(_changes(person, choices, words, said))
    if done:
        _stop_waiting(person, by=by)
    if source == Source.SIGNED_LINK:
        hear_from(by=by, person_ids=[person.pk])
    return done


@service
def stop_purposes(*, by: Any, person_id: int, purposes: Iterable[str], source: str) -> int:
    """Take back every consent to these purposes, as one click in a mail does."""
    person = locked_person(person_id)
    given = selectors.latest_consents(person)
    choices = {key: False for key, row in given.items() if row.is_given and key[0] in purposes}
    if not given:
        # Who says stop before saying anything else is not asked what we may send.
        choices = dict.fromkeys(selectors.askable(person, frozenset(purposes)), False)
    return len(record_consents(by=by, person_id=person.pk, choices=choices, source=source))


@service
def add_wording(
    *, by: Any, purpose: str, channel: str, text: str, valid_from: date
) -> ConsentWording:
    """Add a version of the words somebody agrees to. Who agreed to earlier ones still does."""
    refuse(rules.add_wording_blocker(by))
    take_turns("consent wordings")
    rows = ConsentWording.objects.filter(purpose=purpose, channel=channel)
    present = selectors.present_wordings().get((purpose, channel))
    refuse(rules.same_words_blocker(text, present.text if present else ""), field="text")
    last = rows.aggregate(last=Max("version"))["last"] or 0
    row = rows.create(
        purpose=purpose, channel=channel, version=last + 1, text=text, valid_from=valid_from
    )
    acting().subject = row
    return row


@service
def renew_preference_link(*, by: Any, person_id: int) -> PreferenceLink:
    """End every link to somebody's preferences that was given before, as when one got about."""
    person = locked_person(person_id)
    refuse(rules.record_consents_blocker(by, selectors.consent_facts(person)))
    link = _preference_link(person)
    PreferenceLink.objects.filter(pk=link.pk).update(serial=F("serial") + 1)
    link.refresh_from_db()
    return link


def _preference_link(person: Person) -> PreferenceLink:
    return PreferenceLink.objects.get_or_create(person=person)[0]


@dataclass(frozen=True)
class _Said:
    """When something was said, when and by whom it was noted, and how."""

    at: datetime
    noted_at: datetime
    source: str
    recorded_by: User | None
    note: str


def _changes(
    person: Person, choices: Mapping[Key, bool], words: Mapping[Key, ConsentWording], said: _Said
) -> list[Consent]:
    """What of the choices is not known yet, each with the words that were agreed to."""
    latest = selectors.latest_consents(person)
    is_first_no = not latest and not any(choices.values())
    rows = []
    for key, is_given in choices.items():
        last, seen = latest.get(key), words.get(key)
        if not is_first_no and not _is_change(last, is_given, seen):
            continue
        if seen is None and not is_given:
            # A no needs no words of its day: it is one to whatever is asked.
            seen = last.wording if last else selectors.present_wordings().get(key)
        refuse(rules.words_blocker(is_there=seen is not None), field="said_on")
        refuse(rules.earlier_blocker(said.at, last.at if last else None), field="said_on")
        rows.append(Consent(person=person, wording=seen, is_given=is_given, **vars(said)))
    return rows


def _is_change(last: Consent | None, is_given: bool, seen: ConsentWording | None) -> bool:
    """A yes to new words is a change; a no to what is not agreed to says nothing."""
    if last is None or not last.is_given:
        return is_given
    return not is_given or (seen is not None and last.wording_id != seen.pk)


def _stop_waiting(person: Person, *, by: Any) -> None:
    """Nothing goes out any more about what somebody took back, nor the question itself."""
    stopped = [each for each in Purpose.values if not selectors.given_channels(person, each)]
    stopped.append(MAY_WE_WRITE)
    ids = all_ids(person)
    stop_messages(by=by, recipient_keys=_keys(ids), purposes=stopped, reason=STOPPED)
    HeldMessage.objects.filter(person__in=ids, purpose__in=stopped).delete()
    ByHand.objects.filter(person__in=ids, purpose__in=stopped, done_at__isnull=True).update(
        done_at=timezone.now(), outcome=ByHand.Outcome.STOPPED, note=STOPPED
    )


def _keys(ids: Sequence[int]) -> list[str]:
    return [f"person:{pk}" for pk in ids]
