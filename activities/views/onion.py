"""The engagement onion: of the trust or a part of it, of all directorates, and for everyone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from activities.charts import onion_picture
from activities.forms.onion import OnionForm, PeriodForm
from activities.models.counts import Scope
from activities.reports.onion import numbers_csv, title_of
from activities.selectors.levels import Levels, all_levels
from activities.selectors.onion import (
    Asked,
    OnionFigure,
    Place,
    Places,
    all_places,
    directorate_figures,
    onion_figure,
    public_figure,
)
from core.access import public, requires
from organisation.selectors import posts_of


@dataclass(frozen=True)
class _Page:
    """What every onion page of the trust's own people needs."""

    form: OnionForm
    asked: Asked
    places: Places
    levels: Levels

    @property
    def services(self) -> list[Place]:
        """The services of the directorate that is shown."""
        place = self.asked.place
        if place.scope != Scope.DIRECTORATE or place.directorate_id is None:
            return []
        return self.places.services_of(place.directorate_id)


def _page(request: HttpRequest) -> _Page:
    places = all_places()
    form = OnionForm(request.GET, today=timezone.localdate(), places=places)
    return _Page(form, form.asked(), places, all_levels())


@requires("see_onion")
def onion(request: HttpRequest) -> HttpResponse:
    """The onion of the trust, a directorate or a service, with its table."""
    page = _page(request)
    own = {post.directorate_id for post in posts_of(request.user)}
    context = {
        "figure": onion_figure(page.asked, page.levels),
        "form": page.form,
        "own": [place for place in page.places.directorates if place.id in own],
        "page": page,
    }
    return render(request, "activities/onion.html", context)


@requires("see_onion")
def onion_directorates(request: HttpRequest) -> HttpResponse:
    """Every directorate's onion, small, on one page."""
    page = _page(request)
    del page.form.fields["place"]
    figures = directorate_figures(page.asked, page.places, page.levels)
    context = {"form": page.form, "asked": page.asked, "figures": figures}
    return render(request, "activities/onion_directorates.html", context)


@requires("see_onion")
def onion_svg(request: HttpRequest) -> HttpResponse:
    """The picture as a file."""
    page = _page(request)
    return _as_svg(onion_figure(page.asked, page.levels))


@requires("see_onion")
def onion_csv(request: HttpRequest) -> HttpResponse:
    """The numbers as a file."""
    page = _page(request)
    return _as_csv(onion_figure(page.asked, page.levels))


@public
def onion_public(request: HttpRequest) -> HttpResponse:
    """The trust's onion as everyone may see it: what happened, in plain words."""
    form = PeriodForm(request.GET, today=timezone.localdate())
    figure = public_figure(form.asked(), all_levels())
    return render(request, "activities/onion_public.html", {"form": form, "figure": figure})


@public
def onion_public_svg(request: HttpRequest) -> HttpResponse:
    """The public picture as a file."""
    asked = PeriodForm(request.GET, today=timezone.localdate()).asked()
    return _as_svg(public_figure(asked, all_levels()))


@public
def onion_public_csv(request: HttpRequest) -> HttpResponse:
    """The public numbers as a file."""
    asked = PeriodForm(request.GET, today=timezone.localdate()).asked()
    return _as_csv(public_figure(asked, all_levels()))


def _as_svg(figure: OnionFigure) -> HttpResponse:
    drawn = onion_picture(
        "onion", figure.onion, title=title_of(figure.asked), has_planned=not figure.is_public
    )
    return _file(drawn, "image/svg+xml", figure, "svg")


def _as_csv(figure: OnionFigure) -> HttpResponse:
    return _file(numbers_csv(figure), "text/csv; charset=utf-8", figure, "csv")


def _file(content: str, kind: str, figure: OnionFigure, ending: str) -> HttpResponse:
    place = slugify(figure.asked.place.name)[:60] or "part"
    response = HttpResponse(content, content_type=kind)
    name = f"onion-{place}-{figure.as_of.isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
