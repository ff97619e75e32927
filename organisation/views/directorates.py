"""Pages about directorates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.exports.pages import render_listing
from core.pages import submit, submit_page
from organisation import exports, forms, selectors, services
from organisation.views.parts import part_context


def _page(directorate) -> str:
    return reverse("organisation:directorate_detail", args=[directorate.pk])


@requires("see_organisation")
def directorate_list(request: HttpRequest) -> HttpResponse:
    """Every directorate, past ones too."""
    context = {"may_keep": request.user.may("keep_organisation")}
    listing = exports.directorate_listing(request.user)
    return render_listing(request, listing, "organisation/directorate_list.html", context)


@requires("see_organisation")
def directorate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One directorate: its services, what came before and after, and who works there."""
    directorate = selectors.find_directorate(pk)
    context = {
        "directorate": directorate,
        "parts": selectors.reorganisation(directorate),
        "may_take_out": request.user.may("export_activities"),
        "may_see_changes": request.user.may("see_changes"),
        **part_context(request, directorate, f"d{pk}", selectors.posts_in_directorate),
    }
    return render(request, "organisation/directorate_detail.html", context)


@requires("keep_organisation")
def directorate_open(request: HttpRequest) -> HttpResponse:
    """Open a directorate."""
    form = forms.DirectorateOpenForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/directorate_open.html",
        lambda: services.open_directorate(by=request.user, **form.cleaned_data),
        then=_page,
        said="The directorate is open. Now open its services.",
    )


@requires("keep_organisation")
def directorate_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the names of a directorate."""
    directorate = selectors.find_directorate(pk)
    names = {name: getattr(directorate, name) for name in ("name", "short_name", "old_name")}
    form = forms.DirectorateRenameForm(
        request.POST or None, version=directorate.version, initial=names
    )
    return submit_page(
        request,
        form,
        "organisation/directorate_rename.html",
        lambda: services.rename_directorate(
            by=request.user, directorate_id=pk, expected=form.expected_version, **form.cleaned_data
        ),
        then=_page,
        context={"directorate": directorate},
    )


@requires("keep_organisation")
def directorate_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a directorate and say where each of its services goes."""
    directorate = selectors.find_directorate(pk)
    form = forms.DirectorateCloseForm(
        request.POST or None,
        version=directorate.version,
        services=selectors.services_to_place(pk),
        directorates=selectors.directorates_to_join(pk),
    )
    if request.method == "POST":
        done = submit(request, form, lambda: _close(request, pk, form), then=_page)
        if done:
            return done
    context = {"form": form, "directorate": directorate}
    return render(request, "organisation/directorate_close.html", context)


def _close(request: HttpRequest, pk: int, form: forms.DirectorateCloseForm):
    return services.close_directorate(
        by=request.user,
        directorate_id=pk,
        expected=form.expected_version,
        closes_on=form.cleaned_data["closes_on"],
        successor_id=form.cleaned_data["successor"],
        reason=form.cleaned_data["reason"],
        plan=form.plan,
    )
