"""The site with two more pages: one that takes a file, one that hands it out again."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path, reverse

from core.access import requires
from core.files.kinds import DOCUMENTS, PHOTOS, Takes
from core.files.pages import serve
from core.files.services import store_upload
from core.files.uploads import takes_files
from core.forms import PortalForm
from core.models import StoredFile
from core.pages import submit

TAKES = Takes(PHOTOS | DOCUMENTS, 1_000_000)


class FileForm(PortalForm):
    file = forms.FileField()
    words = forms.CharField()


@requires("log_activity")
@takes_files(most_bytes=TAKES.most_bytes)
def file_add(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        answer = submit(
            request,
            form,
            lambda: store_upload(
                by=request.user,
                upload=form.cleaned_data["file"],
                purpose="tests.file",
                takes=TAKES,
            ),
            then=lambda stored: reverse("file_fetch", args=[stored.pk]),
        )
        if answer:
            return answer
    said = f"{form.errors.as_text()} | {form.data.get('words', '')}"
    return HttpResponse(said, content_type="text/plain")


@requires("log_activity")
def file_fetch(request: HttpRequest, file_id: UUID) -> HttpResponse:
    return serve(request, get_object_or_404(StoredFile, pk=file_id))


urlpatterns = [
    path("tests/files/add/", file_add, name="file_add"),
    path("tests/files/<uuid:file_id>/", file_fetch, name="file_fetch"),
    path("", include("cocreation.urls")),
]
