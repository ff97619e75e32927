"""Pages on which people say what they may be written to about."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from community.forms import consents as forms
from community.models import Purpose, Source
from community.rules.people import KEEP
from community.selectors import consents as selectors
from community.selectors.contact import address_stands
from community.selectors.people import find_person, own_record
from community.services import consents as services
from community.services.people import note_looks
from community.tables.consents import WORDINGS
from core.access import public, requires, signed_in
from core.pages import submit_page
from core.service import System
from core.tables import render_list

LINK = System("preference link")
ONE_CLICK = "One-Click"


@signed_in
def own_consents(request: HttpRequest) -> HttpResponse:
    """What I may be written to about."""
    person = own_record(request.user)
    if person is None:
        return redirect("home:start")
    page = selectors.preference_page(person)
    form = forms.PreferenceForm(page, request.POST or None)
    return submit_page(
        request,
        form,
        "community/own_consents.html",
        lambda: services.record_consents(
            by=request.user,
            person_id=person.pk,
            choices=form.choices,
            source=Source.ONLINE,
            expected=form.expected_version,
        ),
        then=lambda _rows: reverse("community:own_consents"),
        context={"page": page},
        said=_("Saved. We keep to this from now on."),
    )


@requires(KEEP)
def person_consents(request: HttpRequest, person_id: int) -> HttpResponse:
    """What somebody may be written to about, as they told the team."""
    person = find_person(request.user, person_id)
    note_looks(by=request.user, people=[person])
    page = selectors.preference_page(person)
    form = forms.ToldPreferenceForm(page, request.POST or None)

    def record() -> object:
        said_on = form.cleaned_data["said_on"]
        is_today = said_on == timezone.localdate()
        return services.record_consents(
            by=request.user,
            person_id=person.pk,
            choices=form.choices,
            source=form.cleaned_data["source"],
            at=None if is_today else timezone.make_aware(datetime.combine(said_on, time(12))),
            wordings=selectors.present_wordings(said_on),
            expected=form.expected_version,
            note=form.cleaned_data["note"],
        )

    return submit_page(
        request,
        form,
        "community/person_consents.html",
        record,
        then=lambda _rows: reverse("community:person_consents", args=[person.pk]),
        context={"page": page, "person": person, "address": address_stands(person)},
        said="Saved with your name and the way they told you.",
    )


@requires(KEEP)
def preference_link_renew(request: HttpRequest, person_id: int) -> HttpResponse:
    """End the links to somebody's preferences, as when a mail was passed on."""
    person = find_person(request.user, person_id)
    return submit_page(
        request,
        forms.RenewLinkForm(request.POST or None),
        "community/preference_link_renew.html",
        lambda: services.renew_preference_link(by=request.user, person_id=person.pk),
        then=lambda _link: reverse("community:person_consents", args=[person.pk]),
        context={"person": person},
        said="Earlier links no longer work. The next message has a new one.",
    )


@public
def link_consents(request: HttpRequest, token: str) -> HttpResponse:
    """The page of preferences by the link in a message; it says nothing of whose it is."""
    person = selectors.person_of_token(token)
    if person is None:
        return link_gone(request)
    page = selectors.preference_page(person)
    form = forms.PreferenceForm(page, request.POST or None)
    answer = submit_page(
        request,
        form,
        "community/link_consents.html",
        lambda: services.record_consents(
            by=LINK,
            person_id=person.pk,
            choices=form.choices,
            source=Source.SIGNED_LINK,
            expected=form.expected_version,
        ),
        then=lambda _rows: reverse("community:link_consents", args=[token]),
        context={"page": page, "token": token},
        said=_("Saved. We keep to this from now on."),
    )
    return private(answer)


@csrf_exempt
@public
def unsubscribe(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """Stop messages: asks first when opened, does it when posted, as mail programs do.

    Whoever posts holds the token, and needs neither cookie nor second page (RFC 8058).
    """
    purposes = selectors.purposes_of(purpose)
    person = selectors.person_of_token(token)
    if person is None:
        return link_gone(request)
    form = forms.UnsubscribeForm(request.POST or None)

    def stop() -> object:
        return services.stop_purposes(
            by=LINK, person_id=person.pk, purposes=purposes, source=Source.SIGNED_LINK
        )

    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        stop()
        return HttpResponse("Stopped.", content_type="text/plain")
    return private(
        submit_page(
            request,
            form,
            "community/unsubscribe.html",
            stop,
            then=lambda _count: reverse("community:link_consents", args=[token]),
            context={"token": token, "purposes": [forms.ABOUT[Purpose(each)] for each in purposes]},
            said=_("Stopped. You can change this again here."),
        )
    )


def link_gone(request: HttpRequest) -> HttpResponse:
    """A link that was never given or no longer counts: not which."""
    return private(render(request, "community/link_gone.html", status=404))


def private(answer: HttpResponse) -> HttpResponse:
    """An address with a token in it goes to no search engine and no cache.

    To no other site either: that is the policy of every page. A stricter one would have
    browsers send forms without their origin, which are refused.
    """
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires(KEEP)
def wording_list(request: HttpRequest) -> HttpResponse:
    """Every version of the words people agree to."""
    return render_list(
        request,
        WORDINGS,
        selectors.all_wordings(),
        None,
        "community/wording_list.html",
        may_download=False,
    )


@requires(KEEP)
def wording_add(request: HttpRequest) -> HttpResponse:
    """Add a version of the words."""
    form = forms.WordingForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/wording_add.html",
        lambda: services.add_wording(by=request.user, **form.cleaned_data),
        then=lambda _row: reverse("community:wording_list"),
        said="The words are added.",
    )
