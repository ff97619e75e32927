"""Pages of saved views."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.access import signed_in
from core.pages import submit_page
from core.saved import services
from core.saved.forms import SavedViewDeleteForm, SavedViewForm, SavedViewUnshareForm
from core.saved.lists import asked_of, list_place
from core.saved.selectors import find_view, view_rows
from core.saved.tables import views_for
from core.tables import render_list
from core.tellings.readers import name_for


def _list(_result=None) -> str:
    return reverse("core:saved_view_list")


@signed_in
def saved_view_list(request: HttpRequest) -> HttpResponse:
    """One's own views, and those that others share."""
    template = "core/saved_view_list.html"
    rows, table = view_rows(request.user), views_for(request.user)
    return render_list(request, table, rows, None, template, may_download=False)


@signed_in
def saved_view_add(request: HttpRequest, list_name: str) -> HttpResponse:
    """Save the filters and order that stand in the address, which are those of the list."""
    place = list_place(list_name)
    if place is None:
        raise Http404
    if not place.may_be_opened_by(request.user):
        raise PermissionDenied
    query = asked_of(request)
    form = SavedViewForm(request.POST if request.method == "POST" else None, is_new=True)
    return submit_page(
        request,
        form,
        "core/saved_view_add.html",
        lambda: services.save_view(
            by=request.user, list_name=list_name, query=query, **form.cleaned_data
        ),
        then=lambda _: place.address(query),
        said="The view is saved. You find it above the list.",
        context={"place": place, "back": place.address(query)},
    )


@signed_in
def saved_view_change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Give one's view another name, share it or stop sharing it."""
    view = find_view(view_id, request.user)
    form = SavedViewForm(
        request.POST if request.method == "POST" else None,
        is_new=False,
        initial={"name": view.name, "is_shared": view.is_shared},
        version=view.version,
    )
    return submit_page(
        request,
        form,
        "core/saved_view_change.html",
        lambda: services.change_view(
            by=request.user,
            view_id=view_id,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=_list,
        said="The view is saved.",
        context=_shown(request, view, form),
    )


@signed_in
def saved_view_delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take one's view away, after asking."""
    view = find_view(view_id, request.user)
    form = SavedViewDeleteForm(request.POST if request.method == "POST" else None)
    return submit_page(
        request,
        form,
        "core/saved_view_delete.html",
        lambda: services.delete_view(by=request.user, view_id=view_id),
        then=_list,
        said="The view is deleted.",
        context=_shown(request, view, form),
    )


@signed_in
def saved_view_unshare(request: HttpRequest, view_id: int) -> HttpResponse:
    """Stop sharing a view; whoever saved it keeps it."""
    view = find_view(view_id, request.user)
    form = SavedViewUnshareForm(request.POST if request.method == "POST" else None)
    return submit_page(
        request,
        form,
        "core/saved_view_unshare.html",
        lambda: services.unshare_view(by=request.user, view_id=view_id),
        then=_list,
        said="The view is no longer shared.",
        context=_shown(request, view, form),
    )


def _shown(request: HttpRequest, view, form) -> dict:
    place = list_place(view.list_name)
    is_own = view.by_id == request.user.pk
    owner = name_for(request.user, view.by)
    return {"form": form, "view": view, "place": place, "is_own": is_own, "owner": owner}
