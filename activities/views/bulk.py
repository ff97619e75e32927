"""Changing many activities at once: choose, say what, look, carry out, keep the report, undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from activities.exports import bulk_row_listing
from activities.filters import ActivityFilters
from activities.forms.bulk import (
    MOST_LISTED,
    BulkChangeForm,
    BulkPreviewForm,
    BulkUndoForm,
)
from activities.models import BulkChange
from activities.rules.bulk import MOST_AT_ONCE
from activities.selectors.bulk import (
    changeable_by,
    matching_ids,
    not_offered,
    removable_words,
    ticked_ids,
)
from activities.selectors.bulk_pages import (
    bulk_page,
    changes_seen_by,
    find_change,
    since_ids,
    since_rows,
)
from activities.selectors.lists import activity_rows
from activities.selectors.log import actor_of, log_choices
from activities.services import change_many as services
from activities.tables.bulk import BULK_CHANGES, TICKED, WITHOUT_NAMES
from core.access import requires
from core.exports.pages import render_listing
from core.pages import submit
from core.tables import list_page, render_list
from core.tellings.readers import may_see_names, name_for

ALL = "all"


@requires("see_activities")
def bulk_list(request: HttpRequest) -> HttpResponse:
    """Changes of many that were carried out, and one's own previews."""
    rows = changes_seen_by(request.user)
    table = BULK_CHANGES if may_see_names(request.user) else WITHOUT_NAMES
    return render_list(request, table, rows, None, "activities/bulk_list.html", may_download=False)


@requires("log_activity")
def bulk_choose(request: HttpRequest) -> HttpResponseBase:
    """Tick activities of the list as it is filtered, or take all that match."""
    actor = actor_of(request.user)
    rows = changeable_by(activity_rows(), actor)
    page = list_page(request, TICKED, rows, ActivityFilters, may_download=False)
    if page.response is not None:
        return page.response
    many = f"all {page.count:,} that match" if page.is_counted else "all that match"
    context = {
        "page": page,
        "has_errors": page.has_errors,
        "all_text": f"Change {many}",
        "not_offered": not_offered(request, actor),
    }
    return render(request, "activities/bulk_choose.html", context)


@requires("log_activity")
def bulk_change(request: HttpRequest) -> HttpResponse:
    """Say what is to change in the activities that the address names."""
    takes_all = request.GET.get("which") == ALL
    ids = (
        matching_ids(request, actor_of(request.user))
        if takes_all
        else ticked_ids(request.GET.getlist("row"))
    )
    form = BulkChangeForm(
        request.POST if request.method == "POST" else None,
        choices=log_choices(request.user),
        removable=removable_words(),
    )
    if request.method == "POST":
        prepare = services.ask_for_preview if len(ids) > MOST_AT_ONCE else services.prepare_change
        done = submit(
            request,
            form,
            lambda: prepare(
                by=request.user,
                activity_ids=ids,
                changes=form.changes,
                reason=form.cleaned_data["reason"],
            ),
            then=lambda change: reverse("activities:bulk_preview", args=[change.pk]),
        )
        if done:
            return done
    kept = request.GET.copy()
    for name in ("which", "row"):
        kept.pop(name, None)
    back = f"{reverse('activities:bulk_choose')}?{kept.urlencode()}"
    context = {"form": form, "count": len(ids), "back": back}
    return render(request, "activities/bulk_change.html", context)


@requires("log_activity")
def bulk_preview(request: HttpRequest, change_id: int) -> HttpResponse:
    """What a change would do, before it is done; then carry it out."""
    change = find_change(change_id, request.user)
    report = reverse("activities:bulk_detail", args=[change_id])
    page = bulk_page(change, request.user)
    is_waiting = page.work is not None and page.work.is_open
    if change.state != BulkChange.State.PREPARED or (is_waiting and not page.unseen):
        return redirect(report)
    form = BulkPreviewForm(request.POST if request.method == "POST" else None, count=page.will)
    if request.method == "POST":
        carry_out = services.ask_for_change if page.is_long else services.change_many
        done = submit(
            request,
            form,
            lambda: carry_out(by=request.user, change_id=change_id),
            then=lambda _: report,
        )
        if done:
            return done
    context = {"form": form, "page": page, "is_waiting": is_waiting}
    return render(request, "activities/bulk_preview.html", context)


@requires("see_activities")
def bulk_detail(request: HttpRequest, change_id: int) -> HttpResponse:
    """The report of a change, to keep; while a worker is at it, how far it is."""
    change = find_change(change_id, request.user)
    page = bulk_page(change, request.user)
    is_waiting = page.work is not None and page.work.is_open
    if change.state == BulkChange.State.PREPARED and (page.unseen or not is_waiting):
        return redirect("activities:bulk_preview", change_id)
    context = {
        "page": page,
        "changed_by": name_for(request.user, change.by),
        "taken_back_by": name_for(request.user, change.undone_by),
        "is_waiting": is_waiting,
        "is_own_work": is_waiting and page.work.by_id == request.user.pk,
        "may_undo": page.undo_blocker is None and not is_waiting,
    }
    return render(request, "activities/bulk_detail.html", context)


@requires("see_activities")
def bulk_row_list(request: HttpRequest, change_id: int) -> HttpResponse:
    """Every activity of a change, with what became of it."""
    listing = bulk_row_listing(request.user, change_id)
    context = {"change": find_change(change_id, request.user)}
    return render_listing(request, listing, "activities/bulk_row_list.html", context)


@requires("log_activity")
def bulk_undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a change back, after showing what was changed since."""
    change = find_change(change_id, request.user)
    page = bulk_page(change, request.user)
    since = since_rows(change, MOST_LISTED)
    form = BulkUndoForm(request.POST if request.method == "POST" else None, since=since)
    if request.method == "POST":

        def undo():
            also, is_every = form.chosen
            ask = services.ask_for_undo if page.was_long else services.undo_change
            chosen = since_ids(change) if is_every else also
            return ask(by=request.user, change_id=change_id, also=chosen)

        report = reverse("activities:bulk_detail", args=[change_id])
        done = submit(request, form, undo, then=lambda _: report)
        if done:
            if not page.was_long:
                messages.success(request, "The change is taken back.")
            return done
    context = {"form": form, "page": page, "since": len(since)}
    return render(request, "activities/bulk_undo.html", context)
