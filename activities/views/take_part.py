"""Taking part: finding a session, signing up, and saying that one cannot come."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.facts.sign_ups import ANSWERS, offer_facts, sign_up_facts
from activities.forms.sign_ups import AnswerForm, SignUpForm
from activities.models import SignUp
from activities.selectors import opportunities as selectors
from activities.services import sign_ups as services
from community.selectors.people import own_record
from core.access import public, signed_in
from core.pages import submit_page


@public
def take_part(request: HttpRequest) -> HttpResponse:
    """What people can take part in, the next first."""
    context = {
        "rows": selectors.opportunities_for(request.user),
        "is_member": own_record(request.user) is not None,
    }
    return render(request, "activities/take_part.html", context)


@public
def opportunity_detail(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """What a session is about, what is paid, and whether there is a place."""
    row = selectors.find_opportunity(opportunity_id, request.user)
    page = selectors.offer_page(row, request.user)
    context = {"page": page, "rows": offer_facts(page), "stands": _stands(page.mine)}
    return render(request, "activities/opportunity_detail.html", context)


@signed_in
def sign_up_add(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Sign up for a session."""
    row = selectors.find_opportunity(opportunity_id, request.user)
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    page = selectors.offer_page(row, request.user)
    known = {"shown_name": person.shown_name}
    form = SignUpForm(request.POST or None, seats=page.seats, initial=known)
    return submit_page(
        request,
        form,
        "activities/sign_up_add.html",
        lambda: services.sign_up(
            by=request.user, opportunity_id=row.pk, person_id=person.pk, entry=form.entry
        ),
        then=lambda made: reverse("activities:sign_up_detail", args=[made.pk]),
        context={"page": page, "person": person},
    )


@signed_in
def sign_up_detail(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """How one's own sign-up stands, and what can be done with it."""
    row = selectors.find_sign_up(sign_up_id, request.user)
    context = {
        "sign_up": row,
        "stands": _stands(row),
        "rows": sign_up_facts(row),
        "is_over": selectors.is_over(row.opportunity),
        "session": row.opportunity.session,
    }
    return render(request, "activities/sign_up_detail.html", context)


@signed_in
def sign_up_answer(request: HttpRequest, sign_up_id: int, answer: str) -> HttpResponse:
    """Take an offered place, decline it, or say that one cannot come."""
    row = selectors.find_sign_up(sign_up_id, request.user)
    if answer not in ANSWERS:
        raise Http404
    words = ANSWERS[answer]
    form = AnswerForm(request.POST or None, button=words.button)
    act = {
        "take": services.accept_offer,
        "decline": services.decline_offer,
        "withdraw": services.withdraw_sign_up,
    }[answer]
    return submit_page(
        request,
        form,
        "activities/sign_up_answer.html",
        lambda: act(by=request.user, sign_up_id=row.pk),
        then=lambda done: reverse("activities:sign_up_detail", args=[done.pk]),
        context={"sign_up": row, "words": words, "session": row.opportunity.session},
        said=_("Thank you for telling us."),
    )


def _stands(row: SignUp | None) -> str:
    return str(selectors.STANDS[SignUp.Status(row.status)]) if row else ""
