"""Handing a file out. The view has asked its own rule before it comes here."""

from __future__ import annotations

import structlog
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.files.kinds import KINDS
from core.files.names import disposition, tidy_name
from core.files.selectors import LOST, given_blocker, is_intact, open_stored
from core.models import StoredFile
from core.service import Refused

# Larger ones are compared with their mark at night only: reading one twice would take too long.
COMPARED = 30_000_000  # bytes
log = structlog.get_logger(__name__)


def serve(request: HttpRequest, stored: StoredFile, *, name: str | None = None) -> HttpResponseBase:
    """The file as one to save, never shown in the page; or a page that says why not.

    `name` is what it is saved as, without its ending, which is always that of its kind.
    """
    kind = KINDS[stored.kind]
    reason = given_blocker(stored)
    if reason:
        return _not_given(request, reason)
    try:
        file = open_stored(stored)
    except Refused as problem:
        log.warning("file_missing", subject_id=str(stored.pk))
        return _not_given(request, problem.sentence)
    if stored.size <= COMPARED and not is_intact(stored, file):
        file.close()
        log.warning("file_changed", subject_id=str(stored.pk))
        return _not_given(request, LOST)
    response = FileResponse(file, content_type=kind.media_type)
    saved_as = tidy_name(f"{name}.{kind.endings[0]}", kind.endings[0]) if name else stored.name
    response["Content-Disposition"] = disposition(saved_as)
    response["Content-Length"] = str(stored.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def _not_given(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "core/file_not_given.html", {"reason": reason}, status=409)
