"""Which sheet, which row, which column is what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from core.imports import selectors
from core.imports.forms.columns import ImportColumnsForm
from core.imports.forms.steps import ImportLayoutForm
from core.imports.rules import change_blocker
from core.imports.selectors.shown import options_of
from core.imports.services import batches as services
from core.imports.standing import same_file_words
from core.imports.views.opened import opened
from core.pages import submit_page


def import_columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say what each column is."""
    place, batch, kind = opened(request, batch_id)
    form = ImportColumnsForm(
        request.POST or None,
        version=batch.version,
        kind=kind,
        batch=batch,
        options=options_of(batch, kind, request.user, [field.key for field in kind.fields]),
    )
    return submit_page(
        request,
        form,
        "core/imports/import_columns.html",
        lambda: services.match_columns(
            by=request.user,
            batch_id=batch.pk,
            expected=form.expected_version,
            columns=form.columns,
            said=form.said,
            choices=form.choices,
        ),
        then=lambda found: place.detail,
        context={
            "batch": batch,
            "kind": kind,
            "place": place,
            "sheet": sheet_name(batch.look, batch.sheet),
            "same_file": same_file_words(batch, request.user),
            "blocker": change_blocker(selectors.facts_of(batch)),
        },
    )


def import_layout(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Choose another sheet, or another row for the headings."""
    place, batch, _kind = opened(request, batch_id)
    form = ImportLayoutForm(
        request.POST or None,
        version=batch.version,
        sheets=batch.look.get("sheets", []),
        initial={"sheet": batch.sheet, "header_row": batch.header_row},
    )
    return submit_page(
        request,
        form,
        "core/imports/import_layout.html",
        lambda: services.choose_layout(
            by=request.user,
            batch_id=batch.pk,
            expected=form.expected_version,
            sheet=form.cleaned_data["sheet"],
            header_row=form.cleaned_data["header_row"],
        ),
        then=lambda found: place.detail,
        context={
            "batch": batch,
            "place": place,
            "blocker": change_blocker(selectors.facts_of(batch)),
        },
    )


def sheet_name(look: dict, number: int | None) -> str:
    """What a sheet is called; nothing for a file without sheets."""
    return next((s["name"] for s in look.get("sheets", []) if s["number"] == number), "")
