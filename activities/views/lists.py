"""Finding activities, and taking them out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.exports import activity_listing
from activities.forms.log_export import LogExportForm
from core.access import requires
from core.exports.opening import content_at
from core.exports.pages import render_listing
from core.exports.services import start_export
from core.models import Export
from core.pages import submit
from organisation.selectors import directorate_names


@requires("see_activities")
def activity_list(request: HttpRequest) -> HttpResponse:
    """Every activity that was logged: searched, filtered, sorted, taken out."""
    context = {"may_log": request.user.may("log_activity")}
    listing = activity_listing(request.user)
    return render_listing(request, listing, "activities/activity_list.html", context)


@requires("export_activities")
def log_export(request: HttpRequest) -> HttpResponse:
    """Have a file made of a whole log: of one directorate or of the trust."""
    form = LogExportForm(
        request.POST or None,
        directorates=directorate_names(),
        initial={"directorate": request.GET.get("directorate", "")},
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: _start(request, **form.cleaned_data),
            then=lambda export: reverse("core:export_detail", args=[export.pk]),
        )
        if done:
            return done
    seen = {"people": "see_headcounts", "names": "see_posts"}
    context = {f"sees_{what}": request.user.may(needed) for what, needed in seen.items()}
    context["may_import"] = request.user.may("import_activities")
    return render(request, "activities/log_export.html", {"form": form, **context})


def _start(request: HttpRequest, directorate: str, form: str) -> Export:
    query = f"?{urlencode({'directorate': directorate})}" if directorate else ""
    address = f"{reverse('activities:log_export')}{query}"
    content = content_at(address, request.user)
    return start_export(by=request.user, content=content, address=address, form=form)
