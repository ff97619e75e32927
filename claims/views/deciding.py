"""The desk of those who decide: the queue, one claim, and each cost."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from claims import claim_words, desk_words
from claims.desk_tables import QUEUE, DeskFilters
from claims.forms import deciding as forms
from claims.models import Claim
from claims.rules import deciding as rules
from claims.selectors import deciding as selectors
from claims.selectors.claims import has_attended, receipts_of
from claims.selectors.hints import hints_for
from claims.services import deciding as services
from claims.services.questions import ask_question, go_on_without_answer
from community.models import Look
from community.services.people import note_looks
from core import pages
from core.access import requires
from core.files.pages import serve
from core.money import pounds
from core.tables import render_list


def _page(claim_id: int) -> str:
    return reverse("claims:desk_claim", args=[claim_id])


@requires(rules.DECIDE)
def desk_list(request: HttpRequest) -> HttpResponse:
    """Claims that wait for a decision, the oldest promise on top."""
    return render_list(
        request,
        QUEUE,
        selectors.queue(request.user),
        DeskFilters,
        "claims/desk_list.html",
        {"load": desk_words.load_words(selectors.own_load(request.user))},
        may_download=False,
    )


@requires(rules.DECIDE)
def desk_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """A claim as those see it who decide."""
    claim = selectors.find_desk_claim(request.user, claim_id)
    facts = selectors.desk_facts(request.user, claim)
    context = _context(claim) | {"is_interested": facts.is_interested}
    if facts.is_interested:
        context["next_step"] = rules.desk_blocker(request.user, facts)
        return render(request, "claims/desk_claim.html", context)
    lines = selectors.desk_lines(claim, facts)
    receipts = receipts_of(claim)
    asked = sum(each.facts.claimed_pence for each in lines)
    rest = [each for each in lines if rules.is_plain(request.user, each.facts)]
    blocker = rules.waiting_blocker(request.user, facts)
    context |= {
        "next_step": desk_words.next_step(request.user, claim, lines, blocker),
        "facts": list(desk_words.facts_rows(claim, has_attended(claim), asked)),
        "costs": list(
            desk_words.cost_rows(request.user, lines, hints_for(claim, request.user), receipts)
        ),
        "unsorted": [row for row in claim_words.receipt_rows(receipts) if not row["line"]],
        "rest": pounds(sum(each.facts.most_pence for each in rest)) if rest else "",
        "is_waiting": selectors.is_waiting(claim),
        "may_take": not rules.take_blocker(request.user, facts),
    }
    return render(request, "claims/desk_claim.html", context)


def _context(claim: Claim) -> dict[str, Any]:
    return {"claim": claim, "title": claim_words.title_of(claim)}


@requires(rules.DECIDE)
def desk_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Decide one cost, or ask about it."""
    line = selectors.find_desk_line(request.user, line_id)
    each = selectors.desk_line(request.user, line)
    form = forms.DecideForm(
        request.POST or None,
        reasons=selectors.offered_reasons(),
        may_agree=each.facts.most_pence > 0,
        is_exception=bool(each.facts.exceptions),
        version=line.version,
        initial={"pence": each.facts.most_pence or None},
    )
    hints = hints_for(line.claim, request.user)
    rows = desk_words.cost_rows(request.user, [each], hints, receipts_of(line.claim))
    return pages.submit_page(
        request,
        form,
        "claims/desk_line.html",
        lambda: _decided(request, line_id, form),
        then=lambda _row: _page(line.claim_id),
        context=_context(line.claim)
        | {"row": next(rows), "blocker": rules.decide_blocker(request.user, each.facts)},
        said="Saved.",
    )


def _decided(request: HttpRequest, line_id: int, form: forms.DecideForm) -> Any:
    which: dict[str, Any] = {"by": request.user, "line_id": line_id}
    which["expected"] = form.expected_version
    if form.chosen == forms.ASK:
        return ask_question(**which, **form.entry)
    return services.decide_line(**which, **form.entry)


@requires(rules.DECIDE)
def desk_rest(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Agree to all that the policy pays."""
    claim = selectors.find_claim_to_decide(request.user, claim_id)
    facts = selectors.desk_facts(request.user, claim)
    lines = [
        each
        for each in selectors.desk_lines(claim, facts)
        if rules.is_plain(request.user, each.facts)
    ]
    form = forms.DecideRestForm(request.POST or None, version=claim.version)
    return pages.submit_page(
        request,
        form,
        "claims/desk_rest.html",
        lambda: services.decide_rest(
            by=request.user, claim_id=claim_id, expected=form.expected_version
        ),
        then=lambda _claim: _page(claim_id),
        context=_context(claim)
        | {
            "rows": desk_words.rest_rows(lines),
            "sum": pounds(sum(each.facts.most_pence for each in lines)),
            "blocker": rules.waiting_blocker(request.user, facts),
        },
        said="Saved.",
    )


@requires(rules.DECIDE)
def desk_take(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Put a claim on my desk."""
    claim = selectors.find_desk_claim(request.user, claim_id)
    facts = selectors.desk_facts(request.user, claim)
    return pages.submit_page(
        request,
        forms.TakeForm(request.POST or None),
        "claims/desk_take.html",
        lambda: services.take_claim(by=request.user, claim_id=claim_id),
        then=lambda _claim: _page(claim_id),
        context=_context(claim) | {"blocker": rules.take_blocker(request.user, facts)},
        said="The claim is on your desk.",
    )


@requires(rules.DECIDE)
def desk_hand_on(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Hand a claim to a colleague."""
    claim = selectors.find_desk_claim(request.user, claim_id)
    facts = selectors.desk_facts(request.user, claim)
    colleagues = list(selectors.colleagues(claim, request.user))
    form = forms.HandOnForm(request.POST or None, colleagues=colleagues)
    blocker = rules.hand_on_blocker(request.user, facts, may_hold=True)
    return pages.submit_page(
        request,
        form,
        "claims/desk_hand_on.html",
        lambda: services.hand_on_claim(
            by=request.user, claim_id=claim_id, to_id=int(form.cleaned_data["to"])
        ),
        then=lambda _claim: reverse("claims:desk_list"),
        context=_context(claim) | {"blocker": blocker, "is_alone": not colleagues},
        said=f"{claim.reference} is on another desk now.",
    )


@requires(rules.DECIDE)
def desk_go_on(request: HttpRequest, question_id: int) -> HttpResponse:
    """Go on without an answer."""
    question = selectors.find_question(request.user, question_id)
    claim = question.line.claim
    facts = selectors.desk_facts(request.user, claim)
    return pages.submit_page(
        request,
        forms.GoOnForm(request.POST or None),
        "claims/desk_go_on.html",
        lambda: go_on_without_answer(by=request.user, question_id=question_id),
        then=lambda _claim: reverse("claims:desk_line", args=[question.line_id]),
        context=_context(claim)
        | {
            "row": desk_words.question_row(question),
            "blocker": rules.go_on_blocker(
                request.user, facts, is_open=selectors.is_open(question)
            ),
        },
    )


@requires(rules.DECIDE)
def desk_paper(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    """Save the form that the person signed; they can read who did."""
    claim = selectors.find_claim_to_decide(request.user, claim_id)
    if claim.signed_paper is None:
        raise Http404
    note_looks(by=request.user, people=[claim.person], what=Look.What.RECEIPT)
    return serve(request, claim.signed_paper, name=f"{claim.reference} signed")


@requires(rules.DECIDE)
def desk_receipt(request: HttpRequest, receipt_id: int) -> HttpResponseBase:
    """Save a receipt of a claim; its person can read who did."""
    receipt = selectors.find_desk_receipt(request.user, receipt_id)
    note_looks(by=request.user, people=[receipt.claim.person], what=Look.What.RECEIPT)
    name = f"{receipt.claim.reference} {claim_words.receipt_name(receipt)}"
    return serve(request, receipt.file, name=name)
