"""Planning sessions that repeat, and opening them for sign-up together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.repeating import DaysForm, OpenLikeForm, RepeatForm
from activities.selectors.detail import edit_refusal, find_activity
from activities.selectors.log import log_choices
from activities.selectors.repeating import days_there, sessions_to_open
from activities.services.repeating import open_like, repeat_session
from activities.views.preparation import found_run
from core.access import requires
from core.pages import submit_page
from organisation.selectors.special_days import days_to_mind, said_of_days


@requires("log_activity")
def session_repeat(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Say how often, look at the days, leave some out, and plan them all at once."""
    activity = find_activity(activity_id)
    rule = RepeatForm(request.GET or None, choices=log_choices(request.user))
    context = {
        "activity": activity,
        "rule": rule,
        "blocker": edit_refusal(activity, request.user),
        "to_mind": days_to_mind(),
    }
    template = "activities/session_repeat.html"
    if not rule.is_valid():
        return render(request, template, context)
    days = rule.cleaned_data["days"]
    there = days_there(activity.pk, rule.entry.starts_at, days)
    form = DaysForm(request.POST or None, days=days, there=there, special=said_of_days(days))
    return submit_page(
        request,
        form,
        template,
        lambda: repeat_session(
            by=request.user,
            activity_id=activity.pk,
            entry=rule.entry,
            days=form.cleaned_data["days"],
        ),
        then=lambda done: reverse("activities:activity_detail", args=[done.pk]),
        context=context | {"number": len(days)},
        said="The sessions are planned.",
    )


@requires("log_activity")
def opportunity_open_like(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Open the other sessions of the same activity for sign-up like this one."""
    row = found_run(request, opportunity_id)
    sessions = sessions_to_open(row)
    form = OpenLikeForm(request.POST or None, sessions=sessions)
    return submit_page(
        request,
        form,
        "activities/opportunity_open_like.html",
        lambda: open_like(
            by=request.user, opportunity_id=row.pk, session_ids=form.cleaned_data["sessions"]
        ),
        then=lambda done: reverse("activities:activity_detail", args=[done.session.activity_id]),
        context={"opportunity": row, "session": row.session, "sessions": sessions},
        said="The sessions are open for sign-up.",
    )
