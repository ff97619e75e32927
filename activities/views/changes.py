"""The page of recent changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from activities.forms.changes import ChangesForm
from activities.models.acts import THE_TRUST
from activities.selectors import changes as selectors
from activities.selectors.acts import Wanted, end_of_month, people_of
from core.access import requires
from core.tellings.readers import may_see_names

NEWER, OLDER = "newer_than", "older_than"


@requires("see_changes")
def recent_changes(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first: of the reader's own directorate until another is chosen."""
    form = _form(request)
    until = form.said("until")
    wanted = Wanted(
        services=selectors.services_for(request.user, form.said("kind") or ""),
        directorate_id=form.said("directorate") or THE_TRUST,
        person_id=form.said("person"),
        newer_than=_place(request, NEWER),
        older_than=_place(request, OLDER) or (end_of_month(until) if until else None),
    )
    page = selectors.recent_changes(wanted, request.user)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "page": page,
        "where": form.where,
        "is_part": wanted.directorate_id != THE_TRUST,
        "names_people": "person" in form.fields,
        "newer_href": _href(form, NEWER, page.newer_than),
        "older_href": _href(form, OLDER, page.older_than),
        "clear_href": reverse("activities:recent_changes") + f"?directorate={THE_TRUST}",
    }
    return render(request, "activities/recent_changes.html", context)


def _form(request: HttpRequest) -> ChangesForm:
    data = request.GET.copy()
    if "directorate" not in data:
        data["directorate"] = str(selectors.own_directorate(request.user))
    people = None
    if may_see_names(request.user):
        also = [request.user.pk, *_numbers(data, "person")]
        people = people_of(next(iter(_numbers(data, "directorate")), THE_TRUST), also=also)
    return ChangesForm(
        data,
        directorates=selectors.directorates(),
        kinds=[(kind.key, kind.label) for kind in selectors.kinds_for(request.user)],
        people=people,
    )


def _numbers(data: QueryDict, name: str) -> list[int]:
    """An id from the address; nothing for what is none."""
    text = data.get(name, "")
    return [int(text)] if text.isascii() and text.isdigit() and len(text) < 18 else []


def _place(request: HttpRequest, name: str) -> UUID | None:
    """The act beside which the page begins; a place that is none is the first page."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _href(form: ChangesForm, name: str, place: UUID | None) -> str:
    if place is None:
        return ""
    chosen: dict[str, Any] = {**form.choices_made, name: place}
    return f"?{urlencode(chosen)}"
