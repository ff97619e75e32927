"""Whose post a row of a list is: known by address, asked about where one person may have two. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from core.imports.cells import MOST_SUGGESTIONS, Problems, as_address, is_address, shown

# Of the letters before the "@", one may be wrong, or in long addresses one in twelve.
LETTERS_FOR_A_SLIP = 12
SHORTEST_WITH_A_SLIP = 5
TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor"})


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """An account, found by its address. One that `is_invited_again` was closed when the import
    that opened it was taken out, and nobody ever used it: it is as good as none."""

    id: int
    name: str
    is_active: bool
    holds_trust_role: bool
    is_invited_again: bool = False


@dataclass(frozen=True)
class KnownPeople:
    """Every account by its address; of the addresses in `new` it was said that they are right."""

    by_address: Mapping[str, KnownPerson]
    new: frozenset[str] = frozenset()

    @cached_property
    def by_name(self) -> dict[tuple[str, ...], list[str]]:
        """The addresses of everybody with a full name, by the words of that name."""
        found: dict[tuple[str, ...], list[str]] = {}
        for address, person in self.by_address.items():
            found.setdefault(_words(person.name), []).append(address)
        return found

    def named(self, name: str) -> list[str]:
        """Addresses of accounts with the same first and last name; a first name alone is nobody."""
        words = _words(name)
        return self.by_name.get(words, []) if len(words) > 1 else []

    def like(self, address: str) -> list[str]:
        """Addresses of accounts that may be the same person's: with another ending, or a slip."""
        before, _at, after = address.partition("@")
        found = []
        for each in self.by_address:
            other, _at, ending = each.partition("@")
            if other == before or (ending == after and _is_slip(before, other)):
                found.append(each)
        return found[:MOST_SUGGESTIONS]


def person_of(email: str, name: str, people: KnownPeople, problems: Problems) -> KnownPerson | None:
    """Whose post it is; nobody for a person who has no account yet, or for a problem."""
    address = as_address(email)
    person = people.by_address.get(address)
    if not address:
        sentence = "The email address is missing. Without it we cannot tell who it is."
        problems.add("email", email, sentence)
    elif not is_address(address):
        sentence = f"{shown(email)} is not an email address. Look at it again."
        inside = [word for word in re.split(r"[\s;,/]+", address) if is_address(word)]
        problems.add("email", email, sentence, inside)
    elif person is None and address not in people.new:
        _ask_who(email, name, people, problems)
    return person


def _ask_who(email: str, name: str, people: KnownPeople, problems: Problems) -> None:
    """A question, where somebody without an account at this address may have one at another."""
    address = as_address(email)
    named, like = people.named(name), people.like(address)
    if named:
        sentence = (
            f"There is no account for {shown(address)}, but {people.by_address[named[0]].name} "
            f"has an account as {named[0]}. Is it the same person?"
        )
        problems.add("email", email, sentence, [*named, *like])
    elif like:
        sentence = (
            f"There is no account for {shown(address)}, but there is one for {like[0]}. "
            "Is it the same person?"
        )
        problems.add("email", email, sentence, like)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in one order, without titles: "Adeyemi, Dr Olu" is Olu Adeyemi."""
    words = re.split(r"[\W_]+", name.casefold())
    return tuple(sorted(word for word in words if word and word not in TITLES))


def _is_slip(one: str, other: str) -> bool:
    """Whether a letter or so went wrong: not the first one, nor a figure, which tell people apart."""
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    if one[:1] != other[:1] or longer - shorter > 1 or shorter < SHORTEST_WITH_A_SLIP:
        return False
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    wrong = longer - sum(block.size for block in blocks)
    is_near = wrong <= max(1, longer // LETTERS_FOR_A_SLIP)
    return is_near and re.sub(r"\D", "", one) == re.sub(r"\D", "", other)
