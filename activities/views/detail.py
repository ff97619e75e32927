"""The page of one activity, its moves, its sessions and its history."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from activities.facts.activities import activity_rows, came_in
from activities.forms.moves import HappenedForm, ReasonForm
from activities.forms.session import SessionForm, new_session_initial, session_initial
from activities.models import Activity, Session
from activities.rules.log import last_day, needs_reason
from activities.selectors.attachments import attachments_of
from activities.selectors.detail import (
    activity_page,
    edit_refusal,
    find_activity,
    find_session,
    history_parts,
    move_refusal,
    session_refusal,
)
from activities.selectors.log import log_choices
from activities.selectors.notices import told_of_change
from activities.services import log as services
from activities.tables import COLOURS
from core import pages
from core.access import requires
from core.history import changes
from core.history.pages import versions_at
from organisation.selectors.special_days import days_to_mind, said_of_day


@requires("see_activities")
def activity_detail(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity: what it was, how deep, who came, and what may be done next."""
    page = activity_page(activity_id, request.user, timezone.localdate())
    context = {
        "page": page,
        "activity": page.activity,
        "rows": activity_rows(page, request.user),
        "colour": COLOURS[page.activity.status],
        "text": page.activity.get_status_display(),
        "may_log": request.user.may("log_activity"),
        "may_see_headcounts": request.user.may("see_headcounts"),
        "attachments": attachments_of(page.activity, request.user),
    }
    return render(request, "activities/activity_detail.html", context)


@requires("see_activities")
def activity_history(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Who changed what, when and why."""
    activity = find_activity(activity_id)
    parts = history_parts(
        activity,
        with_people=request.user.may("see_headcounts"),
        with_files=request.user.may("see_attachments"),
    )
    may_go_back = request.user.may("log_activity")
    back = versions_at("activities:activity_restore", activity_id) if may_go_back else None
    steps = changes(activity, reader=request.user, parts=parts, skip=("search",), back=back)
    context = {"activity": activity, "steps": steps, "came_in": came_in(activity, request.user)}
    return render(request, "activities/activity_history.html", context)


QUESTIONS = {
    Activity.Status.CANCELLED: ("Why was it cancelled?", "Cancel this activity"),
    Activity.Status.CLOSED: ("Anything to add before you close it?", "Close this activity"),
    Activity.Status.PLANNED: ("Why is it planned again?", "Make it planned again"),
}


@requires("log_activity")
def activity_move(request: HttpRequest, activity_id: int, to: str) -> HttpResponse:
    """Say that an activity happened, is closed, is cancelled or is planned after all."""
    if to not in Activity.Status.values:
        raise Http404
    activity = find_activity(activity_id)
    form = _move_form(request, activity, to)
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.move_activity(
                by=request.user,
                activity_id=activity_id,
                expected=form.expected_version,
                to=to,
                **form.moves,
            ),
            then=lambda _: reverse("activities:activity_detail", args=[activity_id]),
        )
        if done:
            messages.success(request, "Saved.")
            return done
    blocker = move_refusal(activity, request.user, to)
    context = {"form": form, "activity": activity, "to": to, "blocker": blocker}
    return render(request, "activities/activity_move.html", context)


def _move_form(request: HttpRequest, activity: Activity, to: str):
    data = request.POST if request.method == "POST" else None
    if to == Activity.Status.HAPPENED:
        level = activity.level_achieved_id or activity.level_planned_id
        return HappenedForm(
            data,
            choices=log_choices(request.user),
            initial={"level": level},
            version=activity.version,
        )
    question, button = QUESTIONS[Activity.Status(to)]
    return ReasonForm(
        data,
        question=question,
        button=button,
        is_owed=needs_reason(to),
        version=activity.version,
    )


@requires("log_activity")
def session_add(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Add a session to an activity."""
    activity = find_activity(activity_id)
    choices = log_choices(request.user)
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial=new_session_initial(choices),
    )
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.add_session(
                by=request.user, activity_id=activity_id, entry=form.entry
            ),
            then=lambda _: reverse("activities:activity_detail", args=[activity_id]),
        )
        if done:
            messages.success(request, " ".join(_saved(form, form.entry.status)))
            return done
    context = {
        "form": form,
        "activity": activity,
        "blocker": edit_refusal(activity, request.user),
        "to_mind": days_to_mind(),
    }
    return render(request, "activities/session_add.html", context)


def _saved(form: SessionForm, status: str) -> list[str]:
    """What is said after a session was saved: what day it is, too."""
    day, precision = form.entry.held_on, form.entry.precision
    is_late = status == Session.Status.PLANNED and last_day(day, precision) < timezone.localdate()
    late = ["That day is over. Say that the session was held, or correct the day."]
    said = said_of_day(day, precision)
    return ["The session is saved.", *form.numbers_read, *said, *(late if is_late else [])]


@requires("log_activity")
def session_correct(request: HttpRequest, session_id: int) -> HttpResponse:
    """Correct a session's record."""
    session = find_session(session_id)
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        choices=log_choices(request.user),
        asks_status=False,
        initial=session_initial(session),
        version=session.version,
    )
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.correct_session(
                by=request.user,
                session_id=session_id,
                expected=form.expected_version,
                entry=form.entry,
            ),
            then=lambda _: reverse("activities:activity_detail", args=[session.activity_id]),
        )
        if done:
            messages.success(request, " ".join(_saved(form, session.status)))
            return done
    blocker = edit_refusal(session.activity, request.user)
    back = versions_at("activities:session_restore", session_id) if blocker is None else None
    context = {
        "form": form,
        "session": session,
        "blocker": blocker,
        "told": told_of_change(session),
        "history": changes(session, reader=request.user, back=back),
        "to_mind": days_to_mind(),
    }
    return render(request, "activities/session_correct.html", context)


@requires("log_activity")
def session_move(request: HttpRequest, session_id: int, to: str) -> HttpResponse:
    """Say that a planned session was held, or cancel it with a reason."""
    if to not in Session.Status.values:
        raise Http404
    session = find_session(session_id)
    cancels = to == Session.Status.CANCELLED
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        question="Why was the session cancelled?" if cancels else "Anything to add?",
        button="Cancel this session" if cancels else "Save",
        is_owed=cancels,
        version=session.version,
    )
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.move_session(
                by=request.user,
                session_id=session_id,
                expected=form.expected_version,
                to=to,
                reason=form.cleaned_data["reason"],
            ),
            then=lambda _: reverse("activities:activity_detail", args=[session.activity_id]),
        )
        if done:
            messages.success(request, "Saved.")
            return done
    blocker = session_refusal(session, request.user, to)
    context = {"form": form, "session": session, "to": to, "blocker": blocker}
    context["told"] = told_of_change(session) if cancels else 0
    return render(request, "activities/session_move.html", context)
