"""What a list of people is compared with, and what became of what came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from community.imports.columns import DAY_ORDER
from community.imports.members import KnownMembers
from community.models import (
    Ask,
    Channel,
    Consent,
    Look,
    Person,
    PersonExperience,
    PersonInterest,
    PersonWords,
    Source,
    Status,
    StatusMove,
)
from community.rules.contact import channel_for, write_blocker
from community.selectors.consents import MAY_WE_WRITE
from community.selectors.contact import contact_facts
from core.imports.cells import DayOrder, one_name, squeezed
from core.imports.kinds import Told
from core.models import ImportBatch
from organisation.models import Area, Experience, Interest, Word
from organisation.selectors.imports import uses_of

# What a list brings by itself; anything else shows that somebody works with the record.
COME_WITH_IT = (PersonInterest, PersonExperience, PersonWords, StatusMove, Consent, Look)

FIGURES = r"regexp_replace(regexp_replace(p.phone, '\D', '', 'g'), '^(0044|44)', '0')"
SQUEEZED = r"regexp_replace(lower(p.name), '[\W_]+', '', 'g')"
THERE = f"""
SELECT m.number, p.id, p.name FROM core_importmark m
JOIN community_person p ON p.merged_into_id IS NULL AND p.email = substr(m.telling, 7)
WHERE m.batch_id = %(batch)s AND m.telling LIKE 'email %%'
UNION ALL
SELECT m.number, p.id, p.name FROM core_importmark m
JOIN community_person p ON p.merged_into_id IS NULL
    AND {FIGURES} = split_part(m.telling, ' ', 2) AND {SQUEEZED} = split_part(m.telling, ' ', 3)
WHERE m.batch_id = %(batch)s AND m.telling LIKE 'phone %%'
UNION ALL
SELECT m.number, p.id, p.name FROM core_importmark m
JOIN community_person p ON p.merged_into_id IS NULL
    AND {SQUEEZED} = split_part(m.telling, ' ', 2) AND p.outward_code = split_part(m.telling, ' ', 3)
WHERE m.batch_id = %(batch)s AND m.telling LIKE 'name %%'
ORDER BY 1, 2
"""  # noqa: S608 - our own constants


def known_members(told: Told) -> KnownMembers:
    """Words of the lists, with those that will be added, and districts, as they are now."""
    areas = dict(Area.objects.values_list("name", "pk"))
    return KnownMembers(
        today=timezone.localdate(),
        interests=_words(Interest, told.to_add.get("interests", ())),
        experiences=_words(Experience, told.to_add.get("experiences", ())),
        districts={squeezed(name): pk for name, pk in areas.items()},
        district_names={squeezed(name): name for name in areas},
        new_words={
            name: tuple(one_name(word) for word in told.to_add.get(name, ()))
            for name in ("interests", "experiences")
        },
        days=DayOrder(str(told.choices.get(DAY_ORDER.key) or "")),
    )


def _words(list_of: type[Word], to_add: Iterable[str]) -> dict[str, str]:
    words = [one_name(word) for word in to_add]
    rows = list_of.objects.order_by("is_in_use", "-position")
    words += rows.values_list("label", flat=True)
    return {squeezed(word): word for word in words}


def likely_there(batch_id: int) -> Iterator[tuple[int, int, str]]:
    """(row number, id, name) of rows that are about somebody who is here already."""
    with connection.cursor() as cursor:
        # Joined by what people are, not row by row: no index knows the figures of a number.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(THERE, {"batch": batch_id})
        found = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    yield from found


@dataclass(frozen=True)
class Kept:
    """Somebody of an import who stays when it is taken out, and why."""

    person: Person
    why: str


def find_member_list(batch_id: int) -> ImportBatch | None:
    """A list of people that came in."""
    found = ImportBatch.objects.filter(pk=batch_id, kind="members", state=ImportBatch.State.LOADED)
    return found.first()


# Of the record itself, or of one that was joined with it.
_THEIRS = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))


def to_be_asked(batch_id: int) -> QuerySet[Person]:
    """People of a list who said neither yes nor no so far, and were not asked yet."""
    return (
        Person.objects.filter(batch_id=batch_id, merged_into__isnull=True, erased_at__isnull=True)
        .exclude(status__in=[Status.LEFT, Status.NOT_NOW])
        .exclude(Exists(Consent.objects.filter(_THEIRS)))
        .exclude(Exists(Ask.objects.filter(_THEIRS, purpose=MAY_WE_WRITE)))
        .order_by("name", "pk")
    )


@dataclass(frozen=True)
class ToAsk:
    """How people of a list can be asked: by mail, by somebody, or not at all for now."""

    by_mail: int
    by_hand: int
    no_way: Sequence[Person]

    @property
    def total(self) -> int:
        return self.by_mail + self.by_hand


def how_to_ask(batch_id: int, most: int) -> ToAsk:
    """How the first so many of those to be asked can be reached."""
    by_mail = by_hand = 0
    no_way = []
    for person in to_be_asked(batch_id)[:most]:
        facts = contact_facts(person, MAY_WE_WRITE, is_ask=True)
        channel = None if write_blocker(facts) else channel_for(facts)
        if channel is None:
            no_way.append(person)
        elif channel == Channel.EMAIL:
            by_mail += 1
        else:
            by_hand += 1
    return ToAsk(by_mail, by_hand, tuple(no_way))


def lock_members(batch_id: int) -> None:
    """Everybody who came in: who changes a record comes first, or waits."""
    rows = Person.objects.filter(batch_id=batch_id).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def members_staying(batch_id: int) -> list[Kept]:
    """People of an import whose records somebody has worked with since."""
    rows = {row.pk: row for row in Person.objects.filter(batch_id=batch_id).order_by("name", "pk")}
    uses = uses_of(Person, list(rows), but=COME_WITH_IT)
    moved = set(
        StatusMove.objects.filter(person__in=rows)
        .exclude(start="")
        .values_list("person", flat=True)
    )
    said = set(
        Consent.objects.filter(person__in=rows)
        .exclude(source=Source.IMPORT)
        .values_list("person", flat=True)
    )
    found = []
    for pk, row in rows.items():
        why = ""
        if row.account_id:
            why = "Has an account by now"
        elif pk in uses:
            why = f"In use: {uses[pk]}"
        elif row.version > 1 or pk in moved or pk in said or row.merged_into_id:
            why = "Changed since it came in"
        if why:
            found.append(Kept(row, why))
    return found
