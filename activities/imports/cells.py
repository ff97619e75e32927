"""How the cell of each column is read, remembered by its text: a log repeats itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from activities.imports.choices import mode_of_venue, read_mode, read_status
from activities.imports.columns import KEYS
from activities.imports.guesses import read_guesses
from activities.imports.known import Known, Names, NewWords
from activities.imports.levels import read_level
from activities.imports.numbers import read_people
from activities.imports.orders import Order
from activities.imports.places import read_directorate, read_where
from activities.imports.readings import NOTHING, Reading, near, parts, says_nothing, squeezed
from activities.imports.times import read_times
from activities.imports.words import ListWords, read_kind, read_words
from core.imports.slips import meant_by
from core.text import personal_looking

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
MOST_REMEMBERED = 50_000  # texts of a column
HINT_OF_A_PERSON = re.compile(r"[\d@]")

FORMULA_NOTE = "A title that begins with “=” was kept as it is, as text"

NO_NAMES, NO_NEW = Names(), NewWords()
Read = Callable[[str], Reading]


class Column(dict[str, Reading]):
    """The meaning of each text of one column: worked out once, then looked up."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Reading:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[text] = self._read(text)
        return found


def columns(known: Known, orders: Mapping[str, Order]) -> list[Column]:
    """The readers of all columns, in the order of the fields; `orders` read those of dates."""
    readers = _plain() | _named(known) | {key: order.read for key, order in orders.items()}
    return [Column(readers[key]) for key in KEYS]


def _plain() -> dict[str, Read]:
    counts = ("people", "service_users", "carers", "partner_people", "public", "staff", "reach")
    texts = ("aim", "asked", "reason", "notes")
    return {
        "title": read_title,
        "reference": read_text,
        "guesses": read_guesses,
        "status": read_status,
        "mode": read_mode,
        **dict.fromkeys(counts, read_people),
        **dict.fromkeys(texts, read_words_of_people),
        **dict.fromkeys(("starts_at", "ends_at"), read_times),
    }


def _named(known: Known) -> dict[str, Read]:
    def words(field: str, one: str, *, is_many: bool = True) -> Read:
        names, new = known.words.get(field, NO_NAMES), known.to_add.get(field, NO_NEW)
        return lambda text: read_words(text, names, new, ListWords(one, is_many))

    kinds, new_kinds = known.words.get("kind", NO_NAMES), known.to_add.get("kind", NO_NEW)
    return {
        "kind": lambda text: read_kind(text, kinds, new_kinds),
        "level": lambda text: read_level(text, known),
        "level_planned": lambda text: read_level(text, known),
        "service": lambda text: read_where(text, known),
        "directorate": lambda text: read_directorate(text, known),
        "place_kind": words("place_kind", "kind of place", is_many=False),
        "themes": words("themes", "theme"),
        "groups_meant": words("groups_meant", "group of people"),
        "groups_reached": words("groups_reached", "group of people"),
        "venue": lambda text: read_venue(text, known),
        "partners": lambda text: read_kept(text, known.partners, "Partners"),
        "project": lambda text: read_kept(text, known.projects, "Project"),
        "led_by": lambda text: read_person(text, known),
    }


def read_title(text: str) -> Reading:
    """An activity's name on one line."""
    title = " ".join(text.split())
    if not squeezed(title):
        return Reading(None, "The title has no letter in it. Write what the activity was called.")
    if len(title) > LONGEST_TITLE:
        cut = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
        return Reading(
            None, f"The title has {len(title):,} letters. At most {LONGEST_TITLE} fit.", (cut,)
        )
    # Text is all it is here, and every file we make guards it again.
    return Reading(title, note=FORMULA_NOTE if title[0] == "=" else personal_note(title))


def read_text(text: str) -> Reading:
    """A text as it stands."""
    if len(text) > LONGEST_TEXT:
        return Reading(None, f"This has {len(text):,} letters. At most {LONGEST_TEXT:,} fit.")
    return Reading(text.strip())


def read_words_of_people(text: str) -> Reading:
    """A text in which somebody may have written who a person is: that is told, and it comes in."""
    found = read_text(text)
    note = "" if found.sentence else personal_note(text)
    return replace(found, note=note) if note else found


def personal_note(text: str) -> str:
    """What is said of a text that looks as if it could lead to one person."""
    # Whatever could, has a figure or this sign in it; most texts have neither.
    if not HINT_OF_A_PERSON.search(text):
        return ""
    kinds = personal_looking(text)
    return (
        f"A text looks as if it holds {kinds[0]}. All staff will be able to read it"
        if kinds
        else ""
    )


# Reading.value of the next three: (ids found, texts that go into the notes).


def read_kept(text: str, names: Names, label: str) -> Reading:
    """Names that need not be known: what is not becomes a line of the notes."""
    if says_nothing(text):
        return NOTHING
    found: list[int] = []
    kept: list[str] = []
    note = ""
    for piece in parts(text, names.ids):
        name_id, is_guess = _sure(piece, names)
        if name_id:
            found.append(name_id)
            note = note or (SPELLED_NOTE if is_guess else "")
        else:
            kept.append(piece)
            note = KEPT_NOTE
    lines = (f"{label} (in the old log): {'; '.join(kept)}",) if kept else ()
    return Reading((tuple(dict.fromkeys(found)), lines), note=note)


KEPT_NOTE = "A name that we do not know was kept in the notes"
SPELLED_NOTE = "A name was read as one that is spelled nearly the same"


def _sure(piece: str, names: Names) -> tuple[int, bool]:
    exact = names.ids.get(squeezed(piece))
    if exact:
        return exact, False
    # One slip of the pen and no more: "Library room 12" is not room 13, and East is not West.
    meant = meant_by(piece, near(piece, names.labels))
    return (names.ids[squeezed(meant)], True) if meant else (0, False)


def read_venue(text: str, known: Known) -> Reading:
    """A venue: (its id or none, lines for the notes, the mode if it names one such as Teams)."""
    if says_nothing(text):
        return NOTHING
    mode = mode_of_venue(text)
    if mode:
        return Reading((None, (), mode))
    place = " ".join(text.split())
    venue_id, is_guess = _sure(place, known.venues)
    if venue_id:
        return Reading((venue_id, (), ""), note=SPELLED_NOTE if is_guess else "")
    return Reading((None, (f"Venue (in the old log): {place}",), ""), note=KEPT_NOTE)


def read_person(text: str, known: Known) -> Reading:
    """A colleague by e-mail address or name, or a line for the notes."""
    if says_nothing(text):
        return NOTHING
    plain = " ".join(text.split())
    person = known.people.get(plain.casefold()) or known.people.get(squeezed(plain))
    if person:
        return Reading(((person,), ()))
    return Reading(((), (f"Led by (in the old log): {plain}",)), note=KEPT_NOTE)
