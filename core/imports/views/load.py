"""Bringing in, the report that is kept, and taking out again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.imports import selectors
from core.imports.forms.steps import ImportLoadForm, ImportUndoForm
from core.imports.place import place_of
from core.imports.rules import load_blocker, undo_blocker
from core.imports.selectors import shown
from core.imports.services import batches as services
from core.imports.sheets import FORMATS, refused_file
from core.imports.sockets import kind_of
from core.imports.standing import coming_in_words, numbers, same_file_words, waiting_rows
from core.imports.views.opened import opened
from core.imports.words import count_words
from core.models import ImportBatch
from core.pages import submit


def import_load(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say what will happen, in numbers, and do it."""
    place, batch, kind = opened(request, batch_id)
    facts = selectors.facts_of(batch)
    form = ImportLoadForm(
        request.POST or None,
        version=batch.version,
        to_repair=facts.to_repair,
        last_word=kind.last_word,
        waited_for=batch.counts.get("waited_for", 0),
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.load_import(
                by=request.user,
                batch_id=batch.pk,
                expected=form.expected_version,
                mode=form.mode,
                is_last_word_given=form.cleaned_data.get("last_word", False),
            ),
            then=lambda found: place.detail,
        )
        if done:
            return done
    doubles = selectors.doubles_of(batch)
    context = {
        "form": form,
        "batch": batch,
        "kind": kind,
        "place": place,
        "facts": facts,
        "waiting": waiting_rows(batch),
        "coming_in": coming_in_words(batch, kind, doubles),
        "doubles": doubles,
        "same_file": same_file_words(batch, request.user),
        "blocker": load_blocker(facts, ImportBatch.Mode.GOOD),
    }
    return render(request, "core/imports/import_load.html", context)


def import_report(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What was brought in, by whom, how it was repaired, and what stayed out."""
    place = place_of(request, batch_id)
    batch = selectors.find_batch(batch_id, request.user, place.mount)
    if batch.state not in ImportBatch.CAME_IN:
        raise Http404
    kind = kind_of(batch.kind)
    left = selectors.left_of(batch) if batch.state == ImportBatch.State.UNDONE else []
    context = {
        "batch": batch,
        "kind": kind,
        "place": place,
        "left": left[: selectors.MOST_CHANGED],
        "is_more_left": len(left) > selectors.MOST_CHANGED,
        "can_go": not undo_blocker(selectors.facts_of(batch)),
        "came_in": count_words(batch.came_in, kind.many),
        "taken_out": count_words(batch.taken_out, kind.many),
        "numbers": numbers(batch, kind, selectors.doubles_of(batch)),
        "repairs": shown.repairs_of(batch, kind, met=True),
        "refused": shown.refused_count(batch),
        "files": [(ending, f"{place.refused}?as={ending}") for ending in FORMATS],
        "result": kind.result_address(batch.pk),
        "to_do": kind.still_to_do(batch.pk),
        "days": settings.IMPORT_ROWS_DAYS,
    }
    return render(request, "core/imports/import_report.html", context)


def import_refused(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """The rows that stayed out, with the reasons, as a file that can be brought in again."""
    place = place_of(request, batch_id)
    batch = selectors.find_batch(batch_id, request.user, place.mount)
    ending = request.GET.get("as", FORMATS[0])
    if ending not in FORMATS or batch.checked_at is None:
        raise Http404
    return refused_file(batch, ending)


def import_undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say what will be taken out and what was changed since, and do it."""
    place = place_of(request, batch_id)
    batch = selectors.find_batch(batch_id, request.user, place.mount)
    kind = kind_of(batch.kind)
    blocker = undo_blocker(selectors.facts_of(batch))
    changed = selectors.changed_of(batch, blocker)
    form = ImportUndoForm(
        request.POST or None,
        version=batch.version,
        keys=[each.key for each in changed.rows if not each.must_stay],
        must_tick=changed.is_all_there_is,
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.undo_import(
                by=request.user,
                batch_id=batch.pk,
                expected=form.expected_version,
                also=form.cleaned_data["also"],
                every=form.cleaned_data["every"],
            ),
            then=lambda found: place.detail,
        )
        if done:
            return done
    context: dict[str, Any] = {
        "form": form,
        "batch": batch,
        "kind": kind,
        "place": place,
        "blocker": blocker,
        "came_in": count_words(batch.came_in, kind.many),
        "is_again": batch.state == ImportBatch.State.UNDONE,
        "changed": changed.rows,
        "ticked": set(form.cleaned_data.get("also", ())) if form.is_bound else set(),
        "is_more": changed.is_more,
    }
    return render(request, "core/imports/import_undo.html", context)
