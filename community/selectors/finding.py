"""Finding people by what somebody typed: words, a name nearly right, a number, an address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from community.models import Person
from community.models.person import PHONE_TAIL
from community.rules.people import KEEP
from community.selectors.doubles import phone_tail
from community.selectors.meant import kinds_named, without_slips
from community.selectors.people import visible_to
from core.search import SHOWN, Source
from core.tables.found import Remark

MOST_WORDS = 8
SHORTEST_WITH_SLIP = 4
# Words people type round what they mean: "the lady from Deal who does interview panels".
FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an and are at by does do for from has have in is lady lives man of on or person she he"
        " somebody someone that the they to who with woman works",
    )
)
_REFERENCE = re.compile(r"p0*(\d{1,15})", re.IGNORECASE)
_NUMBER = re.compile(r"[\d\s()+./-]{7,}")


@dataclass(frozen=True)
class Found:
    """The people a search found, and what is said about how it was understood."""

    rows: QuerySet[Person]
    remarks: tuple[Remark, ...] = ()


def found_by(rows: QuerySet[Person], text: str, *, is_whole: bool) -> Found:
    """People by words that all fit; else by names that look alike; else by words spelled nearly
    so; else by some of the words.

    Without `is_whole` only what staff at large may read is looked in.
    """
    if is_whole and (exact := _by_mark(rows, text)) is not None:
        return Found(exact)
    words = _words(text)
    if not words:
        said = "Type a name, an interest, an experience or a place." if text.strip() else ""
        return Found(rows.none(), (Remark(said),) if said else ())
    column = "words__whole" if is_whole else "words__shown"
    all_fit = _all_fit(rows, words, is_whole=is_whole)
    if all_fit.exists():
        return Found(all_fit)
    name = "name" if is_whole else "shown_name"
    typed = " ".join(words)
    if len(typed) >= SHORTEST_WITH_SLIP:
        alike = rows.filter(**{f"{name}__trigram_word_similar": typed})
        if alike.exists():
            return Found(alike, (Remark("Nobody fits exactly. These names look alike."),))
    if (meant := without_slips(words)) != words:
        nearly = _all_fit(rows, meant, is_whole=is_whole)
        if nearly.exists():
            said = f"Nobody fits exactly. These people fit “{' '.join(meant)}”."
            return Found(nearly, (Remark(said),))
    if len(words) > 1:
        some = rows.filter(**{column: _query(words, needs_all=False)})
        said = "Nobody fits all of these words. These people fit some of them."
        return Found(some, (Remark(said),))
    return Found(all_fit)


def _all_fit(rows: QuerySet[Person], words: list[str], *, is_whole: bool) -> QuerySet[Person]:
    """Those whom all words fit. For the team a word may also say as whom somebody takes part."""
    column = "words__whole" if is_whole else "words__shown"
    found = rows.filter(**{column: _query(words, needs_all=True)})
    kinds, rest = kinds_named(words) if is_whole else ([], words)
    if not kinds:
        return found
    of_kind = rows.filter(kinds__contains=kinds)
    if rest:
        of_kind = of_kind.filter(**{column: _query(rest, needs_all=True)})
    either = found.order_by().values("pk").union(of_kind.order_by().values("pk"))
    return rows.filter(pk__in=either)


def _by_mark(rows: QuerySet[Person], text: str) -> QuerySet[Person] | None:
    """By something that is exact: an e-mail address, a telephone number, a reference."""
    text = text.strip()
    if "@" in text:
        return rows.filter(email=text.lower())
    if _NUMBER.fullmatch(text) and (tail := phone_tail(text)):
        return rows.annotate(tail=PHONE_TAIL).filter(tail=tail)
    if reference := _REFERENCE.fullmatch(text):
        return rows.filter(pk=int(reference[1]))
    return None


def _words(text: str) -> list[str]:
    """The words to look for, in small letters and without accents, as they are kept."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(each for each in plain if not "\u0300" <= each <= "\u036f")
    words = [word for word in re.split(r"[\W_]+", plain) if word]
    telling = [word for word in words if word not in FILLERS] or words
    return list(dict.fromkeys(telling))[:MOST_WORDS]


def _query(words: list[str], *, needs_all: bool) -> SearchQuery:
    """Each word as the start of a word, or in another form of it: panels, panel."""
    parts = [
        SearchQuery(f"'{word}':*", config="simple", search_type="raw")
        | SearchQuery(word, config="english")
        for word in words
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part if needs_all else whole | part
    return whole


def people_like(viewer: Any, text: str) -> list[Source]:
    """People a viewer may see by what they typed, for `core.search.hits`: at most a few.

    Those whom all words fit, and those whose name looks alike; somebody may be among both.
    """
    words = _words(text)
    if not words:
        return []
    is_whole = viewer.may(KEEP)
    rows, name = visible_to(viewer), "name" if is_whole else "shown_name"
    column = "words__whole" if is_whole else "words__shown"
    found = [rows.filter(**{column: _query(words, needs_all=True)})]
    if len(typed := " ".join(words)) >= SHORTEST_WITH_SLIP:
        found.append(rows.filter(**{f"{name}__trigram_word_similar": typed}))
    called = Coalesce(NullIf(name, Value("")), Value("A member"))
    return [
        Source.of(
            each.order_by("pk").values_list(
                Value("person", TextField()), "pk", called, Coalesce("district__name", Value(""))
            )[: SHOWN + 1]
        )
        for each in found
    ]
