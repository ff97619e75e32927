"""Going back to an earlier version of a directorate, a service, a venue, an area or a word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import requires
from core.history.pages import way_back_page
from organisation import rules, selectors
from organisation.services import restore as services


@requires("keep_organisation")
def directorate_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The names that a directorate had."""
    row = selectors.find_directorate(pk)
    return way_back_page(
        request,
        row,
        services.DIRECTORATE,
        services.restore_directorate,
        version=version,
        then=reverse("organisation:directorate_detail", args=[pk]),
        blocker=rules.change_part_blocker(request.user, selectors.part_facts(row)),
    )


@requires("keep_organisation")
def service_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The name and cost centre that a service had."""
    row = selectors.find_service(pk)
    return way_back_page(
        request,
        row,
        services.SERVICE,
        services.restore_service,
        version=version,
        then=reverse("organisation:service_detail", args=[pk]),
        blocker=rules.change_part_blocker(request.user, selectors.part_facts(row)),
    )


@requires("keep_places")
def venue_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """What was known of a venue."""
    row, then = selectors.find_venue(pk), reverse("organisation:venue_detail", args=[pk])
    way, restore = services.VENUE, services.restore_venue
    return way_back_page(request, row, way, restore, version=version, then=then)


@requires("keep_places")
def area_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The name and code that an area had."""
    row, then = selectors.find_area(pk), reverse("organisation:area_change", args=[pk])
    way, restore = services.AREA, services.restore_area
    return way_back_page(request, row, way, restore, version=version, then=then)


@requires("keep_word_lists")
def word_restore(request: HttpRequest, name: str, pk: int, version: int) -> HttpResponse:
    """How a word was put."""
    return way_back_page(
        request,
        selectors.find_word(name, pk),
        services.WORD,
        services.restore_word,
        version=version,
        then=reverse("organisation:word_change", args=[name, pk]),
        which={"word_list": name},
    )
