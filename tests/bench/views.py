"""The limits: the same login, permission, session and user, the bare SQL, the same length."""

from __future__ import annotations

import json
import os
from contextlib import nullcontext
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.models import Activity
from core.access import requires


@cache
def _job(name: str, changed: float) -> dict:
    return json.loads(_path(name).read_text())


def _path(name: str) -> Path:
    return Path(os.environ["BENCH_FOLDER"]) / f"{name}.json"


@requires("see_activities")
def bare(request: HttpRequest, job: str) -> HttpResponse:
    """A no-op that sends a body of the job's length after running the job's own statements."""
    wanted = _job(job, _path(job).stat().st_mtime)
    connection.ensure_connection()
    with (
        transaction.atomic() if wanted["is_write"] else nullcontext(),
        connection.connection.cursor() as cursor,
    ):
        for statement in wanted["statements"]:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse(b"x" * wanted["length"])


@requires("see_activities")
def twin(request: HttpRequest) -> HttpResponse:
    """The list as it is usually written: model instances and a template, same rows and options."""
    rows = (
        Activity.objects.select_related("kind", "level_achieved", "project", "logged_by")
        .prefetch_related("service_links__service", "sessions__headcounts")
        .order_by("-span_from", "-pk")[:25]
    )
    return render(request, "bench/twin.html", {"rows": rows, "total": Activity.objects.count()})
