"""Logging an activity and correcting it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from activities.forms.activity import ActivityFields, activity_initial
from activities.forms.log import CorrectForm, LogForm, log_initial
from activities.forms.moves import ThrowAwayForm
from activities.forms.templates import usable
from activities.selectors.detail import already_chosen, edit_refusal, find_activity
from activities.selectors.log import log_choices
from activities.selectors.templates import offered_templates, template_named
from activities.services import log as services
from core import pages
from core.access import requires
from core.drafts.selectors import draft_of
from core.drafts.services import drop_draft, owner_token

DRAFT = "activities:activity_log"
LONGEST_ADDRESS = 300


@requires("log_activity")
def activity_log(request: HttpRequest) -> HttpResponse:
    """Log an activity: blank, like another one, or from a kept draft."""
    choices = log_choices(request.user)
    if request.method == "POST":
        form = LogForm(request.POST, choices=choices)
        done = pages.submit(
            request,
            form,
            lambda: services.log_activity(
                by=request.user,
                colleague=form.cleaned_data["colleague"],
                **form.entries,
            ),
            then=lambda activity: _after_logging(request, activity),
            draft=DRAFT if request.POST.get("draft_kept") else "",
            asks_before_repeat=True,
        )
        if done:
            messages.success(request, " ".join(["Saved. Thank you.", *form.numbers_read]))
            _remark(request, form)
            return done
        return _log_page(request, form)
    return _offer_form(request, choices)


def _offer_form(request: HttpRequest, choices) -> HttpResponse:
    draft = draft_of(request.user, DRAFT)
    hidden = {"draft_owner": owner_token(request.user), "draft_page": DRAFT}
    if draft and request.GET.get("draft") == "use":
        kept = hidden | {"draft_kept": "1"}
        return _log_page(request, LogForm.from_draft(draft.values, choices=choices, draft=kept))
    initial = log_initial(choices, _like(request), request.GET.dict()) | hidden
    template = template_named(request.GET.get("template", ""), request.user)
    form = LogForm(choices=choices, initial=initial)
    gone: list[str] = []
    if template is not None:
        kept, gone = usable(form, template.values)
        form = LogForm(choices=choices, initial=initial | kept)
    return _log_page(request, form, draft, template=template, gone=gone)


def _like(request: HttpRequest):
    """The activity to log again, from the address; None for anything that is not a number."""
    like = request.GET.get("like", "")
    is_number = like.isascii() and like.isdigit() and len(like) < 18
    return find_activity(int(like)) if is_number else None


def _log_page(request: HttpRequest, form: LogForm, draft=None, **more) -> HttpResponse:
    context = {"form": form, "draft": draft, "draft_page": DRAFT, **more}
    if request.method == "GET":
        context["templates"] = offered_templates(request.user)
    return render(request, "activities/activity_log.html", context)


def _remark(request: HttpRequest, form: ActivityFields) -> None:
    """It is saved all the same: only whoever typed it knows whether it is personal."""
    for remark in form.personal_remarks:
        messages.info(request, remark)


def _after_logging(request: HttpRequest, activity) -> str:
    """Back to where the person came from, if the address says so; else the new activity."""
    back = request.GET.get("next", "")
    is_plain = len(back) <= LONGEST_ADDRESS and back.isprintable()
    if back and is_plain and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("activities:activity_detail", args=[activity.pk])


@requires("log_activity")
def activity_draft_drop(request: HttpRequest) -> HttpResponse:
    """Throw a kept draft of the log form away, after asking."""
    form = ThrowAwayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: drop_draft(person_id=request.user.pk, page=DRAFT),
            then=lambda _: reverse("activities:activity_log"),
        )
        if done:
            return done
    return render(request, "activities/activity_draft_drop.html", {"form": form})


@requires("log_activity")
def activity_correct(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Correct what a record says."""
    activity = find_activity(activity_id)
    blocker = edit_refusal(activity, request.user)
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        choices=log_choices(request.user),
        already=already_chosen(activity),
        initial=activity_initial(activity),
        version=activity.version,
    )
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.correct_activity(
                by=request.user,
                activity_id=activity_id,
                expected=form.expected_version,
                entry=form.entry_for(activity),
                reason=form.cleaned_data["reason"],
            ),
            then=lambda _: reverse("activities:activity_detail", args=[activity_id]),
        )
        if done:
            messages.success(request, "Your changes are saved.")
            _remark(request, form)
            return done
    context = {"form": form, "activity": activity, "blocker": blocker}
    return render(request, "activities/activity_correct.html", context)
