"""Reads of imports: who sees which, and everything a step or a page needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.fields import date_words
from core.imports.checking import Answers, Mapped, alike
from core.imports.kinds import Changed, Kind, Told
from core.imports.rules import Actor, BatchFacts, see_blocker
from core.imports.sockets import IMPORT_KINDS, kind_of, kinds_at
from core.models import ImportAnswer, ImportBatch, ImportDouble, Work
from core.work.selectors import latest_work

State = ImportBatch.State
MOST_CHANGED = 200  # records that are listed as changed since or kept
WORK = {
    State.READING: "imports.read",
    State.CHECKING: "imports.check",
    State.LOADING: "imports.load",
    State.UNDOING: "imports.undo",
}


def actor_of(person: Any, kind: Kind, batch: ImportBatch | None = None) -> Actor:
    """This person, as far as the kind or one import of it is concerned."""
    return Actor(
        is_owner=batch is not None and batch.by_id == person.pk,
        may_bring_in=person.may(kind.permission),
        may_see_any=person.may("see_any_import"),
        may_keep_words=person.may("keep_word_lists"),
    )


def kind_at(mount: str, name: str) -> Kind:
    """A kind that is mounted here, or Http404."""
    for kind in kinds_at(mount):
        if kind.name == name:
            return kind
    raise Http404


def kinds_for(person: Any, mount: str) -> list[Kind]:
    """What this person may bring in here."""
    return [kind for kind in kinds_at(mount) if person.may(kind.permission)]


def batches_seen_by(person: Any, mount: str) -> QuerySet[ImportBatch]:
    """Imports of this place that the person may see."""
    names = [kind.name for kind in kinds_for(person, mount)]
    found = ImportBatch.objects.filter(kind__in=names)
    return found if person.may("see_any_import") else found.filter(by=person)


def find_batch(batch_id: int, person: Any, mount: str) -> ImportBatch:
    """An import that the person may see, or Http404."""
    names = [kind.name for kind in IMPORT_KINDS if kind.mount == mount]
    batch = get_object_or_404(
        ImportBatch.objects.select_related("by", "loaded_by", "undone_by"),
        pk=batch_id,
        kind__in=names,
    )
    if see_blocker(actor_of(person, kind_of(batch.kind), batch)):
        raise Http404
    return batch


def work_of(batch: ImportBatch) -> Work | None:
    """The newest work of the step an import is in; None between steps."""
    kind = WORK.get(State(batch.state))
    return latest_work(kind, batch.pk) if kind else None


@dataclass(frozen=True)
class Doubles:
    """How many likely doubles there are, and of how many it was said that they come in."""

    found: int
    brought_in: int

    @property
    def left_out(self) -> int:
        return self.found - self.brought_in


def doubles_of(batch: ImportBatch) -> Doubles:
    """The likely doubles of an import, counted."""
    counts = ImportDouble.objects.filter(batch_id=batch.pk).aggregate(
        found=Count("number"), brought_in=Count("number", filter=Q(is_brought_in=True))
    )
    return Doubles(**counts)


def facts_of(batch: ImportBatch, work: Work | None = None) -> BatchFacts:
    """Where an import stands, for the rules."""
    work = work or work_of(batch)
    ready = batch.counts.get("ready", 0)
    left_out = doubles_of(batch).left_out if batch.state == State.CHECKED else 0
    left = left_of(batch) if batch.state == State.UNDONE else []
    return BatchFacts(
        state=batch.state,
        is_worker_at_it=work is not None and work.is_open,
        has_layout=batch.sheet is not None,
        to_repair=batch.counts.get("to_repair", 0),
        coming_in=ready - left_out,
        is_something_left=not all(each.must_stay for each in left),
    )


@dataclass(frozen=True)
class Listed:
    """Records that somebody changed, as many as a page lists; `is_all_there_is`: nothing of the
    import is there but these."""

    rows: list[Changed]
    is_more: bool = False
    is_all_there_is: bool = False


def changed_of(batch: ImportBatch, blocker: str | None) -> Listed:
    """What the page asks about before an import is taken out: nothing while it cannot be."""
    if blocker:
        return Listed([])
    is_again = batch.state == State.UNDONE
    known = left_of(batch) if is_again else kind_of(batch.kind).changed_since(batch_id=batch.pk)
    changed = [each for each in known if each.what]
    return Listed(
        rows=changed[:MOST_CHANGED],
        is_more=len(changed) > MOST_CHANGED,
        is_all_there_is=is_again and len(changed) == len(known),
    )


def left_of(batch: ImportBatch) -> list[Changed]:
    """What is still there of an import that was taken out; one more than a page lists, if there are."""
    return kind_of(batch.kind).left(batch_id=batch.pk, most=MOST_CHANGED + 1)


def imports_to_choose(kind: str) -> list[tuple[str, str]]:
    """Imports of a kind that came in, newest first, for the filter of a list."""
    found = ImportBatch.objects.filter(kind=kind, state__in=ImportBatch.CAME_IN)
    return [
        (str(pk), f"Import of {date_words(timezone.localdate(at))} (number {pk})")
        for pk, at in found.order_by("-loaded_at", "-pk").values_list("pk", "loaded_at")
    ]


def same_file(batch: ImportBatch) -> list[ImportBatch]:
    """Other imports of the very same file that are not given up or taken out, newest first."""
    others = ImportBatch.objects.filter(kind=batch.kind, digest=batch.digest).exclude(pk=batch.pk)
    others = others.exclude(state__in=[State.DROPPED, State.UNDONE, State.UNREADABLE])
    return list(others.select_related("by").order_by("-started_at")[:5])


# --- What a check compares with ---------------------------------------------------------------


def answers_of(batch: ImportBatch) -> tuple[Answers, Mapping[str, frozenset[str]]]:
    """What was answered, and by field the words that are to be added to its list."""
    Action = ImportAnswer.Action  # noqa: N806 - the choices of a model
    texts: dict[tuple[str, str], str] = {}
    left_out: set[tuple[str, str]] = set()
    words: dict[str, set[str]] = {}
    for each in ImportAnswer.objects.filter(batch=batch).order_by("pk"):
        key = (each.field, alike(each.value))
        if each.action == Action.LEAVE_OUT:
            left_out.add(key)
        elif each.action == Action.ADD:
            words.setdefault(each.field, set()).add(each.value)
        else:
            texts[key] = each.text
    to_add = {field: frozenset(found) for field, found in words.items()}
    return Answers(texts, frozenset(left_out)), to_add


def mapped_of(batch: ImportBatch, by: Any) -> Mapped:
    """Everything that the rows of an import are checked with, read once."""
    kind = kind_of(batch.kind)
    answers, to_add = answers_of(batch)
    told = Told(said=batch.said, choices=batch.choices, to_add=to_add)
    known = kind.learn(by=by, told=told)
    return Mapped(kind, known, batch.columns, told, answers, len(batch.headings))
