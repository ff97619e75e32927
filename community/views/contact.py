"""Pages about messages that the team gives by hand, and addresses that fail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from community.forms import contact as forms
from community.rules.people import KEEP
from community.selectors import contact as selectors
from community.selectors.need_pages import needs_before_reaching
from community.selectors.people import find_person
from community.services import contact as services
from community.services.needs import note_needs_look
from community.services.people import note_looks
from community.tables.contact import BY_HAND
from core.access import requires
from core.pages import submit_page
from core.tables import render_list


@requires(KEEP)
def by_hand_list(request: HttpRequest) -> HttpResponse:
    """Messages to tell, text or post."""
    return render_list(
        request,
        BY_HAND,
        selectors.by_hand_open(),
        None,
        "community/by_hand_list.html",
        {"later": selectors.by_hand_later()},
        may_download=False,
    )


@requires(KEEP)
def by_hand_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """One message by hand: what to say, to whom, and how it went."""
    row = selectors.find_by_hand(pk)
    note_looks(by=request.user, people=[row.person])
    needs = needs_before_reaching(request.user, row.person)
    if needs.said:
        note_needs_look(by=request.user, person=row.person)
    form = forms.ByHandForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/by_hand_finish.html",
        lambda: services.finish_by_hand(by=request.user, by_hand_id=pk, **form.cleaned_data),
        then=lambda _row: reverse("community:by_hand_list"),
        context={
            "row": row,
            "why_not": selectors.why_not_finish(request.user, row),
            "needs": [{"key": group, "value": words} for group, words in needs.said.items()],
            "is_kept_from": needs.is_kept_from,
        },
        said="Saved.",
    )


@requires(KEEP)
def by_hand_letters(request: HttpRequest) -> HttpResponse:
    """Letters that wait, each on a sheet of its own when printed."""
    letters = selectors.letters_to_print()
    note_looks(by=request.user, people=[letter.person for letter in letters])
    form = forms.LettersForm(letters, request.POST or None)
    return submit_page(
        request,
        form,
        "community/by_hand_letters.html",
        lambda: services.finish_letters(by=request.user, by_hand_ids=form.cleaned_data["letters"]),
        then=lambda _count: reverse("community:by_hand_letters"),
        context={"letters": letters},
        said="The letters are ticked off, with your name.",
    )


@requires(KEEP)
def person_address_trust(request: HttpRequest, person_id: int) -> HttpResponse:
    """Mail came back from somebody's address, but it works."""
    person = find_person(request.user, person_id)
    return submit_page(
        request,
        forms.TrustAddressForm(request.POST or None),
        "community/person_address_trust.html",
        lambda: services.trust_address(by=request.user, person_id=person.pk),
        then=lambda _person: reverse("community:person_consents", args=[person.pk]),
        context={"person": person},
        said="We write to this address again.",
    )
