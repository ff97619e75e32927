"""Going back to an earlier version of a directorate, a service, a venue, an area or a word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import requires
from core.history.pages import earlier_of, restore_page
from organisation import rules, selectors
from organisation.services import restore as services


@requires("keep_organisation")
def directorate_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The names that a directorate had."""
    row = selectors.find_directorate(pk)
    blocker = rules.change_part_blocker(request.user, selectors.part_facts(row))
    return restore_page(
        request,
        "organisation/directorate_restore.html",
        earlier_of(row, version, services.DIRECTORATE, blocker),
        row,
        lambda form: services.restore_directorate(
            by=request.user, directorate_id=pk, version=version, **form.given
        ),
        then=lambda _: reverse("organisation:directorate_detail", args=[pk]),
    )


@requires("keep_organisation")
def service_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The name and cost centre that a service had."""
    row = selectors.find_service(pk)
    blocker = rules.change_part_blocker(request.user, selectors.part_facts(row))
    return restore_page(
        request,
        "organisation/service_restore.html",
        earlier_of(row, version, services.SERVICE, blocker),
        row,
        lambda form: services.restore_service(
            by=request.user, service_id=pk, version=version, **form.given
        ),
        then=lambda _: reverse("organisation:service_detail", args=[pk]),
    )


@requires("keep_places")
def venue_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """What was known of a venue."""
    row = selectors.find_venue(pk)
    return restore_page(
        request,
        "organisation/venue_restore.html",
        earlier_of(row, version, services.VENUE),
        row,
        lambda form: services.restore_venue(
            by=request.user, venue_id=pk, version=version, **form.given
        ),
        then=lambda _: reverse("organisation:venue_detail", args=[pk]),
    )


@requires("keep_places")
def area_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The name and code that an area had."""
    row = selectors.find_area(pk)
    return restore_page(
        request,
        "organisation/area_restore.html",
        earlier_of(row, version, services.AREA),
        row,
        lambda form: services.restore_area(
            by=request.user, area_id=pk, version=version, **form.given
        ),
        then=lambda _: reverse("organisation:area_change", args=[pk]),
    )


@requires("keep_word_lists")
def word_restore(request: HttpRequest, name: str, pk: int, version: int) -> HttpResponse:
    """How a word was put."""
    row = selectors.find_word(name, pk)
    return restore_page(
        request,
        "organisation/word_restore.html",
        earlier_of(row, version, services.WORD),
        row,
        lambda form: services.restore_word(
            by=request.user, word_list=name, word_id=pk, version=version, **form.given
        ),
        then=lambda _: reverse("organisation:word_change", args=[name, pk]),
        context={"list_name": name},
    )
