"""Records that may be of one and the same person.

The check runs with full sight; what of it a viewer is told is worked out afterwards, by
`told_to`. Of hidden people staff at large are told nothing: who types a colleague's address must
not learn that they are here. Entered twice, they are found in the review list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from community.models import Compared, LikelyPair, Person, Status, TwoPeople
from community.models.person import PHONE_TAIL
from community.rules.people import KEEP

# How alike two names must look (0 to 1): alone, and where something else speaks for it too.
ALIKE = 0.62
ALIKE_NEARBY = 0.34
FEWEST_DIGITS = 7
MOST = 10
# What one record and another can have in common.
SIGNS = ("name", "email", "phone", "outward_code")


@dataclass(frozen=True)
class Double:
    """A record that may be of the same person, and what speaks for it."""

    person_id: int
    name: str
    status: str
    reasons: tuple[str, ...]
    is_hidden: bool = False

    @property
    def status_said(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True)
class Told:
    """What one viewer is told of likely doubles: that there are some, or also which."""

    is_any: bool
    rows: tuple[Double, ...] = ()


def likely_doubles(
    *,
    name: str = "",
    email: str = "",
    phone: str = "",
    outward_code: str = "",
    other_than: int | None = None,
) -> list[Double]:
    """Records that may be of this person, the likeliest first; at most ten.

    The same e-mail address or telephone number is enough, though people who live together
    may share one; a name alone must be nearly the same, less so in the same postcode area.
    """
    name, email = " ".join(name.split()), email.strip().lower()
    tail = phone_tail(phone)
    asked = _speaks(name, email, tail)
    if not asked:
        return []
    rows = _open_records(other_than).annotate(tail=PHONE_TAIL).filter(asked)
    rows = rows.annotate(likeness=TrigramSimilarity("name", name))
    found = []
    for row in rows.order_by(F("likeness").desc(), "pk")[: MOST * 5]:
        reasons = _reasons(row, email, tail, outward_code)
        if reasons:
            found.append(Double(row.pk, row.name, row.status, reasons, row.is_hidden))
    found.sort(key=lambda double: -len(double.reasons))
    return found[:MOST]


def signs_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """What of somebody's answers speaks for a double."""
    return {name: str(answers.get(name) or "") for name in SIGNS}


def not_two_people(person_id: int, doubles: Sequence[Double]) -> list[Double]:
    """Without those of which somebody said: these are two people."""
    pairs = TwoPeople.objects.filter(Q(first=person_id) | Q(second=person_id))
    known = {number for pair in pairs.values_list("first", "second") for number in pair}
    return [double for double in doubles if double.person_id not in known]


def told_to(viewer: Any, doubles: Sequence[Double]) -> Told:
    """What a viewer is told: the involvement team which records, others only that there is one."""
    if viewer.may(KEEP):
        return Told(bool(doubles), tuple(doubles))
    return Told(any(not double.is_hidden for double in doubles))


def phone_tail(phone: str) -> str:
    """The figures by which two ways of writing a number are one; empty if there are too few."""
    figures = re.sub(r"\D", "", phone)
    return figures[-10:] if len(figures) >= FEWEST_DIGITS else ""


def _open_records(other_than: int | None) -> QuerySet[Person]:
    rows = Person.objects.filter(merged_into__isnull=True)
    return rows.exclude(pk=other_than) if other_than else rows


def _speaks(name: str, email: str, tail: str) -> Q:
    """What the database looks for, each part by an index; weak likenesses are sorted out later."""
    asked = Q()
    if name:
        asked |= Q(name__trigram_similar=name)
    if email:
        asked |= Q(email=email)
    if tail:
        asked |= Q(tail=tail)
    return asked


def _reasons(row: Any, email: str, tail: str, outward_code: str) -> tuple[str, ...]:
    is_near = bool(outward_code) and row.outward_code == outward_code.upper()
    is_same_email = bool(email) and row.email == email
    is_same_phone = bool(tail) and row.tail == tail
    said = []
    if is_same_email:
        said.append("the same email address")
    if is_same_phone:
        said.append("the same telephone number")
    is_supported = is_near or is_same_email or is_same_phone
    if row.likeness >= (ALIKE_NEARBY if is_supported else ALIKE):
        said.append("the same name" if row.likeness > 0.99 else "a name that looks alike")
        if is_near:
            said.append("the same postcode area")
    return tuple(said)


# --- The review list ---------------------------------------------------------------------

MOST_PAIRS = 50
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Review:
    """The likeliest pairs, and how much there is besides them."""

    pairs: tuple[LikelyPair, ...]
    # How many pairs there are, counted up to `MOST_COUNTED`.
    number: int
    # How many records were not compared yet, counted likewise.
    waiting: int

    @property
    def number_said(self) -> str:
        return _said(self.number)

    @property
    def waiting_said(self) -> str:
        return _said(self.waiting)


def _said(number: int) -> str:
    return f"more than {MOST_COUNTED:,}" if number > MOST_COUNTED else f"{number:,}"


def doubles_to_review() -> Review:
    """Pairs of records that look alike and of which nobody has decided yet, likeliest first."""
    known = TwoPeople.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    pairs = LikelyPair.objects.filter(
        ~Exists(known),
        first__merged_into__isnull=True,
        second__merged_into__isnull=True,
        first__erased_at__isnull=True,
        second__erased_at__isnull=True,
    )
    shown = pairs.select_related("first", "second").order_by("sign", "-likeness", "-id")
    return Review(
        pairs=tuple(shown[:MOST_PAIRS]),
        number=pairs[: MOST_COUNTED + 1].count(),
        waiting=uncompared()[: MOST_COUNTED + 1].count(),
    )


def uncompared() -> QuerySet[Person]:
    """Records that are new or were changed since they were compared with all others."""
    compared = Compared.objects.filter(person=OuterRef("pk"), version=OuterRef("version"))
    return _open_records(None).filter(~Exists(compared), erased_at__isnull=True)
