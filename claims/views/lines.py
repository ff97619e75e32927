"""Costs and receipts of a claim that is being written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import claim_words as words
from claims.forms.claims import (
    NOT_SORTED,
    LineForm,
    LineRemoveForm,
    ReceiptRemoveForm,
    ReceiptsForm,
    ReceiptSortForm,
    line_initial,
    new_line_initial,
)
from claims.models import Category, Claim, Line
from claims.policy_words import all_cost_words, cost_words
from claims.rules import claims as rules
from claims.selectors import claims as selectors
from claims.selectors.policy import terms_on
from claims.services import lines as services
from claims.services import receipts as receipt_services
from core import pages
from core.access import requires
from core.files.pages import serve
from core.files.uploads import takes_files


def _pairs(claim: Claim) -> list[tuple[str, str]]:
    return [(str(line.pk), words.line_label(line)) for line in claim.lines.order_by("pk")]


def after_line(claim: Any, line: Line) -> str:
    """Where somebody goes once a cost is saved: to its receipts, if it can have any."""
    if line.category == Category.MILEAGE or line.is_paper_kept:
        return claim.address
    return f"{reverse('claims:receipt_add', args=[line.claim_id])}?line={line.pk}"


@requires("write_claims")
def line_choose(request: HttpRequest, claim_id: int) -> HttpResponse:
    """What did you pay for?"""
    claim = selectors.find_claim_to_write(request.user, claim_id)
    day = claim.session.held_on if claim.session else timezone.localdate()
    terms = terms_on(day) or terms_on(timezone.localdate())
    is_at_once = claim.for_whom or selectors.is_used_to_it(claim)
    context = {
        "claim": claim,
        "title": words.title_of(claim),
        "costs": all_cost_words(terms)[0] if terms else [],
        "blocker": rules.add_line_blocker(request.user, selectors.claim_facts(claim)),
        # Who has done it a few times sees all questions at once.
        "begins": "claims:line_add" if is_at_once else "claims:line_begin",
    }
    return render(request, "claims/line_choose.html", context)


@requires("write_claims")
def line_add(request: HttpRequest, claim_id: int, sort: str) -> HttpResponse:
    """Add a cost of one sort."""
    claim = selectors.find_claim_to_write(request.user, claim_id)
    if sort not in Category.values:
        raise Http404
    is_mileage = sort == Category.MILEAGE
    last = selectors.journey_to_offer(claim, request.user) if is_mileage else None
    form = LineForm(
        request.POST if request.method == "POST" else None,
        category=sort,
        is_entered=bool(claim.for_whom),
        initial=new_line_initial(claim, last),
    )
    return pages.submit_page(
        request,
        form,
        "claims/line_add.html",
        lambda: services.add_line(by=request.user, claim_id=claim_id, entry=form.entry),
        then=lambda line: after_line(claim, line),
        context=line_context(claim, sort)
        | {
            "sort": sort,
            "blocker": rules.add_line_blocker(request.user, selectors.claim_facts(claim)),
        },
    )


def line_context(claim: Claim, sort: str) -> dict:
    """What every page of one sort of cost shows."""
    terms = terms_on(claim.session.held_on if claim.session else timezone.localdate())
    rule = terms.categories.get(sort) if terms else None
    return {
        "claim": claim,
        "title": words.title_of(claim),
        "label": Category(sort).label,
        "words": cost_words(rule, terms) if rule and terms else None,
    }


@requires("write_claims")
def line_change(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change a cost."""
    line = selectors.find_line_to_write(request.user, line_id)
    form = LineForm(
        request.POST if request.method == "POST" else None,
        category=line.category,
        is_entered=bool(line.claim.for_whom),
        initial=line_initial(line),
        version=line.version,
    )
    return pages.submit_page(
        request,
        form,
        "claims/line_change.html",
        lambda: services.change_line(
            by=request.user, line_id=line_id, expected=form.expected_version, entry=form.entry
        ),
        then=lambda _line: line.claim.address,
        context=line_context(line.claim, line.category)
        | {
            "line": line,
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(line.claim)),
        },
    )


@requires("write_claims")
def line_remove(request: HttpRequest, line_id: int) -> HttpResponse:
    """Take a cost out."""
    if again := pages.sent_before(request):
        return again
    line = selectors.find_line_to_write(request.user, line_id)
    form = LineRemoveForm(request.POST if request.method == "POST" else None)
    return pages.submit_page(
        request,
        form,
        "claims/line_remove.html",
        lambda: services.remove_line(by=request.user, line_id=line_id),
        then=lambda _claim: line.claim.address,
        context={
            "line": line,
            "claim": line.claim,
            "label": words.line_label(line),
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(line.claim)),
        },
        said=_("The cost is removed."),
    )


@requires("write_claims")
@takes_files(most_bytes=receipt_services.MOST_TOGETHER)
def receipt_add(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Add receipts, several at once."""
    claim = selectors.find_claim_to_write(request.user, claim_id)
    is_sent = request.method == "POST"
    form = ReceiptsForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        lines=_pairs(claim),
        initial={"line": request.GET.get("line", NOT_SORTED)},
    )
    answer = pages.submit_page(
        request,
        form,
        "claims/receipt_add.html",
        lambda: receipt_services.add_receipts(
            by=request.user,
            claim_id=claim_id,
            uploads=form.cleaned_data["photos"].uploads,
            line_id=form.line_id,
        ),
        then=lambda _claim: claim.address,
        context={
            "claim": claim,
            "title": words.title_of(claim),
            "receipts": list(words.receipt_rows(selectors.receipts_of(claim))),
            "blocker": rules.add_receipts_blocker(request.user, selectors.claim_facts(claim), 1),
        },
    )
    if answer.status_code == 302:
        for fault in form.cleaned_data["photos"].faults:
            messages.warning(request, _("Not added: %(why)s") % {"why": fault})
    return answer


@requires("write_claims")
def receipt_fetch(request: HttpRequest, receipt_id: int) -> HttpResponseBase:
    """Save a receipt."""
    receipt = selectors.find_receipt_to_write(request.user, receipt_id)
    name = f"{receipt.claim.reference} {words.receipt_name(receipt)}"
    return serve(request, receipt.file, name=name)


@requires("write_claims")
def receipt_sort(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Say what a receipt is for."""
    receipt = selectors.find_receipt_to_write(request.user, receipt_id)
    form = ReceiptSortForm(
        request.POST if request.method == "POST" else None,
        lines=_pairs(receipt.claim),
        initial={"line": str(receipt.line_id or NOT_SORTED)},
    )
    return pages.submit_page(
        request,
        form,
        "claims/receipt_sort.html",
        lambda: receipt_services.sort_receipt(
            by=request.user, receipt_id=receipt_id, line_id=form.line_id
        ),
        then=lambda _claim: receipt.claim.address,
        context={
            "receipt": receipt,
            "claim": receipt.claim,
            "name": words.receipt_name(receipt),
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(receipt.claim)),
        },
    )


@requires("write_claims")
def receipt_remove(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Take a receipt away."""
    if again := pages.sent_before(request):
        return again
    receipt = selectors.find_receipt_to_write(request.user, receipt_id)
    form = ReceiptRemoveForm(request.POST if request.method == "POST" else None)
    return pages.submit_page(
        request,
        form,
        "claims/receipt_remove.html",
        lambda: receipt_services.remove_receipt(by=request.user, receipt_id=receipt_id),
        then=lambda _claim: receipt.claim.address,
        context={
            "receipt": receipt,
            "claim": receipt.claim,
            "name": words.receipt_name(receipt),
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(receipt.claim)),
        },
        said=_("The receipt is removed."),
    )
