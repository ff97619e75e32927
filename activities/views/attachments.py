"""Files of an activity: add, fetch, correct what is said of them, remove."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from activities.forms.attachments import AddAttachmentForm, AttachmentForm, attachment_initial
from activities.forms.moves import ReasonForm
from activities.selectors.attachments import (
    add_refusal,
    correct_refusal,
    find_attachment,
    remove_refusal,
    session_pairs,
)
from activities.selectors.detail import find_activity
from activities.services import attachments as services
from core import pages
from core.access import requires
from core.files.pages import serve
from core.files.uploads import takes_files


@requires("log_activity")
@takes_files(most_bytes=services.TAKES.most_bytes)
def attachment_add(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Add a file to an activity."""
    activity = find_activity(activity_id)
    is_sent = request.method == "POST"
    form = AddAttachmentForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        sessions=session_pairs(activity),
        initial={"session": request.GET.get("session", "")},
    )
    if is_sent:
        done = pages.submit(
            request,
            form,
            lambda: services.add_attachment(
                by=request.user,
                activity_id=activity_id,
                upload=form.cleaned_data["file"],
                entry=form.entry,
            ),
            then=lambda _: _files_of(activity_id),
        )
        if done:
            messages.success(request, "The file is added.")
            return done
    context = {
        "form": form,
        "activity": activity,
        "blocker": add_refusal(activity, request.user),
    }
    return render(request, "activities/attachment_add.html", context)


@requires("see_attachments")
def attachment_fetch(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """Save the file."""
    attachment = find_attachment(attachment_id)
    return serve(request, attachment.file, name=attachment.shows)


@requires("log_activity")
def attachment_correct(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Correct what is said of a file."""
    attachment = find_attachment(attachment_id)
    form = AttachmentForm(
        request.POST if request.method == "POST" else None,
        sessions=session_pairs(attachment.activity),
        initial=attachment_initial(attachment),
    )
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.correct_attachment(
                by=request.user, attachment_id=attachment_id, entry=form.entry
            ),
            then=lambda _: _files_of(attachment.activity_id),
        )
        if done:
            messages.success(request, "Saved.")
            return done
    blocker = correct_refusal(attachment, request.user)
    context = {"form": form, "attachment": attachment, "blocker": blocker}
    return render(request, "activities/attachment_correct.html", context)


@requires("log_activity")
def attachment_remove(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Take a file away for good, with a reason."""
    attachment = find_attachment(attachment_id)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        question="Why do you remove it?",
        button="Remove the file",
    )
    if request.method == "POST":
        done = pages.submit(
            request,
            form,
            lambda: services.remove_attachment(
                by=request.user,
                attachment_id=attachment_id,
                reason=form.cleaned_data["reason"],
            ),
            then=lambda _: _files_of(attachment.activity_id),
        )
        if done:
            messages.success(request, "The file is removed.")
            return done
    blocker = remove_refusal(attachment, request.user)
    context = {"form": form, "attachment": attachment, "blocker": blocker}
    return render(request, "activities/attachment_remove.html", context)


def _files_of(activity_id: int) -> str:
    return reverse("activities:activity_detail", args=[activity_id]) + "#files"
