"""What a kind of import must tell: its fields, how a row is checked, how rows come in and go out.

One object of a class below `Kind` for each kind, plugged into `core.imports.sockets.IMPORT_KINDS`
by its app's `AppConfig.ready()`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A row of the file as its kind sees it: its number there, and a text for each field of the kind.
Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Field:
    """Something a row of the file can say.

    `names` are headings people use for it, compared without case, spaces and marks and then by
    nearness. Where it `takes_many`, the texts of its columns are joined by line breaks. Where it
    `has_options`, a wrong text can be swapped for one of them, and one can be said for all rows.
    Unknown words may be added to the `word_list` of that name, only by choice, if the text `fits`
    to be one; `adding` words it.
    """

    key: str
    label: str
    names: tuple[str, ...]
    hint: str = ""
    is_required: bool = False
    takes_many: bool = False
    has_options: bool = False
    word_list: str = ""
    adding: str = "Add “{}” to the list"
    fits: Callable[[str], bool] = bool
    example: str = ""

    @property
    def is_words(self) -> bool:
        """Whether its cells hold words of a list, each asked about by itself."""
        return self.takes_many and bool(self.word_list)


@dataclass(frozen=True)
class Choice:
    """How the file is to be understood, asked with the columns: a tick box, or one of `options`.

    Where it has options, `unsaid` says what holds while none is chosen. One that `is_for_asking`
    shows only once a check found that the rows leave it open (`Kind.asks`).
    """

    key: str
    label: str
    hint: str = ""
    is_on: bool = False
    options: tuple[tuple[str, str], ...] = ()
    unsaid: str = ""
    is_for_asking: bool = False

    @property
    def first(self) -> bool | str:
        """What holds before anybody has said anything."""
        return "" if self.options else self.is_on


@dataclass(frozen=True)
class LastWord:
    """What is asked when the rows are about to come in: a tick box, off each time.

    Asked where rows wait for it (`Checked.waits_for`). `one` and `many` are its label, with the
    number of those they wait for. Without it these rows stay out, for the reason of `refusal`.
    """

    key: str
    one: str
    many: str
    hint: str
    refusal: str

    def label(self, number: int) -> str:
        """The label for so many."""
        return self.one if number == 1 else self.many.format(number)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with a row as a whole (`field` is then empty).

    `value` is the cell as the kind was given it, or the entry it is about where a cell holds
    several (between semicolons, bars, commas or line breaks). `sentence` says in plain English
    what is wrong and what to do, `suggestions` are at most three texts that could stand there,
    likeliest first.
    """

    field: str
    value: str
    sentence: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that was checked: a record ready to come in, or the problems that keep it out.

    Rows with the same `belongs` are one record; rows with the same `same_as` say the same thing
    and are likely doubles; empty, a row stands on its own. `notes` say how something was read
    that was not wrong ("about 20"): they are counted and shown with the check. `parts` is how
    many of what its kind names `parts` the row brings. A row that `waits_for` somebody or something
    comes in only by the last word of its kind.
    """

    number: int
    record: Any
    problems: tuple[Problem, ...] = ()
    belongs: str = ""
    same_as: str = ""
    notes: tuple[str, ...] = ()
    waits_for: str = ""
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """A row that is likely there already: the `key` of the record it is like, among all that the
    kind could name, that record in words, and its address."""

    number: int
    key: str
    words: str
    address: str


@dataclass(frozen=True)
class Changed:
    """A record of an import that somebody worked on since, as the pages show it.

    `what` says what was done to it, by whom and when; it is empty where nothing was. What
    `must_stay` stays even when it is chosen to go, because something else needs it.
    """

    key: int
    title: str
    address: str
    what: str = ""
    when: str = ""
    reference: str = ""
    must_stay: bool = False


@dataclass(frozen=True)
class Told:
    """What the person said about the file as a whole.

    `said` gives, by field, the text for rows whose cell is empty or whose column is missing; the
    rows a kind checks hold it already. `to_add` are, by field, words that will be added to the
    field's word list when the rows come in, and count as known.
    """

    said: Mapping[str, str]
    choices: Mapping[str, bool | str]
    to_add: Mapping[str, frozenset[str]]


class Kind(ABC):
    """One kind of import.

    `permission` is what one needs to bring it in; `mount` is the URL namespace it is mounted in
    ("activities" for /activities/import/). Where its rows `names_people`, the page that takes
    the file does not ask to leave names out. Where several rows may be one record, `parts` names
    what each of them brings ("sessions").
    """

    name: str
    title: str
    one: str
    many: str
    permission: str
    fields: tuple[Field, ...]
    choices: tuple[Choice, ...] = ()
    last_word: LastWord | None = None
    preview_columns: tuple[str, ...]
    mount: str
    parts: str = ""
    names_people: bool = False

    @abstractmethod
    def learn(self, *, by: Any, told: Told) -> Any:
        """Everything cells are compared with, read once per run by a handful of queries."""

    @abstractmethod
    def options(self, known: Any, field: str) -> Sequence[tuple[str, str]]:
        """For a field that has options: (text that `check` understands, label)."""

    @abstractmethod
    def check(self, rows: Iterable[Row], known: Any) -> Iterator[Checked]:
        """One `Checked` for each row, in the same order; the values stand in the order of `fields`.

        It must be quick (remember what each distinct cell means) and must not query. A row with a
        repaired cell is given again.
        """

    def asks(self, known: Any) -> Mapping[str, str]:
        """By the key of a choice with options: why the rows that were checked leave it open.

        Asked after a check with the same `known`. The person is asked once for the whole file,
        before they see what the check has found.
        """
        return {}

    @abstractmethod
    def preview(self, records: Sequence[Any], known: Any) -> tuple[str, ...]:
        """One line of the preview, a text for each of `preview_columns`: records of one `belongs`."""

    @abstractmethod
    def doubles(self, *, batch_id: int) -> Iterator[Likeness]:
        """Rows that are likely there already; of several that one is like, the likeliest first.

        Set-based SQL over `core_importmark`, whose `same_as` is `md5(text)::uuid` of what `check`
        gave and whose `telling` is that text itself.
        """

    def makes(self, batch: Any) -> Mapping[str, int]:
        """What the rows that will come in, or came in, make, in the words of `load`.

        Empty where that is one of `many` for each record.
        """
        return {}

    def there(self, keys: Iterable[str], viewer: Any) -> Mapping[str, tuple[str, ...]]:
        """Records by the keys of `doubles`, as `preview` would show them: those that one may see."""
        return {}

    @abstractmethod
    def load(
        self,
        *,
        by: Any,
        batch: Any,
        groups: Iterable[list[Checked]],
        known: Any,
        progress: Callable[[int], None],
    ) -> Mapping[str, int]:
        """Write everything in the caller's transaction and act; what came in, counted by words.

        A group holds the rows of one `belongs`. `groups` reads from the same connection: take
        some, write them, take the next; never take from it while a COPY is open. `progress` is
        told how many rows have been written.
        """

    def lock(self, *, batch_id: int) -> None:  # noqa: B027 - `undo` of some kinds locks by itself
        """Wait for whoever is changing records of the batch, and let nobody begin to.

        Called before `changed_since` when the batch is taken out, so that its answer holds.
        """

    @abstractmethod
    def changed_since(self, *, batch_id: int) -> list[Changed]:
        """Records of the batch that somebody changed, added to or relies on.

        What was changed and put back as it came in was not changed.
        """

    @abstractmethod
    def left(self, *, batch_id: int, most: int) -> list[Changed]:
        """Records still there of a batch that was taken out, changed or not; at most so many."""

    @abstractmethod
    def undo(
        self, *, by: Any, batch_id: int, keep: frozenset[int], progress: Callable[[int], None]
    ) -> Mapping[str, int]:
        """Take out everything of the batch but `keep`, set-based; what was taken out, by words."""

    @abstractmethod
    def result_address(self, batch_id: int) -> str:
        """The page that lists what came in with the batch."""

    def still_to_do(self, batch_id: int) -> tuple[str, str] | None:
        """What is left to do after such an import, in words, and its page; None if nothing."""
        return None
