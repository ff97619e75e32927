"""Answering those who ask before they spend, booking for them, and handing out cash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from claims import request_words
from claims.forms.requests import (
    RequestAgreeForm,
    RequestBookForm,
    RequestCashForm,
    RequestDeclineForm,
)
from claims.models import SpendingRequest
from claims.rules import requests as rules
from claims.selectors import requests as selectors
from claims.services import requests as services
from claims.services.receipts import MOST_TOGETHER
from claims.tables.requests import REQUESTS, RequestFilters
from community.models import Look
from community.services.people import note_looks
from core import pages
from core.access import requires
from core.files.pages import serve
from core.files.uploads import takes_files
from core.money import pounds
from core.tables import render_list

How = SpendingRequest.How


@requires("decide_claims")
def request_queue(request: HttpRequest) -> HttpResponse:
    """Who asked before spending, and whose booking or cash waits."""
    return render_list(
        request,
        REQUESTS,
        selectors.desk_requests(request.user),
        RequestFilters,
        "claims/request_queue.html",
        may_download=False,
    )


def _shown(request: HttpRequest, row: SpendingRequest) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.person.name,
        "sort": request_words.sort_of(row),
        "for_what": request_words.for_what(row),
        "asked": pounds(row.pence),
        "agreed": pounds(row.agreed_pence) if row.agreed_pence else "",
    }


@requires("decide_claims")
def request_desk(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request, and what may be done with it."""
    row = selectors.find_desk_request(request.user, request_id)
    facts = selectors.desk_request_facts(request.user, row)
    context = _shown(request, row) | {
        "given": pounds(row.given_pence) if row.given_pence else "",
        "may_answer": not rules.answer_blocker(request.user, facts),
        "is_to_book": row.state == row.State.AGREED and row.how == How.BOOK,
        "is_to_pay": row.state == row.State.AGREED and row.how == How.CASH,
        "settle_blocker": rules.settle_blocker(request.user, facts, row.how),
    }
    return render(request, "claims/request_desk.html", context)


def _answer_page(
    request: HttpRequest,
    row: SpendingRequest,
    form: Any,
    template: str,
    carry_out: Callable[[], Any],
    blocker: str | None,
    said: str,
) -> HttpResponse:
    return pages.submit_page(
        request,
        form,
        template,
        carry_out,
        then=lambda _row: reverse("claims:request_desk", args=[row.pk]),
        context=_shown(request, row) | {"blocker": blocker},
        said=said,
    )


@requires("decide_claims")
def request_agree(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say yes, up to so much."""
    row = selectors.find_desk_request(request.user, request_id)
    form = RequestAgreeForm(
        request.POST if request.method == "POST" else None,
        initial={"pence": row.pence, "how": row.how},
        version=row.version,
    )
    facts = selectors.desk_request_facts(request.user, row)
    return _answer_page(
        request,
        row,
        form,
        "claims/request_agree.html",
        lambda: services.agree_request(
            by=request.user,
            request_id=request_id,
            expected=form.expected_version,
            pence=form.cleaned_data["pence"],
            how=form.cleaned_data["how"],
            words=form.cleaned_data["words"],
        ),
        rules.answer_blocker(request.user, facts),
        "You agreed. The person is told.",
    )


@requires("decide_claims")
def request_decline(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say no, and why."""
    row = selectors.find_desk_request(request.user, request_id)
    form = RequestDeclineForm(
        request.POST if request.method == "POST" else None, version=row.version
    )
    facts = selectors.desk_request_facts(request.user, row)
    return _answer_page(
        request,
        row,
        form,
        "claims/request_decline.html",
        lambda: services.decline_request(
            by=request.user,
            request_id=request_id,
            expected=form.expected_version,
            reason=form.cleaned_data["reason"],
        ),
        rules.answer_blocker(request.user, facts),
        "The person is told, with your reason.",
    )


@requires("decide_claims")
def request_book(request: HttpRequest, request_id: int) -> HttpResponse:
    """It is booked."""
    row = selectors.find_desk_request(request.user, request_id)
    form = RequestBookForm(request.POST if request.method == "POST" else None, version=row.version)
    facts = selectors.desk_request_facts(request.user, row)
    return _answer_page(
        request,
        row,
        form,
        "claims/request_book.html",
        lambda: services.book_request(
            by=request.user,
            request_id=request_id,
            expected=form.expected_version,
            booking=form.cleaned_data["booking"],
        ),
        rules.settle_blocker(request.user, facts, How.BOOK),
        "The person is told.",
    )


@requires("decide_claims")
@takes_files(most_bytes=MOST_TOGETHER)
def request_cash(request: HttpRequest, request_id: int) -> HttpResponse:
    """The money is handed over and signed for."""
    row = selectors.find_desk_request(request.user, request_id)
    is_sent = request.method == "POST"
    form = RequestCashForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"pence": row.agreed_pence},
        version=row.version,
    )
    facts = selectors.desk_request_facts(request.user, row)
    return _answer_page(
        request,
        row,
        form,
        "claims/request_cash.html",
        lambda: services.give_cash(
            by=request.user,
            request_id=request_id,
            expected=form.expected_version,
            pence=form.cleaned_data["pence"],
            signed_name=form.cleaned_data["signed_name"],
            paper=form.cleaned_data.get("paper"),
        ),
        rules.settle_blocker(request.user, facts, How.CASH),
        "It is written down, and the person is told.",
    )


@requires("decide_claims")
def request_paper(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Save the signed slip."""
    row = selectors.find_desk_request(request.user, request_id)
    if row.signed_paper is None:
        raise Http404
    note_looks(by=request.user, people=[row.person], what=Look.What.RECEIPT)
    return serve(request, row.signed_paper, name=f"{row.reference} signed")
