"""Pages on which somebody who was asked says that they still want to take part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.forms.own import StillHereForm
from community.rules.heard_from import still_here_blocker
from community.selectors.own import found_record
from community.selectors.people import person_facts
from community.selectors.still_here import person_of_still_token
from community.services.heard_from import say_still_here
from community.views.consents import link_gone, private
from core.access import public, signed_in
from core.pages import submit_page
from core.service import System

LINK = System("still here link")


@public
def still_here(request: HttpRequest, still_token: str) -> HttpResponse:
    """Asks who got the mail for one press. It names nobody: mail is read by others too."""
    person = person_of_still_token(still_token)
    if person is None:
        return link_gone(request)
    answer = submit_page(
        request,
        StillHereForm(request.POST or None),
        "community/still_here.html",
        lambda: say_still_here(by=LINK, person_id=person.pk),
        then=lambda _person: reverse("community:still_here_said", args=[still_token]),
        context={"why_not": still_here_blocker(LINK, person_facts(person))},
    )
    return private(answer)


@public
def still_here_said(request: HttpRequest, still_token: str) -> HttpResponse:
    """Thanks, and where to go from here."""
    if person_of_still_token(still_token) is None:
        return link_gone(request)
    return private(render(request, "community/still_here_said.html"))


@signed_in
def own_still_here(request: HttpRequest) -> HttpResponse:
    """The same of somebody who is signed in."""
    person = found_record(request.user)
    return submit_page(
        request,
        StillHereForm(request.POST or None),
        "community/own_still_here.html",
        lambda: say_still_here(by=request.user, person_id=person.pk),
        then=lambda _person: reverse("home:my_involvement"),
        context={"why_not": still_here_blocker(request.user, person_facts(person))},
        said=_("Thank you. You stay with us."),
    )
