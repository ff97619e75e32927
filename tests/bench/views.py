"""The limits: the same login, permission, session and user, the bare SQL, the same length."""

from __future__ import annotations

import json
import os
from contextlib import nullcontext
from functools import cache
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.models import Activity, Level, Project
from core.access import requires
from core.files.uploads import takes_files
from organisation.models import ActivityKind, Directorate, Group, PlaceKind, Service, Theme


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


@requires("claim_costs")
@takes_files(most_bytes=60_000_000)
def kept(request: HttpRequest) -> HttpResponse:
    """The files of a request on the disk for certain and under their names, and one row."""
    folder = Path(os.environ["BENCH_FOLDER"]) / "kept"
    folder.mkdir(exist_ok=True)
    for number, upload in enumerate(request.FILES.getlist("photos")):
        target = folder / str(number)
        with target.with_suffix(".part").open("wb") as file:
            for piece in upload.chunks():
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        target.with_suffix(".part").rename(target)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_kept (at) VALUES (now())")
    return HttpResponse(b"kept")


class TwinFilters(forms.Form):
    """The list's filters as they are usually written: a field of the model's rows for each."""

    q = forms.CharField(required=False)
    level = forms.ModelChoiceField(Level.objects.all(), required=False)
    directorate = forms.ModelChoiceField(Directorate.objects.all(), required=False)
    service = forms.ModelChoiceField(Service.objects.all(), required=False)
    status = forms.ChoiceField(choices=[("", "Any"), *Activity.Status.choices], required=False)
    kind = forms.ModelChoiceField(ActivityKind.objects.all(), required=False)
    place = forms.ModelChoiceField(PlaceKind.objects.all(), required=False)
    project = forms.ModelChoiceField(Project.objects.all(), required=False)
    theme = forms.ModelChoiceField(Theme.objects.all(), required=False)
    group = forms.ModelChoiceField(Group.objects.all(), required=False)

    # Which field of an activity each asks about.
    ASKS = {
        "level": "level_achieved",
        "directorate": "services__directorate",
        "service": "services",
        "status": "status",
        "kind": "kind",
        "place": "sessions__place_kind",
        "project": "project",
        "theme": "themes",
        "group": "groups",
    }


@requires("see_activities")
def twin(request: HttpRequest) -> HttpResponse:
    """The list as it is usually written: form, model instances, paginator and a template."""
    form = TwinFilters(request.GET)
    rows = (
        Activity.objects.select_related("kind", "level_achieved", "project", "logged_by")
        .prefetch_related("service_links__service", "sessions")
        .order_by(F("span_from").desc(nulls_last=True), "-pk")
    )
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value}
        if words := said.pop("q", ""):
            rows = rows.filter(Q(title__icontains=words) | Q(aim__icontains=words))
        asked = {TwinFilters.ASKS[name]: value for name, value in said.items()}
        rows = rows.filter(**asked).distinct() if asked else rows
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "bench/twin.html", {"form": form, "page": page})
