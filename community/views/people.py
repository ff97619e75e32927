"""Pages about people: find them, read and change a record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from community.exports import person_listing
from community.facts import people as facts
from community.forms.people import PARTS
from community.models import Look
from community.rules.people import ENTER, KEEP, SEE
from community.selectors.need_pages import needs_before_reaching, needs_panel
from community.selectors.people import LISTS, chosen_ids, chosen_words, find_person, roles_now
from community.selectors.people_offers import offers
from community.selectors.person_page import alias_histories, person_history, person_page
from community.services import people as services
from community.services.changes import change_and_tell
from community.services.needs import note_needs_look
from community.tables.people import UNNAMED, reference, status_tag
from core.access import requires
from core.exports.pages import render_listing
from core.history.pages import versions_at
from core.pages import submit_page
from core.saved.lists import searched_in_private


def page_of(person: Any) -> str:
    """The address of a person's page."""
    return reverse("community:person_detail", args=[person.pk])


@requires(SEE)
@searched_in_private
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody the viewer may see."""
    listing = person_listing(request.user)
    context = {"may_keep": request.user.may(KEEP), "may_enter": request.user.may(ENTER)}
    return render_listing(request, listing, "community/person_list.html", context)


@requires(SEE)
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: all of the record for the involvement team, little for staff at large."""
    person = find_person(request.user, pk)
    needs = needs_panel(request.user, person)
    if needs.rows:
        note_needs_look(by=request.user, person=person)
    if not request.user.may(KEEP):
        rows = facts.open_rows(person, chosen_words(person), roles_now(person))
        context = {"person": person, "called": person.shown_name or UNNAMED, "rows": rows}
        context |= {"reference": reference(person.pk), "needs": needs}
        return render(request, "community/person_detail.html", context)
    context = {
        "person": person,
        "called": person.name,
        "is_alias": person.pk != pk,
        "reference": reference(person.pk),
        "status": status_tag(person.status),
        "rows": facts.whole_rows(person, chosen_words(person)),
        "page": person_page(person, request.user),
        "needs": needs,
        "history": person_history(
            person, request.user, versions_at("community:person_restore", person.pk)
        ),
    }
    context["joined"] = alias_histories(person, request.user)
    services.note_looks(by=request.user, people=[person])
    return render(request, "community/person_detail.html", context)


@requires(KEEP)
def person_reach(request: HttpRequest, pk: int) -> HttpResponse:
    """How to reach a person. That somebody looked is noted, and the person can read it."""
    person = find_person(request.user, pk)
    services.note_look(by=request.user, person_id=person.pk, what=Look.What.RECORD)
    needs = needs_before_reaching(request.user, person)
    if needs.said:
        note_needs_look(by=request.user, person=person)
    rows = facts.contact_rows(person, needs.said)
    context = {"person": person, "rows": rows, "is_kept_from": needs.is_kept_from}
    return render(request, "community/person_reach.html", context)


@requires(KEEP)
def person_change(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Change one part of a record."""
    person = find_person(request.user, pk)
    if part not in PARTS:
        raise Http404
    if part == "reach":
        services.note_looks(by=request.user, people=[person])
    kind = PARTS[part]
    known = {n: chosen_ids(person, n) if n in LISTS else getattr(person, n) for n in kind.names()}
    form = kind(
        request.POST or None, version=person.version, initial=known, offers=offers(person, part)
    )
    return submit_page(
        request,
        form,
        "community/person_change.html",
        lambda: change_and_tell(
            by=request.user,
            person_id=pk,
            expected=form.expected_version,
            changes=form.changes,
        ),
        then=page_of,
        context={"person": person, "title": facts.PARTS[part].title},
        said="The record is saved.",
    )
