"""What a person is told about how their search was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from activities.selectors.search.asked import MOST_TERMS
from activities.selectors.search.understood import Understood
from core.tables.found import Remark


def remarks_on(found: Understood, *, in_names: bool = False) -> Iterator[Remark]:
    """In the order in which they are read; none for a search that was plain.

    With `in_names`, the words were also looked for in names, and found in some.
    """
    if found.is_empty:
        yield Remark(_why_empty(found, in_names=in_names))
        return
    offer = f"Search only for “{found.text.strip()}”"
    if found.words:
        yield Remark("Showing results for", found.words, offer, found.exactly)
    if found.begins:
        said = "We also looked for words that begin with"
        about = _listed(found.begins, "or")
        yield Remark(said, about, "" if found.words else offer, found.exactly)
    if found.is_cut:
        yield Remark(f"Only the first {MOST_TERMS} words were searched for.")


def _why_empty(found: Understood, *, in_names: bool) -> str:
    if found.too_common:
        words = tuple(dict.fromkeys(found.too_common))
        is_one = len(words) == 1
        stands, them = ("stands", "it") if is_one else ("stand", "them")
        looked = f"we looked for {them} in names only" if in_names else f"we leave {them} out"
        return (
            f"{_listed(words, 'and')} {stands} in nearly every text, so {looked}. "
            "Add a word that says what it was about, such as “garden”."
        )
    if found.is_only_unwanted:
        return "A minus sign leaves a word out. Add a word to look for."
    return "Type a word, a name or a reference such as A00321."


def _listed(words: Sequence[str], joint: str) -> str:
    """Words in quotation marks, the last one joined by "and" or "or"."""
    *first, last = [f"“{word}”" for word in words]
    return f"{', '.join(first)} {joint} {last}" if first else last
