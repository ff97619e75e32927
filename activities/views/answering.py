"""Answering from a message, without signing in. Opening a page answers nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.forms.sign_ups import AnswerForm, OfferForm
from activities.selectors import answering as selectors
from activities.selectors.names import called
from activities.services import answering as services
from activities.views.felt import private
from activities.views.preparation import found_run
from core.access import public, requires
from core.pages import submit_page
from core.service import System

LINK = System("link of an offer")
ASKED = System("link of a question")
# Who comes back to the page with their answer reads a thank you there; a later visit is closed.
SENT = "?sent"


@public
def offer_answer(request: HttpRequest, offer_token: str) -> HttpResponse:
    """Take an offered place or say no to it. Once answered or over, it says nothing of the session."""
    row, turn = selectors.offer_of(offer_token)
    form = OfferForm(request.POST or None)
    answer = submit_page(
        request,
        form,
        "activities/offer_answer.html",
        lambda: services.answer_offer(
            by=LINK, sign_up_id=row.pk, turn=turn, takes=form.cleaned_data["answer"] == "yes"
        ),
        then=lambda _row: reverse("activities:offer_answer", args=[offer_token]) + SENT,
        context={
            "sign_up": row,
            "opportunity": row.opportunity,
            "session": row.opportunity.session,
            "why_not": selectors.offer_refusal(row, turn),
            "thanks": selectors.offer_thanks(row, turn) if SENT[1:] in request.GET else "",
        },
    )
    return private(answer)


@public
def invitation_answer(request: HttpRequest, asked_token: str) -> HttpResponse:
    """Say "no, thank you" to being asked to come. It names nobody; once closed, the session neither."""
    row = selectors.invitation_of(asked_token)
    is_own = request.user.is_authenticated and row.person.account_id == request.user.pk
    by = request.user if is_own else ASKED
    answer = submit_page(
        request,
        AnswerForm(request.POST or None, button=_("No, thank you")),
        "activities/invitation_answer.html",
        lambda: services.decline_invitation(by=by, invitation_id=row.pk),
        then=lambda _row: reverse("activities:invitation_answer", args=[asked_token]) + SENT,
        context={
            "opportunity": row.opportunity,
            "session": row.opportunity.session,
            "why_not": selectors.decline_refusal(by, row),
            "is_sent": SENT[1:] in request.GET and row.declined_at is not None,
        },
    )
    return private(answer)


@requires("log_activity")
def invitation_settle(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Write down that somebody said "no, thank you", by telephone or on paper."""
    row = selectors.find_invitation(invitation_id)
    opportunity = found_run(request, row.opportunity_id)
    return submit_page(
        request,
        AnswerForm(request.POST or None, button="They said no, thank you"),
        "activities/invitation_settle.html",
        lambda: services.decline_invitation(by=request.user, invitation_id=row.pk),
        then=lambda done: reverse("activities:opportunity_ask", args=[done.opportunity_id]),
        context={
            "opportunity": opportunity,
            "session": opportunity.session,
            "name": called(row.person, "", request.user),
            "why_not": selectors.decline_refusal(request.user, row),
        },
        said="Saved.",
    )
