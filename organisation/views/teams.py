"""Pages about services and teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.exports.pages import render_listing
from core.pages import submit, submit_page
from organisation import exports, forms, selectors, services
from organisation.views.parts import part_context


def _page(service) -> str:
    return reverse("organisation:service_detail", args=[service.pk])


@requires("see_organisation")
def service_list(request: HttpRequest) -> HttpResponse:
    """Every service, past ones too."""
    listing = exports.service_listing(request.user)
    return render_listing(request, listing, "organisation/service_list.html")


@requires("see_organisation")
def service_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: its directorate, what came before and after, and who works there."""
    service = selectors.find_service(pk)
    context = {
        "service": service,
        "predecessors": selectors.predecessors_of(service),
        **part_context(request, service, f"s{pk}", selectors.posts_in_service),
    }
    return render(request, "organisation/service_detail.html", context)


@requires("keep_organisation")
def service_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a service in a directorate."""
    directorate = selectors.find_directorate(pk)
    form = forms.ServiceOpenForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.open_service(by=request.user, directorate_id=pk, **form.cleaned_data),
            then=_page,
        )
        if done:
            messages.success(request, "The service is open.")
            return done
    context = {"form": form, "directorate": directorate}
    return render(request, "organisation/service_open.html", context)


@requires("keep_organisation")
def service_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name or cost centre of a service."""
    service = selectors.find_service(pk)
    known = {"name": service.name, "cost_centre": service.cost_centre}
    form = forms.ServiceChangeForm(request.POST or None, version=service.version, initial=known)
    if request.method == "POST":
        seen = form.expected_version
        done = submit(
            request,
            form,
            lambda: services.change_service(
                by=request.user, service_id=pk, expected=seen, **form.cleaned_data
            ),
            then=_page,
        )
        if done:
            return done
    context = {"form": form, "service": service}
    return render(request, "organisation/service_change.html", context)


@requires("keep_organisation")
def service_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a service to another directorate from a day on."""
    service = selectors.find_service(pk)
    others = selectors.directorates_to_join(service.directorate_id)
    form = forms.ServiceMoveForm(request.POST or None, version=service.version, directorates=others)
    return submit_page(
        request,
        form,
        "organisation/service_move.html",
        lambda: _move(request, pk, form),
        then=_page,
        context={"service": service},
    )


def _move(request: HttpRequest, pk: int, form: forms.ServiceMoveForm):
    return services.move_service(
        by=request.user,
        service_id=pk,
        expected=form.expected_version,
        directorate_id=form.cleaned_data["directorate"],
        moves_on=form.cleaned_data["moves_on"],
        reason=form.cleaned_data["reason"],
    )


@requires("keep_organisation")
def service_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a service, with or without another that follows it."""
    service = selectors.find_service(pk)
    others = selectors.services_to_join(pk)
    form = forms.ServiceCloseForm(request.POST or None, version=service.version, services=others)
    return submit_page(
        request,
        form,
        "organisation/service_close.html",
        lambda: _close(request, pk, form),
        then=_page,
        context={"service": service},
    )


def _close(request: HttpRequest, pk: int, form: forms.ServiceCloseForm):
    return services.close_service(
        by=request.user,
        service_id=pk,
        expected=form.expected_version,
        closes_on=form.cleaned_data["closes_on"],
        successor_id=form.cleaned_data["successor"],
        reason=form.cleaned_data["reason"],
    )
