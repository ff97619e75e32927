"""Staff enter a claim for somebody who calls, or who sent a signed form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from activities.selectors.callers import named
from claims import claim_words as words
from claims.forms.entering import ClaimEnterForForm, ClaimEnterForm, ClaimEnterSendForm
from claims.models import Claim, Payee
from claims.rules.entering import NOT_FOUND
from claims.selectors import claims as selectors
from claims.selectors import entering
from claims.services import entering as services
from claims.services.receipts import MOST_TOGETHER
from core import pages
from core.access import requires
from core.files.uploads import takes_files
from core.money import pounds

WAYS = (Claim.Way.TELEPHONE.value, Claim.Way.PAPER.value)


def _rows(request: HttpRequest, claims: list[Claim]) -> list[dict[str, Any]]:
    return [
        {
            "claim": claim,
            "name": selectors.name_for(claim.person, request.user),
            "title": words.title_of(claim),
        }
        for claim in claims
    ]


@requires("enter_claims")
def claim_entry_list(request: HttpRequest) -> HttpResponse:
    """Somebody claims by telephone or on paper: begin, or go on."""
    context = {
        "written": _rows(request, entering.being_entered(request.user)),
        "sent": _rows(request, entering.lately_sent(request.user)),
    }
    return render(request, "claims/claim_entry_list.html", context)


@requires("enter_claims")
def claim_enter(request: HttpRequest) -> HttpResponse:
    """Who claims, and how."""
    form = ClaimEnterForm(
        request.GET if "way" in request.GET else None,
        initial={"person": request.GET.get("person", "")[:12]},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if entering.find_person_to_enter(request.user, said["person"]):
            return redirect("claims:claim_enter_for", said["person"], said["way"])
        form.add_error("person", NOT_FOUND)
    context = {"form": form, "named": named(request.user, request.GET.get("q", "")[:100])}
    return render(request, "claims/claim_enter.html", context)


@requires("enter_claims")
def claim_enter_for(request: HttpRequest, person_id: int, way: str) -> HttpResponse:
    """For what they claim: something they came to, or something else."""
    person = entering.find_person_to_enter(request.user, person_id)
    if person is None or way not in WAYS:
        raise Http404
    sessions = words.start_choices(entering.sessions_to_enter(request.user, person))
    form = ClaimEnterForForm(request.POST if request.method == "POST" else None, sessions=sessions)
    return pages.submit_page(
        request,
        form,
        "claims/claim_enter_for.html",
        lambda: services.enter_claim(by=request.user, person_id=person.pk, way=way, **form.entry),
        then=lambda claim: reverse("claims:claim_entered", args=[claim.pk]),
        context={"name": selectors.name_for(person, request.user)},
    )


@requires("enter_claims")
def claim_entered(request: HttpRequest, claim_id: int) -> HttpResponse:
    """A claim that is entered for somebody; once it is sent, what to tell them."""
    claim = entering.find_entered(request.user, claim_id)
    is_draft = claim.state == Claim.State.DRAFT
    checks = selectors.check_lines(claim) if is_draft else []
    receipts = selectors.receipts_of(claim) if is_draft else []
    context = {
        "claim": claim,
        "title": words.title_of(claim),
        "name": claim.for_whom,
        "is_draft": is_draft,
        "lines": list(words.line_rows(checks)),
        "receipts": list(words.receipt_rows(receipts)),
        "asked": pounds(claim.asked_pence),
        "payee": _payee_said(claim),
    }
    return render(request, "claims/claim_entered.html", context)


def _payee_said(claim: Claim) -> str:
    """Who is paid, as staff say it of somebody else."""
    payee = claim.payee
    who = "The person" if payee.kind == Payee.Kind.SELF else payee.name
    return f"{who}: {payee.get_way_display()}"


@requires("enter_claims")
@takes_files(most_bytes=MOST_TOGETHER)
def claim_enter_send(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Read it back or add the signed form, and send it."""
    if again := pages.sent_before(request):
        return again
    claim = selectors.find_claim_to_write(request.user, claim_id)
    if not claim.for_whom:
        raise Http404
    checks = selectors.check_lines(claim)
    is_late = any(check.is_late for check in checks)
    is_sent = request.method == "POST"
    form = ClaimEnterSendForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        is_late=is_late,
        way=claim.way,
    )
    mended = selectors.check_lines(claim, late_reason="-") if is_late else checks
    faults = [fault for check in mended for fault in check.faults]
    return pages.submit_page(
        request,
        form,
        "claims/claim_enter_send.html",
        lambda: services.send_entered_claim(
            by=request.user,
            claim_id=claim_id,
            agreed_on=form.cleaned_data.get("agreed_on"),
            paper=form.cleaned_data.get("paper"),
            late_reason=form.cleaned_data.get("late_reason", ""),
        ),
        then=lambda _claim: claim.address,
        context={
            "claim": claim,
            "title": words.title_of(claim),
            "name": claim.for_whom,
            "lines": list(words.line_rows(mended)),
            "asked": pounds(claim.asked_pence),
            "payee": _payee_said(claim),
            "blocker": _why_not(claim, faults),
        },
        said="The claim is sent.",
    )


def _why_not(claim: Any, faults: list[str]) -> str | None:
    facts = selectors.claim_facts(claim)
    if not facts.lines:
        return "Add what they paid for first."
    return faults[0] if faults else None
