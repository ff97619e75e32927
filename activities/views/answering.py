"""Answering from a message, without signing in. Opening a page answers nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.forms.sign_ups import OfferForm
from activities.selectors import answering as selectors
from activities.services import answering as services
from activities.views.felt import private
from core.access import public
from core.pages import submit_page
from core.service import System

LINK = System("link of an offer")


@public
def offer_answer(request: HttpRequest, offer_token: str) -> HttpResponse:
    """Take an offered place or say no to it. Once answered or over, it says nothing of the session."""
    row, turn = selectors.offer_of(offer_token)
    form = OfferForm(request.POST or None)
    said = {
        "yes": _("The place is yours. We look forward to seeing you."),
        "no": _("Thank you for telling us. Somebody else can have the place now."),
    }
    answer = submit_page(
        request,
        form,
        "activities/offer_answer.html",
        lambda: services.answer_offer(
            by=LINK, sign_up_id=row.pk, turn=turn, takes=form.cleaned_data["answer"] == "yes"
        ),
        then=lambda _row: reverse("activities:offer_answer", args=[offer_token]),
        context={
            "sign_up": row,
            "opportunity": row.opportunity,
            "session": row.opportunity.session,
            "why_not": selectors.offer_refusal(row, turn),
        },
        said=said.get(request.POST.get("answer", ""), ""),
    )
    return private(answer)
