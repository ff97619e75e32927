"""Pages where somebody has a file made, sees how it goes, and fetches it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.access import signed_in
from core.exports import services
from core.exports.building import XLSX, ZIP
from core.exports.content import Content
from core.exports.forms import ExportAddForm, ExportRemoveForm, ExportStopForm
from core.exports.opening import content_at
from core.exports.selectors import export_page, export_rows, file_to_open
from core.exports.tables import EXPORTS
from core.files.kinds import size_words
from core.files.pages import serve
from core.models import Export
from core.pages import submit, submit_page
from core.service import NotAllowed, Refused
from core.tables import render_list

# Further than this nobody counts before the work has begun.
MOST_COUNTED = 100_000


def _page(export: Export) -> str:
    return reverse("core:export_detail", args=[export.pk])


@signed_in
def export_list(request: HttpRequest) -> HttpResponse:
    """One's own files: being made, ready, gone."""
    rows = export_rows(request.user)
    return render_list(request, EXPORTS, rows, None, "core/export_list.html", may_download=False)


@signed_in
def export_add(request: HttpRequest) -> HttpResponse:
    """Have a file made of a list that is too long to be one at once."""
    address = request.GET.get("address", "")
    content = _content(address, request)
    wanted = XLSX if request.GET.get("form") == XLSX else ZIP
    form = ExportAddForm(request.POST or None, initial={"form": wanted})
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.start_export(
                by=request.user, content=content, address=address, form=form.cleaned_data["form"]
            ),
            then=_page,
        )
        if done:
            return done
    count = content.count(most=MOST_COUNTED)
    context = {
        "form": form,
        "address": address,
        "about": content.about,
        "what": content.what,
        "count": min(count, MOST_COUNTED),
        "is_more": count > MOST_COUNTED,
    }
    return render(request, "core/export_add.html", context)


def _content(address: str, request: HttpRequest) -> Content:
    try:
        return content_at(address, request.user)
    except NotAllowed as problem:
        raise PermissionDenied from problem
    except Refused as problem:
        raise Http404 from problem


@signed_in
def export_detail(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """One file: how far it is, or how to fetch it."""
    page = export_page(export_id, request.user)
    size = size_words(page.export.size) if page.export.size is not None else ""
    return render(request, "core/export_detail.html", {"page": page, "size": size})


@signed_in
@require_safe
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file itself, for the one who asked, while they may see what is in it."""
    export, stored = file_to_open(export_id, request.user)
    if request.method == "GET":
        services.count_download(by=request.user, export_id=export.pk)
    return serve(request, stored)


@signed_in
def export_stop(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Stop the making of a file."""
    page = export_page(export_id, request.user)
    return submit_page(
        request,
        ExportStopForm(request.POST or None),
        "core/export_stop.html",
        lambda: services.stop_export(by=request.user, export_id=export_id),
        then=_page,
        context={"page": page},
    )


@signed_in
def export_remove(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Remove a file before its time."""
    page = export_page(export_id, request.user)
    return submit_page(
        request,
        ExportRemoveForm(request.POST or None),
        "core/export_remove.html",
        lambda: services.remove_export(by=request.user, export_id=export_id),
        then=_page,
        context={"page": page},
    )
