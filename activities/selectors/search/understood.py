"""A search as it was understood: what the log is asked, and what to tell the person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from activities.selectors.search.asked import (
    BEGINNING,
    LARGEST_ID,
    PHRASE,
    SHORTEST_BEGINNING,
    Asked,
    Term,
    number_of,
    taken_apart,
)
from activities.selectors.search.lookup import Answer, InUse, Lookup, looked_up
from activities.selectors.search.spelling import nearest


@dataclass(frozen=True)
class Understood:
    """What is looked for.

    `query` is in the database's own writing; empty if nothing can be looked for. `anywhere` is
    the same for texts whose words are not known: each may also be a beginning. `reference`
    is an activity found by its number besides, `words` what was looked for instead of what was
    typed, if there were typing errors, `meant` each word of it alone, `begins` what was taken for
    the beginning of words, `too_common` words that stand in nearly every
    record. `uses` is in at least how many activities the words stand, where that is known.
    """

    text: str
    query: str = ""
    anywhere: str = ""
    reference: int | None = None
    words: str = ""
    meant: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    too_common: tuple[str, ...] = ()
    is_cut: bool = False
    is_only_unwanted: bool = False
    uses: int = 0
    first_on: date | None = None
    last_on: date | None = None

    @property
    def exactly(self) -> str:
        """The same search for what was typed and nothing else."""
        return " ".join(f'"{word}"' for word in self.text.replace('"', " ").split())

    @property
    def is_empty(self) -> bool:
        return not self.query and self.reference is None

    def narrowed(self, rows: QuerySet) -> QuerySet:
        """The activities among some that this search finds."""
        if self.is_empty:
            return rows.none()
        if not self.query:
            return rows.filter(pk=self.reference)
        words = matches(F("search"), self.query)
        if self.reference is None:
            return rows.filter(words)
        return rows.filter(Q(pk=self.reference) | Q(words))


def matches(words: Combinable, query: str) -> Func:
    """Whether the words of some text fit a query in the database's own writing."""
    return Func(
        words,
        Value(query),
        template="(%(expressions)s::tsquery)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def understood(text: str) -> Understood:
    """What a person means by a search; one statement, or none for a reference alone."""
    asked = taken_apart(text)
    if asked.reference is not None:
        return _of_reference(asked)
    if not asked.terms:
        return Understood(text)
    lookup = looked_up(asked)
    parts = [_part(term, answer) for term, answer in zip(asked.terms, lookup.answers, strict=True)]
    reference = next((t.reference for t in asked.terms if t.reference), number_of(asked))
    return Understood(
        text=text,
        query=_whole(asked, parts, lookup),
        anywhere=_whole(asked, list(map(_or_begun, asked.terms, parts)), lookup),
        reference=_known_id(reference),
        words=_words(asked, parts),
        meant=tuple(
            part.words[0] if part.words and not part.is_beginning else term.text
            for term, part in zip(asked.terms, parts, strict=True)
            if not term.is_unwanted
        ),
        begins=tuple(t.text for t, p in zip(asked.terms, parts, strict=True) if p.is_beginning),
        too_common=tuple(t.text for t, p in zip(asked.terms, parts, strict=True) if not p.query),
        is_cut=asked.is_cut,
        is_only_unwanted=all(term.is_unwanted for term in asked.terms),
        uses=parts[0].uses if len(parts) == 1 else 0,
        first_on=lookup.first_on,
        last_on=lookup.last_on,
    )


def _of_reference(asked: Asked) -> Understood:
    """The activity, and those in whose texts its reference stands."""
    word = asked.terms[0].text
    query = f"'{word}'"
    return Understood(asked.text, query, query, _known_id(asked.reference), meant=(word,))


def _known_id(number: int | None) -> int | None:
    return number if number is None or number <= LARGEST_ID else None


@dataclass(frozen=True)
class Part:
    """A term as it is looked for: its query, and the words if they are not those typed."""

    query: str
    words: tuple[str, ...] = ()
    is_beginning: bool = False
    uses: int = 0


def _part(term: Term, answer: Answer) -> Part:
    if term.kind == PHRASE or not answer.query:
        return Part(answer.query)
    begun = answer["begun"]
    if term.kind == BEGINNING:
        return Part(_either(answer.query, begun), is_beginning=False, uses=_most(begun))
    twins = answer["twin"]
    if answer.is_known or twins:
        return Part(_either(answer.query, twins), uses=max(answer.uses, _most(twins)))
    if begun:
        words = tuple(one.word for one in begun)
        return Part(_either(answer.query, begun), words, is_beginning=True)
    near = {one.word: one for one in (*answer["near"], *answer["swapped"])}
    best = nearest(term.text, [(one.word, one.uses) for one in near.values()])
    if not best:
        return Part(answer.query)
    return Part(_either(answer.query, [near[word] for word in best]), tuple(best))


def _or_begun(term: Term, part: Part) -> Part:
    """The part, also as the beginning of a word."""
    is_long = term.kind != PHRASE and len(term.text) >= SHORTEST_BEGINNING
    if term.is_unwanted or not part.query or not is_long:
        return part
    # Letters, figures and hyphens: nothing that could end the quotation.
    return replace(part, query=f"{part.query} | '{term.text}':*")


def _most(words: list[InUse]) -> int:
    return max((one.uses for one in words), default=0)


def _either(own: str, others: list[InUse]) -> str:
    return " | ".join(dict.fromkeys((f"({own})", *(f"({one.query})" for one in others))))


def _whole(asked: Asked, parts: list[Part], lookup: Lookup) -> str:
    """All parts that can be looked for, joined by "and", those after an "or" by "or"."""
    groups: list[str] = []
    joined = lookup.pairs
    for place, (term, part) in enumerate(zip(asked.terms, parts, strict=True)):
        if not part.query:
            continue
        said = f"!({part.query})" if term.is_unwanted else f"({part.query})"
        if term.is_other and groups:
            groups[-1] = f"({groups[-1]} | {said})"
        elif place - 1 in joined and groups and parts[place - 1].query:
            # "co creation" is also found where it stands as one word.
            groups[-1] = f"({groups[-1]} & {said} | {_either(*_first(joined[place - 1]))})"
        else:
            groups.append(said)
    if all(term.is_unwanted for term in asked.terms):
        return ""
    return " & ".join(groups)


def _first(words: list[InUse]) -> tuple[str, list[InUse]]:
    return words[0].query, words[1:]


def _words(asked: Asked, parts: list[Part]) -> str:
    """The search with typing errors put right, if there were any."""
    if not any(part.words and not part.is_beginning for part in parts):
        return ""
    pairs = zip(asked.terms, parts, strict=True)
    return " ".join(
        " or ".join(part.words) if part.words and not part.is_beginning else _written(term)
        for term, part in pairs
    )


def _written(term: Term) -> str:
    text = f'"{term.text}"' if term.kind == PHRASE else term.text
    return f"-{text}" if term.is_unwanted else text
