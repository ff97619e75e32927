"""What the page of an import says: the steps with what is left to do, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.imports import selectors
from core.imports.forms.steps import ImportStepForm
from core.imports.kinds import Kind
from core.imports.place import Place
from core.imports.rules import drop_blocker, see_blocker
from core.imports.selectors.first_look import first_look
from core.imports.sockets import kind_of
from core.imports.words import count_words, row_words
from core.models import ImportBatch
from core.tables import words

State = ImportBatch.State


@dataclass(frozen=True)
class Said:
    """A fact in the summary of an import."""

    key: str
    value: str


def facts_for(request: HttpRequest, batch: ImportBatch, place: Place) -> dict[str, Any]:
    """The context of the page that shows where an import stands."""
    kind = kind_of(batch.kind)
    work = selectors.work_of(batch)
    doubles = selectors.doubles_of(batch)
    return {
        "batch": batch,
        "kind": kind,
        "place": place,
        "work": work,
        "is_own_work": work is not None and work.by_id == request.user.pk,
        "same_file": same_file_words(batch, request.user),
        "tasks": tasks(batch, doubles, place) if batch.state == State.CHECKED else [],
        "columns": [{"text": text} for text in kind.preview_columns],
        "rows": _first_rows(batch, request.user),
        "numbers": numbers(batch, kind, doubles),
        "step_form": ImportStepForm(),
        "again": Place(place.mount).to("start", kind.name),
        "can_drop": not drop_blocker(selectors.facts_of(batch, work)),
    }


def _first_rows(batch: ImportBatch, person: Any) -> list[list[str]]:
    """Nobody has to wait for the last row to see that the columns are right."""
    return first_look(batch, person) if batch.state == State.CHECKING else batch.preview


def numbers(batch: ImportBatch, kind: Kind, doubles: selectors.Doubles) -> list[Said]:
    """What becomes of every row of the file, so that the numbers add up; what was said for all."""
    counts = batch.counts
    has_come = batch.state in ImportBatch.CAME_IN
    rows = counts.get("rows", 0) + counts.get("empty", 0)
    said = [
        Said("Rows in the file", f"{rows:,}"),
        Said("Came in" if has_come else "Will come in", coming_in_words(batch, kind, doubles)),
    ]
    said += [
        Said(key, f"{number:,}")
        for key, number in (
            ("Come in only if you say so on the last page", waiting_rows(batch)),
            ("Left out: likely doubles", doubles.left_out),
            ("Left out by you", counts.get("left_out", 0)),
            ("Left out: totals", counts.get("totals", 0)),
            ("Left out: empty, or the headings again", counts.get("empty", 0)),
        )
        if number
    ]
    said.append(Said("With a problem", f"{counts.get('to_repair', 0):,}"))
    said += [
        Said(f"{field.label}, for all rows", batch.said[field.key])
        for field in kind.fields
        if batch.said.get(field.key)
    ]
    return said


def waiting_rows(batch: ImportBatch) -> int:
    """How many rows wait for the last word; none once it was given."""
    return 0 if batch.state in ImportBatch.CAME_IN else batch.counts.get("waiting", 0)


def coming_in_words(batch: ImportBatch, kind: Kind, doubles: selectors.Doubles) -> str:
    """134 rows, 2 of them likely doubles: 12 activities with 134 sessions.

    Rows that wait for the last word are not among them.
    """
    coming_in, waiting = batch.counts.get("coming_in", {}), waiting_rows(batch)
    rows = coming_in.get("rows", 0) - waiting
    words = row_words(rows)
    if doubles.brought_in:
        words += f", {doubles.brought_in:,} of them likely doubles"
    if not rows:
        return words
    made = kind.makes(batch) or {kind.many: coming_in["records"] - waiting}
    words += f": {count_words(made, kind.many)}"
    if coming_in["parts"]:
        words += f" with {count_words({kind.parts: coming_in['parts']})}"
    return words


def tasks(batch: ImportBatch, doubles: selectors.Doubles, place: Place) -> list[dict[str, Any]]:
    """What can be done before the rows come in, with what is left of it."""
    to_repair, questions = batch.counts.get("to_repair", 0), batch.counts.get("questions", 0)
    problems = f"{questions:,} to answer, {row_words(to_repair)}" if to_repair else ""
    return [
        _task("Match the columns", place.columns),
        _task("Repair problems", place.problems, problems, done="No problem left"),
        _task(
            "Look at likely doubles",
            place.doubles,
            done="Decided" if doubles.found else "None found",
            hint=f"{doubles.left_out:,} of {doubles.found:,} stay out" if doubles.found else "",
        ),
    ]


def _task(
    title: str, address: str, left: str = "", *, done: str = "Done", hint: str = ""
) -> dict[str, Any]:
    status: dict[str, Any] = {"text": done}
    if left:
        status = {"tag": {"text": left, "classes": "nhsuk-tag--orange"}}
    found: dict[str, Any] = {"title": {"text": title}, "href": address, "status": status}
    if hint:
        found["hint"] = {"text": hint}
    return found


def same_file_words(batch: ImportBatch, viewer: Any) -> list[str]:
    """When somebody brought in the very same file and how far it is; who, if one may see it."""
    kind = kind_of(batch.kind)
    return [
        _somebody_chose(other)
        if see_blocker(selectors.actor_of(viewer, kind, other))
        else f"{other.by.display_name} chose the same file on {words(other.started_at)}. "
        f"It stands at: {other.get_state_display().lower()}."
        for other in selectors.same_file(batch)
    ]


def _somebody_chose(other: ImportBatch) -> str:
    has_come = "has" if other.state in ImportBatch.CAME_IN else "has not"
    return f"Somebody chose the same file on {words(other.started_at)}. It {has_come} come in."
