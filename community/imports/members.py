"""A list of people who take part already: one row for each person. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from community.imports.columns import KEYS, KIND_MEANINGS, STATUS_MEANINGS
from community.models import KIND_WORDS, Purpose, Status
from community.rules.postcodes import districts_of, outward_code
from core.imports.cells import (
    DayOrder,
    Problems,
    as_address,
    is_address,
    near,
    one_name,
    shown,
    squeezed,
)
from core.imports.kinds import Checked, Row

LONGEST = {"name": 120, "shown_name": 60, "phone": 30, "language": 40}
LONGEST_OF_CONSENT = {"consent_words": 500, "consent_how": 300}
LONGEST_TEXT = 4_000
FEWEST_FIGURES = 7
BETWEEN = re.compile(r"[;,|\n/]+")
PURPOSES = {
    Purpose.NEWSLETTER: ("newsletter", "news", "mailinglist"),
    Purpose.OPPORTUNITIES: ("opportunities", "opportunity", "events", "invitations"),
    Purpose.SURVEYS: ("surveys", "survey", "questionnaires"),
}
EVERY = frozenset({"all", "everything"})
NOTHING = frozenset({"", "no", "n", "none", "false", "0", "optout"})

# What the word lists are called in a sentence.
LISTED = {"interests": "interests", "experiences": "what people have done before"}

ASKED_AGAIN = (
    "Consent counts only with its date, its words and how it was given. Where one of them is "
    "missing, the person is asked."
)
POSTCODES = "Of a postcode only the first half is kept."
FUTURE = "{} is in the future. Look at the year again."


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """What somebody agreed to, with what makes it count."""

    purposes: tuple[str, ...]
    on: date
    words: str
    how: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person, ready to come in."""

    name: str
    shown_name: str
    email: str
    phone: str
    kinds: tuple[str, ...]
    interest_words: tuple[str, ...]
    brings: str
    district_id: int | None
    outward_code: str
    language: str
    status: str
    joined_on: date | None
    consent: GivenConsent | None
    experience_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownMembers:
    """What cells are compared with: words and districts by squeezed name, and today.

    Word lists give the word itself; those that will be added, `new_words` by list, are among them.
    """

    today: date
    interests: Mapping[str, str]
    districts: Mapping[str, int]
    district_names: Mapping[str, str]
    experiences: Mapping[str, str] = field(default_factory=dict)
    new_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: DayOrder = field(default_factory=lambda: DayOrder(""))


def check_members(rows: Iterable[Row], known: KnownMembers) -> Iterator[Checked]:
    """Each row as a `MemberRow`, or its problems."""
    for number, values in rows:
        cells = dict(zip(KEYS, values, strict=True))
        problems = Problems()
        notes: list[str] = []
        row = _read(cells, known, problems, notes)
        if problems:
            yield Checked(number, None, tuple(problems))
        else:
            yield Checked(number, row, same_as=telling(row), notes=tuple(notes))


def telling(row: MemberRow) -> str:
    """Rows that say the same person: one address, or one name with one number or postcode."""
    if row.email:
        return f"email {row.email}"
    name = squeezed(row.name)
    number = figures(row.phone)
    return f"phone {number} {name}" if number else f"name {name} {row.outward_code}"


def figures(phone: str) -> str:
    """The figures of a telephone number, +44 as 0: two ways to write one meet here."""
    return re.sub(r"^(?:0044|44)", "0", re.sub(r"\D", "", phone))


def _read(
    cells: Mapping[str, str], known: KnownMembers, problems: Problems, notes: list[str]
) -> MemberRow:
    name = " ".join(one_name(each) for each in cells["name"].split("\n")).strip()
    if not name:
        problems.add("name", cells["name"], "The name is missing. Say who it is.")
    for key, most in LONGEST.items():
        problems.too_long(key, cells[key], most)
    brings = "\n".join(filter(None, map(str.strip, cells["brings"].split("\n"))))
    if len(brings) > LONGEST_TEXT:
        sentence = f"This text is longer than {LONGEST_TEXT:,} characters. Shorten it."
        problems.add("brings", cells["brings"], sentence)
    outward = problems.read("postcode", cells["postcode"], read_outward)
    if len(cells["postcode"].replace(" ", "")) > len(outward) > 0:
        notes.append(POSTCODES)
    return MemberRow(
        name=name,
        shown_name=one_name(cells["shown_name"]),
        email=problems.read("email", cells["email"], read_email),
        phone=problems.read("phone", cells["phone"], read_phone),
        kinds=_kinds(cells["kinds"], problems),
        interest_words=_words("interests", cells, known.interests, problems),
        experience_words=_words("experiences", cells, known.experiences, problems),
        brings=brings,
        district_id=_district(cells["district"], outward, known, problems),
        outward_code=outward,
        language=one_name(cells["language"]),
        status=_status(cells["status"], problems),
        joined_on=_day("joined_on", cells, known, problems),
        consent=_consent(cells, known, problems, notes),
    )


def read_email(text: str) -> tuple[str, str]:
    """An address as records keep it, or what is wrong with the cell."""
    if not one_name(text):
        return "", ""
    address = as_address(text)
    if is_address(address):
        return address, ""
    return (
        "",
        f"{shown(text)} is not an email address. Write it like dana@example.org, or empty it.",
    )


def read_phone(text: str) -> tuple[str, str]:
    """A telephone number as it was written, or what is wrong with the cell."""
    kept = one_name(text)
    if not kept or len(figures(kept)) >= FEWEST_FIGURES:
        return kept, ""
    return "", f"{shown(text)} is not a telephone number. Write all its figures, or empty it."


def read_outward(text: str) -> tuple[str, str]:
    """The first half of a postcode, or what is wrong with the cell."""
    found = outward_code(one_name(text))
    if found is None:
        return "", f"{shown(text)} is not a postcode. Write it like CT11 or CT11 9AB, or empty it."
    return found, ""


def entries(cell: str) -> list[str]:
    """What a cell lists between commas, lines and the like."""
    return [entry for entry in map(one_name, BETWEEN.split(cell)) if entry]


def _kinds(cell: str, problems: Problems) -> tuple[str, ...]:
    found: list[str] = []
    for entry in entries(cell):
        kind = KIND_MEANINGS.get(squeezed(entry))
        if kind is None:
            names = {squeezed(words): words for words in KIND_WORDS.values()}
            sentence = f"{shown(entry)} does not say as whom they take part. Choose one."
            problems.add("kinds", entry, sentence, near(entry, names, cutoff=0.5))
        elif kind not in found:
            found.append(kind)
    return tuple(found)


def _words(
    key: str, cells: Mapping[str, str], known: Mapping[str, str], problems: Problems
) -> tuple[str, ...]:
    found: list[str] = []
    # A word of a list may have a comma of its own.
    whole = known.get(squeezed(cells[key]))
    for entry in [whole] if whole else entries(cells[key]):
        word = known.get(squeezed(entry))
        if word is None:
            sentence = f"{shown(entry)} is not in the list of {LISTED[key]}. Choose one, or add it."
            problems.add(key, entry, sentence, near(entry, known, cutoff=0.5))
        elif word not in found:
            found.append(word)
    return tuple(found)


def _district(cell: str, outward: str, known: KnownMembers, problems: Problems) -> int | None:
    """The district that is named, else the one that all of the postcode's first half lies in."""
    name = one_name(cell)
    if not name:
        told = districts_of(outward)
        return known.districts.get(squeezed(told[0])) if len(told) == 1 else None
    found = known.districts.get(squeezed(name))
    if found is None:
        sentence = f"There is no district {shown(name)}. Choose one, or empty it."
        problems.add("district", cell, sentence, near(name, known.district_names, cutoff=0.6))
    return found


def _status(cell: str, problems: Problems) -> str:
    found = STATUS_MEANINGS.get(squeezed(one_name(cell)))
    if found is None:
        sentence = f"{shown(cell)} does not say where somebody stands. Choose one."
        problems.add("status", cell, sentence, [str(Status.ACTIVE.label), str(Status.PAUSED.label)])
        return Status.ACTIVE
    return found


def _day(
    key: str, cells: Mapping[str, str], known: KnownMembers, problems: Problems
) -> date | None:
    found = known.days.read(key, cells[key], problems)
    if found and found > known.today:
        problems.add(key, cells[key], FUTURE.format(shown(cells[key])))
    return found


def _consent(
    cells: Mapping[str, str], known: KnownMembers, problems: Problems, notes: list[str]
) -> GivenConsent | None:
    """What they agreed to, if all that makes it count is there."""
    purposes = _purposes(cells["consents"], problems)
    on = _day("consent_on", cells, known, problems)
    words, how = one_name(cells["consent_words"]), one_name(cells["consent_how"])
    for key, most in LONGEST_OF_CONSENT.items():
        problems.too_long(key, cells[key], most)
    if not purposes:
        return None
    if on and words and how:
        return GivenConsent(purposes, on, words, how)
    notes.append(ASKED_AGAIN)
    return None


def _purposes(cell: str, problems: Problems) -> tuple[str, ...]:
    found: list[str] = []
    for entry in entries(cell) or [""]:
        key = squeezed(entry)
        if key in NOTHING:
            continue
        named = [purpose for purpose, names in PURPOSES.items() if key in names]
        if key in EVERY:
            named = list(PURPOSES)
        if not named:
            sentence = f"{shown(entry)} does not say what they agreed to. Choose it."
            problems.add("consents", entry, sentence, ["Newsletter", "Opportunities", "Surveys"])
        found += [purpose for purpose in named if purpose not in found]
    return tuple(found)
