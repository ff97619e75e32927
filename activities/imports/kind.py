"""Old logs of activities, as `core.imports` knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from activities.imports.choices import MODE_LABELS, STATUS_LABELS
from activities.imports.columns import CHOICES, FIELDS
from activities.imports.dates import ALWAYS
from activities.imports.known import Known
from activities.imports.merging import PREVIEW_COLUMNS, merged, preview_line, there_line, with_words
from activities.imports.places import ALL_OF
from activities.imports.rows import Checker
from activities.selectors.imported import Touched, lock_batch, still_there, touched_since
from activities.selectors.imports import LIST_OF, Found, activities_there, known_names, likely_there
from activities.services.entries import Record
from activities.services.imports import add_words, load_activities, undo_activities
from activities.tables import reference, when_shown
from core.fields import date_words
from core.imports.kinds import Changed, Checked, Kind, Likeness, Row, Told
from core.tellings.sockets import done_to


class Activities(Kind):
    """A spreadsheet of past or planned engagement: a row for each activity or session."""

    name = "activities"
    title = "Old logs of activities"
    one = "activity"
    many = "activities"
    permission = "import_activities"
    fields = FIELDS
    choices = CHOICES
    preview_columns = PREVIEW_COLUMNS
    mount = "activities"
    parts = "sessions"

    def learn(self, *, by: Any, told: Told) -> Checker:
        """Names of everything, as they are now, and a memory of what each text means."""
        return Checker(known_names(told))

    def options(self, known: Checker, field: str) -> Sequence[tuple[str, str]]:
        """What may stand in a cell, in the order of its list."""
        return _options(known.known, field)

    def check(self, rows: Iterable[Row], known: Checker) -> Iterator[Checked]:
        """Each row as a `Record`, or its problems."""
        return known.check(rows)

    def asks(self, known: Checker) -> Mapping[str, str]:
        """Dates that seem to be the other way round, and one number of people for several dates."""
        return known.asks()

    def preview(self, records: Sequence[Record], known: Checker) -> tuple[str, ...]:
        """One activity as the list will show it."""
        return preview_line(records, known.known)

    def doubles(self, *, batch_id: int) -> Iterator[Likeness]:
        """Rows that are likely in the log already."""
        for found in likely_there(batch_id):
            address = reverse("activities:activity_detail", args=[found.activity_id])
            yield Likeness(found.number, str(found.activity_id), _there(found), address)

    def there(self, keys: Iterable[str], viewer: Any) -> Mapping[str, tuple[str, ...]]:
        """Activities of the log, for those who may see them; how many came, for those who may."""
        if not viewer.may("see_activities"):
            return {}
        rows = activities_there([int(key) for key in keys])
        with_people = viewer.may("see_headcounts")
        return {str(row.pk): there_line(row, with_people=with_people) for row in rows}

    def load(
        self,
        *,
        by: Any,
        batch: Any,
        groups: Iterable[list[Checked]],
        known: Checker,
        progress: Callable[[int], None],
    ) -> Mapping[str, int]:
        """Add the words that were asked for, then write every activity with its sessions."""
        ids: dict[int, int] = {}
        lists = {LIST_OF[field]: new for field, new in known.known.to_add.items()}
        for word_list, new in lists.items():
            ids |= add_words(by=by, word_list=word_list, labels=new.labels)
        records = (
            (with_words(merged([row.record for row in group]), ids), len(group)) for group in groups
        )
        counts = load_activities(by=by, records=records, batch_id=batch.pk, progress=progress)
        return counts | ({"new words": len(ids)} if ids else {})

    def lock(self, *, batch_id: int) -> None:
        """Every activity of the import, with its sessions: who corrects one locks it first."""
        lock_batch(batch_id)

    def changed_since(self, *, batch_id: int) -> list[Changed]:
        """Activities that somebody corrected, moved or added to."""
        return [_changed(each) for each in touched_since(batch_id)]

    def left(self, *, batch_id: int, most: int) -> list[Changed]:
        """Activities that were kept."""
        return [_changed(each) for each in still_there(batch_id, most)]

    def undo(
        self, *, by: Any, batch_id: int, keep: frozenset[int], progress: Callable[[int], None]
    ) -> Mapping[str, int]:
        """Take the activities out with all that hangs on them; added words stay."""
        return undo_activities(by=by, batch_id=batch_id, keep=keep, progress=progress)

    def result_address(self, batch_id: int) -> str:
        """The list of activities, narrowed to the import."""
        return f"{reverse('activities:activity_list')}?{urlencode({'import': batch_id})}"


def _options(known: Known, field: str) -> list[tuple[str, str]]:
    if field in ("level", "level_planned"):
        return [(level.name, _level_label(level)) for level in known.levels]
    if field == "status":
        return [(label, str(label)) for label in map(str, STATUS_LABELS.values())]
    if field == "mode":
        return [(label, label) for label in MODE_LABELS]
    if field == "date":
        return [(ALWAYS, "It goes on all the time")]
    if field in ("service", "directorate"):
        return _places(known)
    labels = known.words[field].labels.values()
    return [(label, label) for label in sorted(labels, key=str.casefold)]


def _level_label(level: Any) -> str:
    return level.name if level.is_default else f"{level.name} (ring of 2020)"


def _places(known: Known) -> list[tuple[str, str]]:
    whole = {p.name for p in known.places.values() if p.is_directorate and p.service_ids}
    services = {p.name for p in known.places.values() if not p.is_directorate}
    names = [
        "Trust-wide",
        *(ALL_OF + name for name in sorted(whole, key=str.casefold)),
        *sorted(services, key=str.casefold),
    ]
    return [(name, name) for name in names]


def _changed(touched: Touched) -> Changed:
    return Changed(
        key=touched.id,
        title=touched.title,
        address=reverse("activities:activity_detail", args=[touched.id]),
        what=_done(touched),
        when=when_shown(touched.day, touched.precision, touched.is_standing),
        reference=reference(touched.id),
        must_stay=touched.is_offered,
    )


def _done(touched: Touched) -> str:
    """The newest change in words, and how many came before it."""
    if touched.at is None:
        return ""
    day = date_words(timezone.localdate(touched.at))
    done = done_to(touched.service, touched.subject_type, "activities.activity")
    said = f"{done}: {touched.who}, {day}"
    before = touched.acts - 1
    if not before:
        return said
    return f"{said}, and {before} change{'s' if before > 1 else ''} before that"


def _there(found: Found) -> str:
    when = f", {found.day}" if found.day else ""
    how = "is there already" if found.is_exact else "is spelled nearly the same"
    return f"“{found.title}”{when} ({how}, {reference(found.activity_id)})"
