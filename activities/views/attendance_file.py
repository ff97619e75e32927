"""The list of the day as a spreadsheet: taken along, filled in, and brought back."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from activities.forms.attendance import AttendanceFileForm
from activities.imports.attendance import HEADINGS
from activities.selectors.attendance import day_of
from activities.services.attendance_file import TAKES, FileMarked, mark_file
from activities.views.preparation import found_run
from core.access import requires
from core.files.uploads import takes_files
from core.pages import submit_page
from core.tables.formulas import harmless

MOST_NAMED = 10


@requires("log_activity")
def attendance_download(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The list of the day to fill in without a connection: numbers and the names people show."""
    row = found_run(request, opportunity_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="list-{row.pk}.csv"'
    response["Cache-Control"] = "no-store"
    response.write("\ufeff")
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    said = {"came": "yes", "missed": "no"}
    for each in day_of(row, request.user).rows:
        came = said.get(each.outcome, "")
        writer.writerow([f"P{each.person_id:05d}", harmless(each.name), came])
    return response


@requires("log_activity")
@takes_files(most_bytes=TAKES.most_bytes)
def attendance_file(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Bring the list back."""
    row = found_run(request, opportunity_id)
    is_sent = request.method == "POST"
    form = AttendanceFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    return submit_page(
        request,
        form,
        "activities/attendance_file.html",
        lambda: mark_file(by=request.user, opportunity=row, upload=form.cleaned_data["file"]),
        then=lambda done: _said(request, done),
        context={"opportunity": row, "session": row.session},
    )


def _said(request: HttpRequest, done: FileMarked) -> str:
    messages.success(request, f"{done.came} came, {done.missed} did not come.")
    if done.unclear:
        rows = ", ".join(str(row) for row in done.unclear[:MOST_NAMED])
        more = " and others" if len(done.unclear) > MOST_NAMED else ""
        messages.warning(
            request,
            (
                f"These rows of the file are not clear, or say yes and no of one person: {rows}{more}. "
                "Nobody was marked from them. Look at them, and mark these people below."
            ),
        )
    if done.strangers:
        messages.warning(
            request, f"Not on the list of the day: {done.strangers}. Look for them by name below."
        )
    return reverse("activities:opportunity_day", args=[done.opportunity.pk])
