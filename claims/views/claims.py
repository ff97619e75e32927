"""Claims of one's own: the list, starting one, seeing it, sending it, taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import claim_words as words
from claims.forms.claims import (
    ClaimDropForm,
    ClaimSendForm,
    ClaimStartForm,
    ClaimWithdrawForm,
    PayeeForm,
)
from claims.payment_words import claim_payments
from claims.rules import claims as rules
from claims.selectors import claims as selectors
from claims.selectors.policy import edition_on
from claims.services import claims as services
from claims.services.payees import choose_payee
from community.selectors.people import own_record
from core import pages
from core.access import requires
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
def claim_detail(request: HttpRequest, claim_id: int) -> HttpResponse:
    """A claim of mine: what is in it, what is wanting, and how far it is."""
    claim = selectors.find_own_claim(request.user, claim_id)
    facts = selectors.claim_facts(claim)
    is_draft = claim.state == claim.State.DRAFT
    lines = (
        words.line_rows(selectors.check_lines(claim))
        if is_draft
        else words.sent_rows(claim.lines.order_by("pk"))
    )
    context = {
        "claim": claim,
        "title": words.title_of(claim),
        "is_draft": is_draft,
        "lines": list(lines),
        "receipts": list(words.receipt_rows(selectors.receipts_of(claim))),
        "asked": pounds(claim.asked_pence),
        "payee": words.payee_words(claim),
        "steps": [(words.STEPS[name], at) for name, at in selectors.steps_of(claim)],
        "to_do": words.to_do(claim),
        "payments": claim_payments(claim),
        "may_withdraw": not rules.withdraw_blocker(request.user, facts),
        "edition": edition_on(timezone.localdate()),
    }
    return render(request, "claims/claim_detail.html", context)


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
