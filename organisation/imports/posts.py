"""A list of who works where: one row for each post, its person known by e-mail address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from core.imports.cells import (
    MOST_SUGGESTIONS,
    DayOrder,
    Problems,
    as_address,
    is_address,
    near,
    one_name,
    shown,
    squeezed,
)
from core.imports.kinds import Checked, Field, LastWord, Problem, Row
from organisation.imports.cells import directorate_key
from organisation.imports.columns import DIRECTORATE, FIRST_DAY, SERVICE
from organisation.imports.names import may_be_same
from organisation.imports.people import KnownPeople, KnownPerson, person_of
from organisation.rules import PartFacts, PostFacts, add_post_blocker

LEAD, MEMBER, APPROVER = "lead", "member", "approver"
INVITES = "invites"
LONGEST_NAME = 120
NO_PLACE = "Say in which service or directorate the post is."
NHS = ("@nhs.net", ".nhs.uk", "@nhs.uk")

DUTIES = {"Member of the team": MEMBER, "Lead": LEAD, "Approves claims": APPROVER}
CHOOSE_DUTY = "Choose Member of the team, Lead, or Approves claims."
DUTY_WORDS = {
    "": MEMBER,
    "member": MEMBER,
    "memberoftheteam": MEMBER,
    "teammember": MEMBER,
    "staff": MEMBER,
    "lead": LEAD,
    "leads": LEAD,
    "directoratelead": LEAD,
    "servicelead": LEAD,
    "teamlead": LEAD,
    "approver": APPROVER,
    "approvesclaims": APPROVER,
    "claimsapprover": APPROVER,
}
# What a job title points to, the likelier first. Others point to nothing, and nothing is suggested.
JOBS = (
    (r"approv", ("Approves claims",)),
    (r"\b(?:leads?|leader|manager|head|director)\b", ("Lead", "Member of the team")),
    (
        (
            r"worker|nurse|nursing|therap|psycholog|psychiatr|doctor|practitioner|assistant|support"
            r"|clinician|pharmac|administrator|secretary|co-?ordinator|student|trainee|member"
            r"|\b(?:peer|admin|ot|cpn|hca|rmn|band)\b"
        ),
        ("Member of the team",),
    ),
)

FIELDS = (
    Field(
        "email",
        "Email address",
        ("email", "e-mail", "mail", "nhs mail", "work email", "email address"),
        hint="The one they sign in with.",
        is_required=True,
        word_list="accounts",
        adding="“{}” is right: this person has no account yet",
        fits=lambda text: is_address(as_address(text)),
        example="sam.okafor@example.nhs.uk",
    ),
    Field(
        "name",
        "Name",
        ("full name", "staff name", "person", "employee", "colleague"),
        hint="Only for people who are invited.",
        example="Sam Okafor",
    ),
    replace(
        DIRECTORATE,
        hint="Enough by itself for a post in the directorate as a whole, such as its lead.",
    ),
    replace(SERVICE, hint="The service they work in."),
    Field(
        "duty",
        "What they do",
        ("role", "duty", "post", "role in the portal"),
        hint="Lead, Member of the team, or Approves claims. Empty means member.",
        has_options=True,
        example="Member of the team",
    ),
    replace(FIRST_DAY, hint="Leave it empty for those who have been there all along."),
    Field(
        "last_day",
        "Last day",
        ("to", "until", "end date", "ends", "leaving date", "end"),
        hint="Leave it empty where no end is known.",
    ),
)
LAST_WORD = LastWord(
    INVITES,
    one="Send 1 invitation: write to the person who has no account yet",
    many="Send {:,} invitations: write to the people who have no account yet",
    hint="Each gets an account as staff, and an email with a link to set a password. If you leave "
    "this empty, nobody is written to, and the rows of people without an account stay out.",
    refusal="This person has no account yet, and was not invited when the others came in.",
)
PREVIEW_COLUMNS = ("Person", "Where", "What they do", "First day", "Last day", "Account")

HAS_ENDED = (
    "This post has ended, and the person has no account. Nobody is invited for a post that has "
    "ended. Leave these rows out."
)
# A link to set a password lasts a few days: sent months before, it would be of no use.
NOT_YET = (
    "This post has not begun, and the person has no account. Nobody is invited before their first "
    "day. Leave these rows out, and bring them in again from that day on."
)
OUTSIDE = (
    "The address of somebody who has no account yet is not of the NHS. Look at it again before you "
    "invite people."
)


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A service or, where `service_id` is None, a directorate."""

    directorate_id: int
    service_id: int | None
    name: str
    facts: PartFacts


@dataclass(frozen=True, slots=True)
class Ended:
    """A service or directorate that is closed: since when, in words, and which one follows it."""

    sentence: str
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post somebody has, with the days on which it holds."""

    id: int
    begins: date | None
    ends: date | None

    def meets(self, begins: date | None, ends: date | None) -> bool:
        """Whether both hold on some day."""
        is_before = self.ends is not None and begins is not None and self.ends <= begins
        is_after = self.begins is not None and ends is not None and ends <= self.begins
        return not is_before and not is_after


PostKey = tuple[int, str, int, int | None]  # person, duty, directorate, service


@dataclass(frozen=True)
class KnownPosts:
    """What a list of posts is compared with.

    `services` are by squeezed name: several where directorates have services of one name, or
    alone under "directorate, service". `ended` are by the key of their name. `by` asks the rules
    of posts; nobody is invited for a post that does not hold `today`.
    """

    by: Any
    today: date
    people: KnownPeople
    directorates: Mapping[str, KnownPlace] = field(default_factory=dict)
    services: Mapping[str, tuple[KnownPlace, ...]] = field(default_factory=dict)
    ended: Mapping[str, Ended] = field(default_factory=dict)
    held: Mapping[PostKey, tuple[HeldPost, ...]] = field(default_factory=dict)
    days: DayOrder = field(default_factory=lambda: DayOrder(""))


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post, ready. `person_id` is None for somebody who is to be invited; `closed_id` is then
    the account that is opened again for them, if they had one."""

    email: str
    name: str
    person_id: int | None
    place: KnownPlace
    duty: str
    begins: date | None
    ends: date | None
    held_id: int | None = None
    closed_id: int | None = None


def check_posts(rows: Iterable[Row], known: KnownPosts) -> Iterator[Checked]:
    """Each row as a `PostRow`, or its problems."""
    places: dict[tuple[str, str], KnownPlace | Problem] = {}
    for number, (email, name, directorate, service, duty, first, last) in rows:
        problems = Problems()
        person = person_of(email, name, known.people, problems)
        problems.too_long("name", name, LONGEST_NAME)
        key = (directorate, service)
        if key not in places:
            places[key] = _place(directorate, service, known)
        place = places[key]
        if isinstance(place, Problem):
            problems.append(place)
        meaning = DUTY_WORDS.get(squeezed(duty))
        if meaning is None:
            sentence = f"{shown(duty)} is not what a post can say. {CHOOSE_DUTY}"
            problems.add("duty", duty, sentence, duties_like(duty))
        begins = known.days.read("first_day", first, problems)
        ends = known.days.read("last_day", last, problems)
        if problems or isinstance(place, Problem) or meaning is None:
            yield Checked(number, None, tuple(problems))
            continue
        row = PostRow(
            email=as_address(email),
            name=one_name(name),
            person_id=person.id if person and not person.is_invited_again else None,
            closed_id=person.id if person and person.is_invited_again else None,
            place=place,
            duty=meaning,
            begins=begins,
            # A list says the last day there; the portal keeps the first day without the post.
            ends=ends + timedelta(days=1) if ends else None,
        )
        notes = _read_as_whole(service, place)
        yield _by_the_rule(number, row, person, known, notes)


def duties_like(text: str) -> tuple[str, ...]:
    """What a post could say for a job title, likeliest first; nothing if it points nowhere."""
    spelled = near(text, {squeezed(label): label for label in DUTIES})
    found = (labels for words, labels in JOBS if re.search(words, text, re.IGNORECASE))
    return spelled or next(found, ())


def _place(directorate: str, service: str, known: KnownPosts) -> KnownPlace | Problem:
    """Where the post is: in the service if one is named, else in the directorate itself."""
    whole = known.directorates.get(directorate_key(directorate))
    key = squeezed(service)
    found = known.services.get(key, ()) if one_name(service) else ()
    if found and key == squeezed(found[0].name):
        return found[0]  # named in full, with its directorate
    if one_name(directorate) and whole is None:
        ended = known.ended.get(directorate_key(directorate))
        return _unknown("directorate", directorate, known.directorates.values(), ended)
    if not one_name(service):
        return whole or Problem("service", service, NO_PLACE)
    found = tuple(each for each in found if _is_in(each, whole))
    named = known.directorates.get(directorate_key(service))
    if not found and named and _is_in(named, whole) and key not in known.ended:
        return named
    if not found:
        every = {each.service_id: each for same in known.services.values() for each in same}
        own = [each for each in every.values() if _is_in(each, whole)]
        own += [] if whole else known.directorates.values()
        return _unknown("service", service, own, known.ended.get(key), whole)
    if len(found) > 1:
        sentence = f"Several services are called {shown(service)}. Choose one of them."
        options = tuple(each.name for each in found)[:MOST_SUGGESTIONS]
        return Problem("service", service, sentence, options)
    return found[0]


def _is_in(place: KnownPlace, whole: KnownPlace | None) -> bool:
    return whole is None or place.directorate_id == whole.directorate_id


def _read_as_whole(service: str, place: KnownPlace) -> tuple[str, ...]:
    """A word to the reader where the column of services named a directorate, as lists of leads do."""
    if place.service_id or not one_name(service):
        return ()
    text = shown(one_name(service))
    return (f"{text} is a directorate: the post is in {place.name} as a whole.",)


def _unknown(
    key: str,
    text: str,
    places: Iterable[KnownPlace],
    ended: Ended | None,
    whole: KnownPlace | None = None,
) -> Problem:
    """No such part that is open: it has ended, or may be one of these under another spelling."""
    if ended:
        return Problem(key, text, ended.sentence, ended.follows)
    places = list(places)
    same = [each.name for each in places if may_be_same(text, each.facts.name)]
    spelled = near(text, {squeezed(each.facts.name): each.name for each in places})
    where = f" in {whole.name}" if whole else ""
    sentence = f"There is no {key} {shown(one_name(text))}{where} that is open. Choose one that is."
    return Problem(key, text, sentence, tuple(dict.fromkeys([*same, *spelled]))[:MOST_SUGGESTIONS])


def _held(row: PostRow, known: KnownPosts) -> int | None:
    """A post that the person has there already at that time."""
    key = (row.person_id or 0, row.duty, row.place.directorate_id, row.place.service_id)
    posts = known.held.get(key, ())
    return next((post.id for post in posts if post.meets(row.begins, row.ends)), None)


def _by_the_rule(
    number: int,
    row: PostRow,
    person: KnownPerson | None,
    known: KnownPosts,
    notes: tuple[str, ...],
) -> Checked:
    """The row, unless the rule of posts says no. Whether the post is held already is no problem
    but a double; who has no account yet waits for a word about invitations."""
    facts = PostFacts(
        person=(person.name if person else "") or row.name or row.email,
        is_active=person.is_active or person.is_invited_again if person else True,
        holds_trust_role=person.holds_trust_role if person else True,
        place=row.place.facts,
        valid_from=row.begins,
        valid_to=row.ends,
        holds_it_already=False,
    )
    sentence = add_post_blocker(known.by, facts)
    if row.person_id is None:
        sentence = sentence or _invitation_blocker(row, known.today)
    if sentence:
        return Checked(number, None, (Problem("", "", sentence),))
    held = _held(row, known)
    same = f"held {held}" if held else _telling(row)
    if row.person_id is not None:
        return Checked(number, replace(row, held_id=held), same_as=same, notes=notes)
    notes += () if row.email.endswith(NHS) else (OUTSIDE,)
    return Checked(number, row, same_as=same, notes=notes, waits_for=row.email)


def _invitation_blocker(row: PostRow, today: date) -> str | None:
    """Why nobody is invited for a post. One sentence for all such rows: one answer is enough."""
    if row.ends and row.ends <= today:
        return HAS_ENDED
    return NOT_YET if row.begins and row.begins > today else None


def _telling(row: PostRow) -> str:
    place = row.place.service_id or f"directorate {row.place.directorate_id}"
    return f"new {row.email} {row.duty} {place} {row.begins or ''}"
