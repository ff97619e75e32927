"""Pages on which somebody says whether an address that staff typed is theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from community.forms.contact import AddressCheckForm, AskAddressForm
from community.rules.people import KEEP
from community.selectors.addresses import person_of_address_token
from community.selectors.people import find_person
from community.services import addresses as services
from community.services.contact import ask_address
from community.views.consents import link_gone, private
from core.access import public, requires
from core.pages import submit_page
from core.service import System

LINK = System("address link")


@public
def address_check(request: HttpRequest, address_token: str) -> HttpResponse:
    """Asks who gets the mail whether the address is theirs. It names nobody."""
    person = person_of_address_token(address_token)
    if person is None:
        return link_gone(request)
    form = AddressCheckForm(request.POST or None)
    answer = submit_page(
        request,
        form,
        "community/address_check.html",
        lambda: services.answer_address(
            by=LINK,
            person_id=person.pk,
            address=person.email,
            is_theirs=form.cleaned_data["answer"] == "yes",
        ),
        then=lambda _person: reverse("community:address_answered", args=[address_token]),
    )
    return private(answer)


@public
def address_answered(request: HttpRequest, address_token: str) -> HttpResponse:
    """Thanks, and what happens now."""
    person = person_of_address_token(address_token)
    if person is None:
        return link_gone(request)
    if not person.is_address_theirs and person.email_failed_at is None:
        return redirect("community:address_check", address_token)
    context = {"is_theirs": person.is_address_theirs, "token": address_token}
    return private(render(request, "community/address_answered.html", context))


@requires(KEEP)
def person_address_ask(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask at somebody's address whether it is theirs."""
    person = find_person(request.user, person_id)
    return submit_page(
        request,
        AskAddressForm(request.POST or None),
        "community/person_address_ask.html",
        lambda: ask_address(by=request.user, person_id=person.pk),
        then=lambda _person: reverse("community:person_consents", args=[person.pk]),
        context={"person": person},
        said="The question is on its way.",
    )
