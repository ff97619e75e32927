"""Claims of one's own: the list, starting one, seeing it, sending it, taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import claim_words as words
from claims.forms.claims import (
    AnswerForm,
    ClaimDropForm,
    ClaimSendForm,
    ClaimStartForm,
    ClaimWithdrawForm,
    PayeeForm,
)
from claims.models import Claim
from claims.payment_words import claim_payments
from claims.rules import claims as rules
from claims.rules.appeals import appeal_blocker
from claims.selectors import claims as selectors
from claims.selectors.appeals import appeal_facts, appeals_of
from claims.selectors.deciding import asked_now, decisions_of, questions_of, steps_of
from claims.selectors.policy import edition_on
from claims.services import claims as services
from claims.services.payees import choose_payee
from claims.services.questions import answer_question
from claims.services.receipts import MOST_TOGETHER
from community.selectors.people import own_record
from core import pages
from core.access import requires
from core.files.uploads import takes_files
from core.money import pounds


def page_of(claim_id: int) -> str:
    """The page of a claim."""
    return reverse("claims:claim_detail", args=[claim_id])


@requires("claim_costs")
def claim_list_own(request: HttpRequest) -> HttpResponse:
    """My claims."""
    context = {
        "rows": list(words.list_rows(selectors.own_claims(request.user))),
        "edition": edition_on(timezone.localdate()),
        "is_joined": own_record(request.user) is not None,
    }
    return render(request, "claims/claim_list_own.html", context)


@requires("claim_costs")
def claim_start(request: HttpRequest) -> HttpResponse:
    """Start a claim: from something I came to, or for something else."""
    person = own_record(request.user)
    if person is None:
        return redirect("home:my_involvement")
    form = ClaimStartForm(
        request.POST if request.method == "POST" else None,
        sessions=words.start_choices(selectors.attended_sessions(request.user)),
        initial={"what": request.GET.get("session", "")},
    )
    return pages.submit_page(
        request,
        form,
        "claims/claim_start.html",
        lambda: services.start_claim(by=request.user, person_id=person.pk, **form.entry),
        then=lambda claim: page_of(claim.pk),
    )


@requires("claim_costs")
@takes_files(most_bytes=MOST_TOGETHER)
def claim_detail(request: HttpRequest, claim_id: int) -> HttpResponse:
    """A claim of mine: what is in it, what is wanting, how far it is; and what I am asked."""
    claim = selectors.find_own_claim(request.user, claim_id)
    question = asked_now(claim)
    context = _detail(claim) | {
        "may_withdraw": not rules.withdraw_blocker(request.user, selectors.claim_facts(claim)),
        "may_appeal": not appeal_blocker(request.user, appeal_facts(claim)),
    }
    if question is None and request.method != "POST":
        return render(request, "claims/claim_detail.html", context)
    if question is None:
        messages.warning(request, _("This question needs no answer any more."))
        return pages.sent_before(request) or redirect(page_of(claim_id))
    is_sent = request.method == "POST"
    form = AnswerForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, question=question
    )
    return pages.submit_page(
        request,
        form,
        "claims/claim_detail.html",
        lambda: answer_question(by=request.user, **form.entry),
        then=lambda _claim: page_of(claim_id),
        context=context | {"question": words.question_words(question)},
        said=_("We have your answer. Thank you."),
    )


def _detail(claim: Any) -> dict[str, Any]:
    """What the page of a claim shows of it."""
    payments = claim_payments(claim)
    return {
        "claim": claim,
        "title": words.title_of(claim),
        "is_draft": claim.state == claim.State.DRAFT,
        "lines": list(_lines(claim)),
        "receipts": list(words.receipt_rows(selectors.receipts_of(claim))),
        "asked": pounds(claim.asked_pence),
        "agreed": "" if claim.agreed_pence is None else pounds(claim.agreed_pence),
        "payee": words.payee_words(claim),
        "steps": [(words.STEPS[name], at) for name, at in steps_of(claim)],
        "to_do": words.to_do(claim) or words.money_words(payments["pay_by"]),
        "desk": words.desk_words(claim),
        "payments": payments,
        "appeals": appeals_of(claim),
        "edition": edition_on(timezone.localdate()),
    }


def _lines(claim: Claim) -> Iterable[dict[str, Any]]:
    if claim.state == Claim.State.DRAFT:
        return words.line_rows(selectors.check_lines(claim))
    rows = list(claim.lines.order_by("pk"))
    ids = [row.pk for row in rows]
    return words.sent_rows(rows, decisions_of(ids), questions_of(ids))


@requires("write_claims")
def claim_payee(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Who is paid."""
    claim = selectors.find_claim_to_write(request.user, claim_id)
    payee = claim.payee
    form = PayeeForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": payee.kind, "name": payee.name, "way": payee.way},
    )
    return pages.submit_page(
        request,
        form,
        "claims/claim_payee.html",
        lambda: choose_payee(
            by=request.user,
            claim_id=claim_id,
            kind=form.cleaned_data["kind"],
            name=form.cleaned_data.get("name") or "",
            way=form.cleaned_data["way"],
        ),
        then=lambda _claim: claim.address,
        context={
            "claim": claim,
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(claim)),
        },
    )


@requires("claim_costs")
def claim_send(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Check a claim and send it."""
    claim = selectors.find_own_claim(request.user, claim_id)
    checks = selectors.check_lines(claim)
    is_late = any(check.is_late for check in checks)
    is_sent = request.method == "POST"
    form = ClaimSendForm(request.POST if is_sent else None, is_late=is_late)
    # What a reason for being late would mend does not keep the page from being shown.
    mended = selectors.check_lines(claim, late_reason="-") if is_late else checks
    faults = [fault for check in mended for fault in check.faults]
    return pages.submit_page(
        request,
        form,
        "claims/claim_send.html",
        lambda: services.send_claim(
            by=request.user,
            claim_id=claim_id,
            late_reason=form.cleaned_data.get("late_reason", ""),
        ),
        then=lambda _claim: page_of(claim_id),
        context={
            "claim": claim,
            "title": words.title_of(claim),
            "lines": list(words.line_rows(mended)),
            "asked": pounds(claim.asked_pence),
            "payee": words.payee_words(claim),
            "blocker": rules.send_blocker(request.user, selectors.claim_facts(claim), faults),
        },
        said=_("We have your claim. Thank you."),
    )


@requires("claim_costs")
def claim_withdraw(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Take a claim back."""
    claim = selectors.find_own_claim(request.user, claim_id)
    form = ClaimWithdrawForm(request.POST if request.method == "POST" else None)
    return pages.submit_page(
        request,
        form,
        "claims/claim_withdraw.html",
        lambda: services.withdraw_claim(by=request.user, claim_id=claim_id),
        then=lambda _claim: page_of(claim_id),
        context={
            "claim": claim,
            "title": words.title_of(claim),
            "asked": pounds(claim.asked_pence),
            "blocker": rules.withdraw_blocker(request.user, selectors.claim_facts(claim)),
        },
        said=_("You have taken your claim back."),
    )


@requires("write_claims")
def claim_drop(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Throw away a claim that was not sent."""
    if again := pages.sent_before(request):
        return again
    claim = selectors.find_claim_to_write(request.user, claim_id)
    form = ClaimDropForm(request.POST if request.method == "POST" else None)
    return pages.submit_page(
        request,
        form,
        "claims/claim_drop.html",
        lambda: services.drop_claim(by=request.user, claim_id=claim_id),
        then=lambda _none: reverse(
            "claims:claim_entry_list" if claim.for_whom else "claims:claim_list_own"
        ),
        context={
            "claim": claim,
            "title": words.title_of(claim),
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(claim)),
        },
        said=_("The claim is deleted."),
    )
