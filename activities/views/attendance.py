"""The day of a session: who came, marked at the door, by themselves, or from paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.attendance import FinishForm, HoursForm, NextForm, SheetForm
from activities.forms.session import as_hours
from activities.forms.sign_ups import AnswerForm
from activities.models import Activity, Attendance, Opportunity
from activities.selectors import attendance as selectors
from activities.selectors.callers import walk_ins
from activities.selectors.detail import find_session
from activities.selectors.owed import owed_of
from activities.services import attendance as services
from activities.services.owed import write_answer
from activities.views.preparation import found_run
from core.access import requires
from core.pages import new_key, sent_before, submit_page

BUTTONS = {Attendance.Outcome.CAME: "They are here", Attendance.Outcome.MISSED: "They did not come"}


def _day(result: Opportunity) -> str:
    return reverse("activities:opportunity_day", args=[result.pk])


def _context(row: Opportunity, **more: Any) -> dict[str, Any]:
    return {"opportunity": row, "session": row.session, **more}


@requires("log_activity")
def opportunity_day(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The list for the door: one press for each person, safe to repeat."""
    row = found_run(request, opportunity_id)
    day = selectors.day_of(row, request.user)
    rows = [(each, new_key(), new_key()) for each in day.rows]
    return render(request, "activities/opportunity_day.html", _context(row, day=day, rows=rows))


@requires("log_activity")
def attendance_mark(
    request: HttpRequest, opportunity_id: int, person_id: int, outcome: str
) -> HttpResponse:
    """Say that one person came or did not."""
    row = found_run(request, opportunity_id)
    if outcome not in Attendance.Outcome.values:
        raise Http404
    name = selectors.name_on_day(row, person_id, request.user)
    form = AnswerForm(request.POST or None, button=BUTTONS[Attendance.Outcome(outcome)])
    return submit_page(
        request,
        form,
        "activities/attendance_mark.html",
        lambda: services.mark_attendance(
            by=request.user, opportunity_id=row.pk, person_id=person_id, outcome=outcome
        ),
        then=lambda done: f"{_day(done)}#person-{person_id}",
        context=_context(row, name=name, title=form.submit_text),
    )


@requires("log_activity")
def attendance_clear(request: HttpRequest, opportunity_id: int, person_id: int) -> HttpResponse:
    """Take away a mark that was set beside the wrong name."""
    if again := sent_before(request):
        return again
    row = found_run(request, opportunity_id)
    found = selectors.find_day_row(row, person_id, request.user)
    form = AnswerForm(request.POST or None, button="Take this mark away")
    return submit_page(
        request,
        form,
        "activities/attendance_clear.html",
        lambda: services.clear_attendance(
            by=request.user, opportunity_id=row.pk, person_id=person_id
        ),
        then=_day,
        context=_context(row, found=found, why_not=selectors.clear_refusal(row, person_id)),
        said="Taken away.",
    )


@requires("log_activity")
def attendance_hours(request: HttpRequest, opportunity_id: int, person_id: int) -> HttpResponse:
    """Say how long one person was there, where that differs from the others."""
    row = found_run(request, opportunity_id)
    found = selectors.find_day_row(row, person_id, request.user)
    form = HoursForm(request.POST or None, initial={"hours": as_hours(found.minutes)})
    return submit_page(
        request,
        form,
        "activities/attendance_hours.html",
        lambda: services.note_minutes(
            by=request.user, opportunity_id=row.pk, person_id=person_id, minutes=form.minutes
        ),
        then=lambda done: f"{_day(done)}#person-{person_id}",
        context=_context(row, found=found, length=as_hours(row.session.minutes)),
        said="Saved.",
    )


@requires("log_activity")
def attendance_begin(request: HttpRequest, session_id: int) -> HttpResponse:
    """Begin the list of who came, for a session that nobody could sign up for."""
    session = find_session(session_id)
    form = AnswerForm(request.POST or None, button="Begin the list")
    return submit_page(
        request,
        form,
        "activities/attendance_begin.html",
        lambda: services.begin_list(by=request.user, session_id=session.pk),
        then=_day,
        context={"session": session, "why_not": selectors.begin_refusal(session, request.user)},
    )


@requires("log_activity")
def attendance_sheet(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Bring in the sheet of paper, all at once."""
    row = found_run(request, opportunity_id)
    day = selectors.day_of(row, request.user)
    known = [each.person_id for each in day.rows if each.outcome == Attendance.Outcome.CAME]
    form = SheetForm(
        request.POST or None,
        listed=[(each.person_id, each.name) for each in day.rows],
        initial={"came": known},
    )
    return submit_page(
        request,
        form,
        "activities/attendance_sheet.html",
        lambda: services.mark_sheet(
            by=request.user,
            opportunity_id=row.pk,
            came=form.cleaned_data["came"],
            others_missed=form.cleaned_data["others_missed"],
        ),
        then=_day,
        context=_context(row, day=day),
        said="Saved.",
    )


@requires("log_activity")
def attendance_walk_in(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Find a member who came without signing up."""
    row = found_run(request, opportunity_id)
    text = request.GET.get("q", "")[:100]
    named = walk_ins(row, request.user, text)
    keys = [(each, new_key()) for each in named.people]
    context = _context(row, named=named, found=keys)
    return render(request, "activities/attendance_walk_in.html", context)


@requires("log_activity")
def attendance_missed(request: HttpRequest, opportunity_id: int, person_id: int) -> HttpResponse:
    """Write a kind word to somebody who did not come."""
    row = found_run(request, opportunity_id)
    found = selectors.find_day_row(row, person_id, request.user)
    form = AnswerForm(request.POST or None, button="Write to them")
    return submit_page(
        request,
        form,
        "activities/attendance_missed.html",
        lambda: services.tell_missed(by=request.user, opportunity_id=row.pk, person_id=person_id),
        then=_day,
        context=_context(row, name=found.name),
        said="It goes to them by the way that suits them.",
    )


@requires("log_activity")
def attendance_finish(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Say that it was held, how many came, and the hours."""
    row = found_run(request, opportunity_id)
    day = selectors.day_of(row, request.user)
    form = FinishForm(
        request.POST or None,
        counted=selectors.to_count(row),
        version=row.session.version,
        initial={
            "staff_hours": as_hours(row.session.staff_minutes),
            "prepared_hours": as_hours(row.session.prepared_minutes),
        },
    )
    return submit_page(
        request,
        form,
        "activities/attendance_finish.html",
        lambda: services.finish_session(
            by=request.user,
            opportunity_id=row.pk,
            expected=form.expected_version,
            entry=form.entry,
        ),
        then=_finished,
        context=_context(row, day=day),
        said="Saved. Thank you for saying who came.",
    )


def _finished(result: Opportunity) -> str:
    """The activity; where it is still planned, the page on which to say that it happened."""
    activity = result.session.activity
    if activity.status == Activity.Status.PLANNED:
        return reverse("activities:activity_move", args=[activity.pk, Activity.Status.HAPPENED])
    return reverse("activities:activity_detail", args=[activity.pk])


@requires("log_activity")
def opportunity_next(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Write what happens next, for those who came."""
    row = found_run(request, opportunity_id)
    owed = owed_of(row.session)
    day = selectors.day_of(row, request.user)
    form = NextForm(
        request.POST or None,
        initial={"words": owed.words if owed else ""},
        version=owed.version if owed else None,
    )
    return submit_page(
        request,
        form,
        "activities/opportunity_next.html",
        lambda: write_answer(
            by=request.user,
            opportunity_id=row.pk,
            expected=form.expected_version,
            words=form.cleaned_data["words"],
        ),
        then=lambda _done: reverse("activities:opportunity_run", args=[row.pk]),
        context=_context(row, owed=owed, came=day.came),
        said="Saved. Those who came can read it.",
    )
