"""How many people came: exact, "about 20", "12-15", "twenty", "20 (8 carers)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from activities.amounts import Amount, in_words, leading
from activities.imports.readings import NOTHING, Reading, says_nothing, shown
from activities.models import Headcount

MOST = 100_000
LONGEST_CELL = 300
Kind = Headcount.Kind

MANY_WORDS = frozenset(
    [
        "lots",
        "many",
        "several",
        "various",
        "few",
        "some",
        "numerous",
        "loads",
        "full",
        "good",
        "wellattended",
        "afew",
        "alot",
    ]
)

# Who came, by what people call them in a log.
WHO: tuple[tuple[Kind, str], ...] = (
    (Kind.CARER, "carers? famil(?:y|ies) relatives? family_members? parents? loved_ones?"),
    (Kind.STAFF, "staff clinicians? nurses? professionals? colleagues? kmpt"),
    (
        Kind.SERVICE_USER,
        """service[_-]?users? sus? patients? clients? experts?_by_experience ebes? co-?creators?
        lived_experience people_who_use_services inpatients?""",
    ),
    (
        Kind.PARTNER,
        "partners? charit(?:y|ies) volunteers? vcse community_partners? partner_orgs?",
    ),
    (Kind.PUBLIC, "public members?_of_(?:the_)?public visitors? community_members? residents?"),
    (
        Kind.UNKNOWN,
        """people persons? attendees? participants? attended in_total total others? unknown ppl pax
        delegates?""",
    ),
)
WHO_SHAPES = tuple(
    (kind, re.compile("|".join(words.split()).replace("_", " "), re.IGNORECASE))
    for kind, words in WHO
)

INNER = re.compile(r"^(?P<total>[^()]+)\((?P<inner>[^()]+)\)$")
BREAKS = re.compile(
    r"\s*(?:;|,(?!\d{3})|\n|\+(?=\s*\d)|&|\band\b|\bplus\b(?=\s*\d)|\bincluding\b|\bincl?\.?)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of one kind (`Headcount.Kind`, or "" where the cell does not say)."""

    number: int
    is_estimate: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """What one cell says: a total, or a part of it by kind, or both."""

    total: Count | None = None
    by_kind: tuple[Count, ...] = ()


def read_people(text: str) -> Reading:
    """How many people a cell speaks of, as `People` for each line, or what is wrong with it."""
    if says_nothing(text):
        return NOTHING
    if len(text) > LONGEST_CELL:
        return Reading(None, "This is too long for a number of people. Write the number alone.")
    lines = [line for line in text.split("\n") if line.strip() and not says_nothing(line)]
    found: list[People] = []
    notes: list[str] = []
    for line in lines:
        people = _people(line.strip(" ."))
        if people is None:
            return _unknown(line)
        too_many = [c for c in (people.total, *people.by_kind) if c and c.number > MOST]
        if too_many:
            return Reading(
                None,
                f"{too_many[0].number:,} people is more than we can believe. Check the number.",
            )
        found.append(people)
        notes += [RANGE_NOTE] if RANGES.search(line) else []
    return Reading(tuple(found), note=next(iter(notes), ""))


RANGES = re.compile(r"\d\s*(?:-|–|—|\bto\b)\s*\d", re.ASCII | re.IGNORECASE)
RANGE_NOTE = "A range such as 12-15 was read as about its middle"


def _unknown(text: str) -> Reading:
    word = re.sub(r"[\W_]+", "", text.casefold())
    if word in MANY_WORDS:
        return Reading(
            None, f"{shown(text)} is no number. Write about how many, or leave it empty."
        )
    return Reading(
        None,
        f"We cannot read {shown(text)} as a number of people. Write it like 20 or about 20.",
        tuple(dict.fromkeys(m[0] for m in re.finditer(r"(?<![0-9.,])[0-9]{1,5}(?![0-9.,])", text)))[
            :3
        ],
    )


def _people(text: str) -> People | None:
    inner = INNER.match(text)
    if inner:
        total = _count(inner["total"].strip())
        by_kind = _split(inner["inner"])
        if total is None or by_kind is None:
            return None
        total = Count(total.number, total.is_estimate)
        return People(total, tuple(c for c in by_kind if c.kind not in ("", Kind.UNKNOWN)))
    counts = _split(text)
    if counts is None:
        return None
    unnamed = [c for c in counts if c.kind in ("", Kind.UNKNOWN)]
    named = tuple(c for c in counts if c.kind not in ("", Kind.UNKNOWN))
    if len(unnamed) > 1 or len({c.kind for c in named}) < len(named):
        return None
    return People(unnamed[0] if unnamed and not named else None, _with_rest(named, unnamed))


def _with_rest(named: tuple[Count, ...], unnamed: list[Count]) -> tuple[Count, ...]:
    """ "8 carers and 12 others": the others are people of no named kind."""
    if not named or not unnamed:
        return named
    rest = unnamed[0]
    return (*named, Count(rest.number, rest.is_estimate, Kind.UNKNOWN))


def _split(text: str) -> list[Count] | None:
    whole = _count(text)
    if whole is not None:
        return [whole]
    counts = [_count(piece.strip(" .")) for piece in BREAKS.split(text) if piece.strip(" .")]
    return None if not counts or None in counts else [c for c in counts if c is not None]


def _count(text: str) -> Count | None:
    """One number with who they were, such as "about 20 carers" or "carers: 20"."""
    text = " ".join(text.split())
    found = leading(text)
    if found:
        kind = _kind(found.rest)
        return None if kind is None else _counted(found, kind)
    kind_first = re.match(r"(?P<who>[A-Za-z][A-Za-z -]*?)\s*[:=x-]?\s*(?=[\d~])", text)
    if kind_first:
        found = leading(text[kind_first.end() :])
        kind = _kind(kind_first["who"])
        if found and kind and not found.rest:
            return _counted(found, kind)
    return _in_words(text)


def _counted(found: Amount, kind: str) -> Count:
    return Count(found.number, found.is_estimate, kind)


def _in_words(text: str) -> Count | None:
    """Numbers written out: "twenty", "about twenty-five", "twelve carers"."""
    found = in_words(text)
    kind = _kind(found.rest) if found else None
    return _counted(found, kind) if found and kind is not None else None


def _kind(text: str) -> str | None:
    """Who a word stands for; "" for no word, None for one we do not know."""
    text = text.strip(" .:-()")
    if not text:
        return ""
    for kind, shape in WHO_SHAPES:
        if shape.fullmatch(text):
            return kind
    return None
