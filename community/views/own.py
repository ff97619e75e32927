"""Pages on which people look after their own record: read, change, pause, leave."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.facts.own import TITLES, own_rows
from community.forms import own as forms
from community.forms.people import PARTS
from community.models import Status
from community.selectors import own as selectors
from community.selectors.people import LISTS, chosen_ids, chosen_words
from community.selectors.people_offers import offers
from community.selectors.person_page import alias_histories, person_history
from community.selectors.roles import holding
from community.services import people as services
from community.services.rights import leave
from core.access import signed_in
from core.history.pages import versions_at
from core.pages import submit_page


def _home(_result: object = None) -> str:
    return reverse("home:my_involvement")


@signed_in
def own_record(request: HttpRequest) -> HttpResponse:
    """What we know about me, part by part."""
    person = selectors.found_record(request.user)
    context = {"rows": own_rows(person, chosen_words(person)), "holding": holding(person)}
    return render(request, "community/own_record.html", context)


@signed_in
def own_record_change(request: HttpRequest, part: str) -> HttpResponse:
    """Change one part of my record."""
    person = selectors.found_record(request.user)
    if part not in TITLES:
        raise Http404
    kind = PARTS[part]
    known = {n: chosen_ids(person, n) if n in LISTS else getattr(person, n) for n in kind.names()}
    form = forms.in_own_words(
        kind(
            request.POST or None, version=person.version, initial=known, offers=offers(person, part)
        )
    )
    return submit_page(
        request,
        form,
        "community/own_record_change.html",
        lambda: services.change_person(
            by=request.user,
            person_id=person.pk,
            expected=form.expected_version,
            changes=form.changes,  # type: ignore[attr-defined]
        ),
        then=lambda _person: reverse("community:own_record"),
        context={"title": TITLES[part]},
        said=_("Saved."),
    )


@signed_in
def own_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my record, my needs, my emergency contact."""
    person = selectors.found_record(request.user)
    context = {"looks": selectors.looks_at(person)}
    return render(request, "community/own_looks.html", context)


@signed_in
def own_history(request: HttpRequest) -> HttpResponse:
    """What happened with my record."""
    person = selectors.found_record(request.user)
    context = {
        "moves": selectors.moves_of(person),
        "steps": person_history(person, request.user, versions_at("community:own_restore")),
        "joined": alias_histories(person, request.user),
    }
    return render(request, "community/own_history.html", context)


@signed_in
def own_pause(request: HttpRequest) -> HttpResponse:
    """Take a break, with a day to come back if there is one."""
    person = selectors.found_record(request.user)
    form = forms.PauseForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/own_pause.html",
        lambda: services.move_person(
            by=request.user, person_id=person.pk, to=Status.PAUSED, **form.cleaned_data
        ),
        then=_home,
        context={"why_not": selectors.why_not_move(request.user, person, Status.PAUSED)},
        said=_("You have paused. We do not ask you for anything until you come back."),
    )


@signed_in
def own_return(request: HttpRequest) -> HttpResponse:
    """Come back from a break or after leaving; ask again after a "not now"."""
    person = selectors.found_record(request.user)
    to = selectors.way_back(person)
    is_again = person.status == Status.NOT_NOW
    kind = forms.AskAgainForm if is_again else forms.ReturnForm
    return submit_page(
        request,
        kind(request.POST or None),
        "community/own_return.html",
        lambda: services.move_person(by=request.user, person_id=person.pk, to=to),
        then=_home,
        context={
            "why_not": selectors.why_not_move(request.user, person, to),
            "is_again": is_again,
        },
        said=_("You asked to join again.") if is_again else _("Welcome back."),
    )


@signed_in
def own_leave(request: HttpRequest) -> HttpResponse:
    """Leave, and say what becomes of the record."""
    person = selectors.found_record(request.user)
    form = forms.LeaveForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/own_leave.html",
        lambda: leave(
            by=request.user,
            person_id=person.pk,
            is_to_be_forgotten=form.cleaned_data["then"] == form.FORGET,
            why=form.cleaned_data["why"],
        ),
        then=_home,
        context={"why_not": selectors.why_not_move(request.user, person, Status.LEFT)},
        said=_("You have left. Thank you for all you did."),
    )
