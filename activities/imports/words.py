"""Words of the lists that the team keeps: kinds, themes, groups, kinds of place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from activities.imports.known import Names, NewWords
from activities.imports.readings import (
    NOTHING,
    Reading,
    near,
    parts,
    says_nothing,
    shown,
    squeezed,
    suggested,
)


@dataclass(frozen=True)
class ListWords:
    """How a word list is spoken of in sentences."""

    one: str
    is_many: bool = True


def read_words(text: str, names: Names, new: NewWords, words: ListWords) -> Reading:
    """The ids of all words in a cell, in its order. Each word unknown to the list is a problem."""
    if says_nothing(text):
        return NOTHING
    pieces = parts(text, names.ids.keys() | new.ids.keys()) if words.is_many else [text.strip()]
    found: list[int] = []
    unknown: list[Reading] = []
    for piece in pieces:
        word_id = word_of(piece, names, new)
        if word_id is None:
            unknown.append(_unknown_word(piece, names, words))
        else:
            found.append(word_id)
    if unknown:
        return replace(unknown[0], others=tuple(unknown[1:]))
    return Reading(tuple(dict.fromkeys(found)))


def word_of(piece: str, names: Names, new: NewWords) -> int | None:
    """A word's id: as it is spelled, but for one "s" at its end or "and" for "&"."""
    key = squeezed(piece.replace("&", " and "))
    for each in (key, key.removesuffix("s"), f"{key}s"):
        found = names.ids.get(each) or new.ids.get(each)
        if found is not None:
            return found
    return None


def _unknown_word(piece: str, names: Names, words: ListWords) -> Reading:
    """About this entry alone: what is said of it is the same beside all others."""
    nearest = near(piece, names.labels, cutoff=0.5)
    sentence = f"{shown(piece)} is no {words.one} in our list."
    return Reading(None, sentence, nearest, entry=piece if words.is_many else "")


# The kind that a word points to: a guess, offered where a cell is not understood, and taken
# (with a note) from the title where a log has no kinds at all.
KIND_BY_WORD = (
    ("coffee", "Drop-in"),
    ("tea and", "Drop-in"),
    ("café", "Drop-in"),
    ("cafe", "Drop-in"),
    ("open day", "Outreach"),
    ("fun day", "Outreach"),
    ("fayre", "Outreach"),
    ("roadshow", "Outreach"),
    ("pop-up", "Outreach"),
    ("steering group", "Committee or board"),
    ("working group", "Project group"),
    ("task and finish", "Project group"),
    ("forum", "Meeting"),
    ("research", "Research"),
    ("co-design", "Workshop"),
    ("codesign", "Workshop"),
    ("induction", "Training"),
    ("poster", "Information pack or leaflet"),
    ("podcast", "Website or social media"),
    ("webinar", "Learning event"),
    ("recovery college", "Recovery college course"),
    ("interview panel", "Interview panel"),
    ("recruitment", "Interview panel"),
    ("training", "Training"),
    ("magazine", "Newsletter or magazine"),
    ("newsletter", "Newsletter or magazine"),
    ("social media", "Website or social media"),
    ("website", "Website or social media"),
    ("development of information", "Project group"),
    ("information pack", "Information pack or leaflet"),
    ("leaflet", "Information pack or leaflet"),
    ("display board", "Information pack or leaflet"),
    ("you said", "Information pack or leaflet"),
    ("learning event", "Learning event"),
    ("conference", "Conference"),
    ("workshop", "Workshop"),
    ("focus group", "Focus group"),
    ("drop-in", "Drop-in"),
    ("drop in", "Drop-in"),
    ("outreach", "Outreach"),
    ("stall", "Outreach"),
    ("consultation", "Public consultation"),
    ("friends and family", "Survey"),
    ("survey", "Survey"),
    ("questionnaire", "Survey"),
    ("committee", "Committee or board"),
    ("council", "Committee or board"),
    ("network", "Committee or board"),
    ("board", "Committee or board"),
    ("expert by experience", "Expert by experience group"),
    ("experts by experience", "Expert by experience group"),
    ("user group", "Expert by experience group"),
    ("programme", "Project group"),
    ("meet the", "Meeting"),
    ("meeting", "Meeting"),
    ("walk round", "Visit or walk-round"),
    ("15 steps", "Visit or walk-round"),
    ("visit", "Visit or walk-round"),
)
OTHER_KIND = "Something else"


def guessed_kind(text: str, names: Names) -> str | None:
    """The label of the kind that a word in a text points to, if the list has it."""
    plain = text.casefold()
    for word, label in KIND_BY_WORD:
        if word in plain and squeezed(label) in names.ids:
            return names.labels[squeezed(label)]
    return None


def read_kind(text: str, names: Names, new: NewWords) -> Reading:
    """The id of a kind of activity."""
    found = read_words(text, names, new, ListWords("kind of activity", is_many=False))
    if found.sentence:
        guess = guessed_kind(text, names)
        return Reading(
            None, found.sentence, suggested([guess or ""], found.suggestions, [OTHER_KIND])
        )
    return Reading(found.value[0] if found.value else None)
