"""Looking at a decision again: asked by its person, answered by who did not decide it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import appeal_words
from claims import claim_words as words
from claims.forms.appeals import AppealAnswerForm, AppealForm, AppealWithdrawForm
from claims.rules import appeals as rules
from claims.selectors import appeals as selectors
from claims.selectors.claims import claim_facts, find_own_claim, receipts_of
from claims.selectors.policy import edition_on
from claims.services import appeals as services
from core import pages
from core.access import requires
from core.files.pages import serve


def page_of(appeal_id: int) -> str:
    """What somebody asked, with the answer."""
    return reverse("claims:appeal_detail", args=[appeal_id])


@requires("claim_costs")
def appeal_start(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Ask us to look at a decision again."""
    claim = find_own_claim(request.user, claim_id)
    form = AppealForm(request.POST if request.method == "POST" else None)
    facts = selectors.appeal_facts(claim)
    lines = selectors.lines_to_look_at(claim)
    return pages.submit_page(
        request,
        form,
        "claims/appeal_start.html",
        lambda: services.start_appeal(by=request.user, claim_id=claim_id, **form.cleaned_data),
        then=lambda appeal: page_of(appeal.pk),
        context={
            "claim": claim,
            "title": words.title_of(claim),
            "rows": list(appeal_words.cost_rows(lines, selectors.decisions_by_line(claim))),
            "to": selectors.next_answerer(claim),
            "until": facts.until,
            "last": selectors.appeals_of(claim).first(),
            "blocker": rules.appeal_blocker(request.user, facts),
            "edition": edition_on(timezone.localdate()),
        },
        said=_("We have what you wrote. Thank you."),
    )


@requires("claim_costs")
def appeal_detail(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """What I asked to be looked at again, and the answer."""
    appeal = selectors.find_own_appeal(request.user, appeal_id)
    blocker = rules.take_back_blocker(request.user, claim_facts(appeal.claim), appeal.state)
    context = {
        "appeal": appeal,
        "claim": appeal.claim,
        "state": appeal_words.state_words(appeal),
        "may_take_back": blocker is None,
        "edition": edition_on(timezone.localdate()),
    }
    return render(request, "claims/appeal_detail.html", context)


@requires("claim_costs")
def appeal_withdraw(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """I do not need another look."""
    appeal = selectors.find_own_appeal(request.user, appeal_id)
    form = AppealWithdrawForm(request.POST if request.method == "POST" else None)
    facts = claim_facts(appeal.claim)
    return pages.submit_page(
        request,
        form,
        "claims/appeal_withdraw.html",
        lambda: services.withdraw_appeal(by=request.user, appeal_id=appeal_id),
        then=lambda _appeal: page_of(appeal_id),
        context={
            "appeal": appeal,
            "claim": appeal.claim,
            "blocker": rules.take_back_blocker(request.user, facts, appeal.state),
        },
        said=_("You have taken this back."),
    )


@requires(rules.ANSWER)
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Decisions that I look at again."""
    context = {
        "open": selectors.open_for(request.user),
        "answered": selectors.answered_by(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "claims/appeal_list.html", context)


@requires(rules.ANSWER)
def appeal_answer(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Look at a decision again and answer."""
    appeal = selectors.find_appeal(request.user, appeal_id)
    claim = appeal.claim
    lines = list(selectors.lines_to_look_at(claim, appeal.made_at))
    form = AppealAnswerForm(request.POST or None, lines=lines, version=appeal.version)
    return pages.submit_page(
        request,
        form,
        "claims/appeal_answer.html",
        lambda: services.answer_appeal(
            by=request.user,
            appeal_id=appeal_id,
            expected=form.expected_version,
            words=form.cleaned_data["words"],
            more=form.more,
        ),
        then=lambda _appeal: reverse("claims:appeal_list"),
        context={
            "appeal": appeal,
            "claim": claim,
            "title": words.title_of(claim),
            "rows": list(appeal_words.cost_rows(lines, selectors.decisions_by_line(claim))),
            "receipts": list(words.receipt_rows(receipts_of(claim))),
            "blocker": rules.answer_blocker(
                request.user, selectors.answer_facts(request.user, appeal)
            ),
        },
        said="The answer is sent.",
    )


@requires(rules.ANSWER)
def appeal_receipt(request: HttpRequest, appeal_id: int, receipt_id: int) -> HttpResponseBase:
    """Save a receipt of a claim that is looked at again."""
    receipt = selectors.find_appeal_receipt(request.user, appeal_id, receipt_id)
    name = f"{receipt.claim.reference} {words.receipt_name(receipt)}"
    return serve(request, receipt.file, name=name)
