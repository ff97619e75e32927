"""Going back to an earlier version of a person's record: by the involvement team, or by themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from community.rules.people import KEEP
from community.selectors.earlier import earlier_page
from community.selectors.own import found_record
from community.selectors.people import find_person
from community.services.people import note_looks
from community.services.restore import restore_person
from community.views.people import page_of
from core.access import requires, signed_in
from core.history.pages import restore_page


@requires(KEEP)
def person_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show what would change in a record, and make it say again what it said."""
    person = find_person(request.user, pk)
    note_looks(by=request.user, people=[person])
    return restore_page(
        request,
        "community/person_restore.html",
        earlier_page(person, version, request.user),
        person,
        lambda form: restore_person(
            by=request.user, person_id=person.pk, version=version, **form.given
        ),
        then=page_of,
    )


@signed_in
def own_restore(request: HttpRequest, version: int) -> HttpResponse:
    """The same for one's own record."""
    person = found_record(request.user)
    return restore_page(
        request,
        "community/own_restore.html",
        earlier_page(person, version, request.user),
        person,
        lambda form: restore_person(
            by=request.user, person_id=person.pk, version=version, **form.given
        ),
        then=lambda _: reverse("community:own_history"),
    )
