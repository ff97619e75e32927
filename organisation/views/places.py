"""Pages about venues and areas."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.exports.pages import render_listing
from core.history import changes
from core.history.pages import versions_at
from core.pages import submit, submit_page
from organisation import exports, forms, selectors, services

KNOWN = (
    "name",
    "postcode",
    "is_step_free",
    "has_hearing_loop",
    "has_toilet",
    "parking",
    "buses",
    "getting_there",
)


def _page(venue) -> str:
    return reverse("organisation:venue_detail", args=[venue.pk])


def _areas(_row=None) -> str:
    return reverse("organisation:area_list")


@requires("see_organisation")
def venue_list(request: HttpRequest) -> HttpResponse:
    """Every venue, those put away too."""
    context = {"may_keep": request.user.may("keep_places")}
    listing = exports.venue_listing(request.user)
    return render_listing(request, listing, "organisation/venue_list.html", context)


@requires("see_organisation")
def venue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one venue."""
    venue = selectors.find_venue(pk)
    may_keep = request.user.may("keep_places")
    back = versions_at("organisation:venue_restore", pk) if may_keep else None
    history = (
        changes(venue, reader=request.user, back=back) if request.user.may("see_posts") else []
    )
    context = {"venue": venue, "history": history, "may_keep": may_keep}
    return render(request, "organisation/venue_detail.html", context)


@requires("keep_places")
def venue_add(request: HttpRequest) -> HttpResponse:
    """Add a venue."""
    form = forms.VenueForm(request.POST or None, areas=selectors.areas())
    return submit_page(
        request,
        form,
        "organisation/venue_add.html",
        lambda: services.add_venue(by=request.user, **form.venue),
        then=_page,
        said="The venue is added.",
    )


@requires("keep_places")
def venue_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a venue."""
    venue = selectors.find_venue(pk)
    known = {name: getattr(venue, name) for name in KNOWN} | {"area": venue.area_id}
    form = forms.VenueForm(
        request.POST or None, version=venue.version, areas=selectors.areas(), initial=known
    )
    return submit_page(
        request,
        form,
        "organisation/venue_change.html",
        lambda: services.change_venue(
            by=request.user, venue_id=pk, expected=form.expected_version, **form.venue
        ),
        then=_page,
        context={"venue": venue},
    )


@requires("keep_places")
def venue_put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer offer a venue."""
    venue = selectors.find_venue(pk)
    form = forms.PutAwayForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/venue_put_away.html",
        lambda: services.put_away_venue(by=request.user, venue_id=pk),
        then=_page,
        context={"venue": venue},
    )


@requires("keep_places")
def venue_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a venue again."""
    venue = selectors.find_venue(pk)
    form = forms.BringBackForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/venue_bring_back.html",
        lambda: services.bring_back_venue(by=request.user, venue_id=pk),
        then=_page,
        context={"venue": venue},
    )


@requires("keep_places")
def area_list(request: HttpRequest) -> HttpResponse:
    """Every area."""
    listing = exports.area_listing(request.user)
    return render_listing(request, listing, "organisation/area_list.html")


@requires("keep_places")
def area_add(request: HttpRequest) -> HttpResponse:
    """Add an area."""
    form = forms.AreaForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/area_add.html",
        lambda: services.add_area(by=request.user, **form.cleaned_data),
        then=_areas,
        said="The area is added.",
    )


@requires("keep_places")
def area_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name or code of an area."""
    area = selectors.find_area(pk)
    known = {"name": area.name, "code": area.code}
    form = forms.AreaForm(request.POST or None, version=area.version, initial=known)
    if request.method == "POST":
        seen = form.expected_version
        done = submit(
            request,
            form,
            lambda: services.change_area(
                by=request.user, area_id=pk, expected=seen, **form.cleaned_data
            ),
            then=_areas,
        )
        if done:
            messages.success(request, "The area is saved.")
            return done
    back = versions_at("organisation:area_restore", pk)
    history = changes(area, reader=request.user, back=back)
    context = {"form": form, "area": area, "history": history}
    return render(request, "organisation/area_change.html", context)
