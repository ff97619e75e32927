"""People of a list come in, and go again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from community import emails
from community.imports.members import GivenConsent, MemberRow
from community.models import Channel, ConsentWording, Person, Source, WayIn
from community.rules.people import import_people_blocker
from community.selectors.consents import MAY_WE_WRITE
from community.selectors.imports import members_staying, to_be_asked
from community.services.consents import add_wording, record_consents
from community.services.contact import write_to
from community.services.people import PersonEntry, add_person
from core.imports.cells import squeezed
from core.models import ImportBatch
from core.service import acting, refuse, service
from organisation.models import WORD_LISTS
from organisation.services.words import add_word

Progress = Callable[[int], None]
Words = dict[str, int]
Wordings = dict[tuple[str, str, str], ConsentWording]
# Words of an old form, from a day before all of ours, so that they never come into use here.
LONG_AGO = date(2000, 1, 1)


@service
def load_members(
    *,
    by: Any,
    rows: Iterable[MemberRow],
    batch_id: int,
    new_words: Mapping[str, Sequence[str]],
    progress: Progress,
) -> dict[str, int]:
    """Add everybody with what is known of them; answers how many of each came in."""
    refuse(import_people_blocker(by))
    counts = {"people": 0, "interests": 0, "experiences": 0, "consents": 0}
    known = {name: _words(name) for name in ("interests", "experiences")}
    wordings: Wordings = {}
    for name, label in ((name, label) for name, labels in new_words.items() for label in labels):
        if squeezed(label) not in known[name]:
            known[name][squeezed(label)] = add_word(by=by, word_list=name, label=label).pk
            counts[name] += 1
    for done, row in enumerate(rows, start=1):
        person = _add(by, row, batch_id, known)
        counts["people"] += 1
        if row.consent:
            counts["consents"] += _agreed(by, person, row.consent, wordings)
        progress(done)
    acting().subject = None
    return {words: number for words, number in counts.items() if number}


def _words(name: str) -> dict[str, int]:
    rows = WORD_LISTS[name].objects.order_by("is_in_use", "-position").values_list("label", "pk")
    return {squeezed(label): pk for label, pk in rows}


def _add(by: Any, row: MemberRow, batch_id: int, known: Mapping[str, Words]) -> Person:
    entry = PersonEntry(
        name=row.name,
        shown_name=row.shown_name,
        email=row.email,
        phone=row.phone,
        kinds=row.kinds,
        brings=row.brings,
        district_id=row.district_id,
        outward_code=row.outward_code,
        language=row.language,
        interest_ids=_ids(known["interests"], row.interest_words),
        experience_ids=_ids(known["experiences"], row.experience_words),
    )
    midday = None
    if row.joined_on:
        midday = timezone.make_aware(datetime.combine(row.joined_on, time(12)))
    return add_person(
        by=by,
        entry=entry,
        way_in=WayIn.IMPORT,
        status=row.status,
        batch_id=batch_id,
        asked_at=midday,
    )


def _ids(known: Words, chosen: Iterable[str]) -> frozenset[int]:
    return frozenset(known[squeezed(word)] for word in chosen)


def _agreed(by: Any, person: Person, given: GivenConsent, wordings: Wordings) -> int:
    """Record what somebody agreed to, to the words they saw then, for the way they can be reached."""
    way = Channel.EMAIL if person.email else Channel.TELEPHONE if person.phone else Channel.POST
    keys = [(purpose, str(way)) for purpose in given.purposes]
    for purpose, channel in keys:
        known = (purpose, channel, given.words)
        if known not in wordings:
            wordings[known] = _wording(by, purpose, channel, given.words)
    done = record_consents(
        by=by,
        person_id=person.pk,
        choices=dict.fromkeys(keys, True),
        source=Source.IMPORT,
        at=timezone.make_aware(datetime.combine(given.on, time(0))),
        wordings={key: wordings[*key, given.words] for key in keys},
        note=given.how,
    )
    return len(done)


def _wording(by: Any, purpose: str, channel: str, text: str) -> ConsentWording:
    """The version with these words, added if there is none."""
    rows = ConsentWording.objects.filter(purpose=purpose, channel=channel, text=text)
    return rows.first() or add_wording(
        by=by, purpose=purpose, channel=channel, text=text, valid_from=LONG_AGO
    )


# Asked by one press; the page says how many are left.
MOST_ASKED = 500


@service
def ask_members(*, by: Any, batch_id: int) -> int:
    """Ask people of a list, once each, what we may send them; how many were asked.

    Those whom no way reaches, or who were asked to enough this month, stay on the page.
    """
    refuse(import_people_blocker(by))
    # Two presses wait for each other; the second finds that all were asked.
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id, kind="members")
    acting().subject = batch
    subject, body = emails.may_we_write()
    asked = 0
    for person_id in list(to_be_asked(batch_id).values_list("pk", flat=True)[:MOST_ASKED]):
        outcome = write_to(
            by=by,
            person_id=person_id,
            purpose=MAY_WE_WRITE,
            subject=subject,
            body=body,
            about=f"core.importbatch:{batch_id}",
            is_ask=True,
        )
        asked += outcome.is_sent
    return asked


@service
def undo_members(
    *, by: Any, batch_id: int, keep: frozenset[int], progress: Progress
) -> dict[str, int]:
    """Take out everybody whose record nobody has worked with since, but those to keep."""
    refuse(import_people_blocker(by))
    staying = {each.person.pk for each in members_staying(batch_id)}
    rows = Person.objects.filter(batch_id=batch_id).exclude(pk__in=staying | keep)
    with connection.cursor() as cursor:
        # What is only ever added came in with them: one function alone may take it away.
        ids = list(rows.values_list("pk", flat=True))
        cursor.execute("SELECT take_out_people(%s, %s, %s)", [ids, batch_id, acting().id])
        gone = cursor.fetchone()[0]
    progress(gone)
    return {"people": gone} if gone else {}
