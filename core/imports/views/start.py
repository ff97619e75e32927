"""Choosing a file, seeing where an import stands, and giving it up."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.imports import selectors
from core.imports.forms.steps import ImportDropForm, ImportStartForm, ImportStepForm
from core.imports.place import place_of
from core.imports.rules import bring_in_blocker, drop_blocker
from core.imports.services import batches as services
from core.imports.sheets import FORMATS, example_file
from core.imports.standing import facts_for
from core.imports.tables import batch_table
from core.imports.views.opened import opened
from core.models import ImportBatch
from core.pages import submit
from core.tables import render_list

State = ImportBatch.State


def import_list(request: HttpRequest) -> HttpResponse:
    """Every import of this place that one may see, and a button for each kind."""
    place = place_of(request)
    kinds = selectors.kinds_for(request.user, place.mount)
    starts = [(kind, place.to("start", kind.name)) for kind in kinds]
    rows = selectors.batches_seen_by(request.user, place.mount)
    return render_list(
        request,
        batch_table(place.mount),
        rows,
        None,
        "core/imports/import_list.html",
        {"starts": starts, "place": place},
        may_download=False,
    )


def import_start(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file."""
    place = place_of(request)
    found = selectors.kind_at(place.mount, kind)
    blocker = bring_in_blocker(selectors.actor_of(request.user, found))
    if blocker:
        raise PermissionDenied(blocker)
    form = ImportStartForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.start_import(
                by=request.user, kind=kind, upload=form.cleaned_data["file"]
            ),
            then=lambda batch: place.to("detail", batch.pk),
        )
        if done:
            return done
    examples = [(ending, place.to("example", kind, ending)) for ending in FORMATS]
    context = {"form": form, "kind": found, "examples": examples, "place": place}
    return render(request, "core/imports/import_start.html", context)


def import_example(request: HttpRequest, kind: str, ending: str) -> HttpResponseBase:
    """A file with the headings that are found for certain."""
    found = selectors.kind_at(place_of(request).mount, kind)
    if ending not in FORMATS:
        raise Http404
    return example_file(found, ending)


def import_detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Where an import stands: what a worker does, what was found, or on to the next page."""
    place, batch, _kind = opened(request, batch_id)
    if batch.state == State.COLUMNS and not batch.trouble:
        return redirect(place.columns)
    if batch.state in (State.LOADED, State.UNDONE):
        return redirect(place.report)
    return render(request, "core/imports/import_detail.html", facts_for(request, batch, place))


@require_POST
def import_stop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Stop what a worker is doing."""
    place, batch, _kind = opened(request, batch_id)
    form = ImportStepForm(request.POST)
    done = submit(
        request,
        form,
        lambda: services.stop_import(by=request.user, batch_id=batch.pk),
        then=lambda work: place.detail,
    )
    facts = facts_for(request, batch, place)
    return done or render(request, "core/imports/import_detail.html", {**facts, "form": form})


@require_POST
def import_resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Begin a step again that ended without success, or leave it."""
    place, batch, _kind = opened(request, batch_id)
    form = ImportStepForm(request.POST)
    done = submit(
        request,
        form,
        lambda: services.resume_import(
            by=request.user, batch_id=batch.pk, is_going_on=form.cleaned_data["going_on"]
        ),
        then=lambda found: place.detail,
    )
    facts = facts_for(request, batch, place)
    return done or render(request, "core/imports/import_detail.html", {**facts, "form": form})


def import_drop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask once more, then give an import up."""
    place, batch, kind = opened(request, batch_id)
    form = ImportDropForm(request.POST or None, version=batch.version)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.drop_import(
                by=request.user, batch_id=batch.pk, expected=form.expected_version
            ),
            then=lambda dropped: place.list,
        )
        if done:
            return done
    context = {
        "form": form,
        "batch": batch,
        "kind": kind,
        "place": place,
        "blocker": drop_blocker(selectors.facts_of(batch)),
    }
    return render(request, "core/imports/import_drop.html", context)
