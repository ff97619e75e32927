"""Bringing in an old log, and taking it out again: whole tables at a time, in one act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models import Exists, OuterRef

from activities.models import Activity, Opportunity, Session
from activities.rules import log as rules
from activities.selectors.log import actor_of
from activities.services.attachments import remove_attachments
from activities.services.copying import AT_ONCE, write_records
from activities.services.entries import Record
from activities.services.log import check_entry
from core.service import acting, refuse, service
from organisation.models import WORD_LISTS
from organisation.selectors import same_words
from organisation.services import add_word

Progress = Callable[[int], None]


@service
def load_activities(
    *,
    by: Any,
    records: Iterable[tuple[Record, int]],
    batch_id: int | None,
    progress: Progress,
) -> dict[str, int]:
    """Record activities that were checked, each with the number of rows it was made of.

    Answers how many came in of each. Raises `Refused` where `log_activity` would.
    """
    refuse(rules.log_blocker(actor_of(by, with_posts=False)))
    with connection.cursor() as cursor:
        # Each step's keys are checked at its end: a million of them do not wait in memory for
        # the end of the transaction, and what is wrong is known at once.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _compile_nothing(cursor)
    logged_by = getattr(by, "pk", None)
    counts = {"activities": 0, "sessions": 0}
    rows_done = 0
    remaining = iter(records)
    while chunk := list(islice(remaining, AT_ONCE)):
        for record, _ in chunk:
            check_entry(record.entry)
        written = write_records(
            [record for record, _ in chunk], batch_id=batch_id, logged_by_id=logged_by
        )
        counts["activities"] += len(written.activity_ids)
        counts["sessions"] += written.sessions
        rows_done += sum(rows for _, rows in chunk)
        progress(rows_done)
    _wait_again()
    return {words: number for words, number in counts.items() if number}


def _wait_again() -> None:
    """What follows in the same transaction may rely on checks at its end, such as a sum of rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _compile_nothing(cursor: Any) -> None:
    """The triggers' statements are short: compiling them anew for each slice would cost more."""
    cursor.execute("SET LOCAL jit = off")


@service
def add_words(*, by: Any, word_list: str, labels: Mapping[int, str]) -> dict[int, int]:
    """Add words that an import needs; the real id of each by its stand-in.

    One that somebody else has added in the meantime is taken as it is.
    """
    ids: dict[int, int] = {}
    for stand_in, label in labels.items():
        found = same_words(WORD_LISTS[word_list].objects.all(), "label", label).first()
        ids[stand_in] = (found or add_word(by=by, word_list=word_list, label=label)).pk
    acting().subject = None
    return ids


# --- Out again ----------------------------------------------------------------------------------

OUT_AT_ONCE = 20_000


@service
def undo_activities(
    *, by: Any, batch_id: int, keep: Iterable[int], progress: Progress
) -> dict[str, int]:
    """Take out every activity of an import but those to keep; answers how many went of each.

    The activities go first: their trigger takes everything that was counted under them back at
    once, and finds their sessions still there. What hangs on them follows, uncounted by then.
    """
    refuse(rules.log_blocker(actor_of(by, with_posts=False)))
    counts = {"activities": 0, "sessions": 0}
    done = 0
    with connection.cursor() as cursor:
        _compile_nothing(cursor)
        for ids in _in_slices(batch_id, frozenset(keep)):
            remove_attachments(by=by, activity_ids=ids)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("DELETE FROM activities_activity WHERE id = ANY(%s)", [ids])
            counts["activities"] += cursor.rowcount
            for model, statement in _hanging_on(Activity, "= ANY(%s)"):
                cursor.execute(statement, [ids])
                if model is Session:
                    counts["sessions"] += cursor.rowcount
            # Checked slice by slice, so that nothing waits in memory for the end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            done += len(ids)
            progress(done)
    _wait_again()
    return {words: number for words, number in counts.items() if number}


def _hanging_on(model: type[models.Model], which: str) -> Iterator[tuple[type[models.Model], str]]:
    """A statement for each table whose rows go with those of a model, the outermost first."""
    for relation in model._meta.get_fields(include_hidden=True):
        # History points at its record too, and stays (DO_NOTHING).
        if not isinstance(relation, models.ManyToOneRel):
            continue
        if relation.on_delete is not models.CASCADE:
            continue
        child, column = relation.related_model, relation.field.column
        inner = f"IN (SELECT id FROM {child._meta.db_table} WHERE {column} {which})"  # noqa: S608
        yield from _hanging_on(child, inner)
        yield child, f"DELETE FROM {child._meta.db_table} WHERE {column} {which}"  # noqa: S608


def _in_slices(batch_id: int, keep: frozenset[int]) -> Iterator[list[int]]:
    """The ids to go, locked in order, so that a correction under way ends first."""
    # People may count on a session that was opened for sign-up: its activity stays.
    offered = Opportunity.objects.filter(session__activity=OuterRef("pk"))
    rows = Activity.objects.filter(~Exists(offered), batch_id=batch_id).order_by("pk")
    last = 0
    while True:
        after = rows.filter(pk__gt=last).select_for_update(of=("self",))
        found = list(after.values_list("pk", flat=True)[:OUT_AT_ONCE])
        if not found:
            return
        last = found[-1]
        ids = [pk for pk in found if pk not in keep]
        if ids:
            yield ids
