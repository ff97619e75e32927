"""Asking before spending, by the person themselves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import claim_words, request_words
from claims.forms.requests import ELSE, RequestAskForm, RequestCarryForm, RequestWithdrawForm
from claims.models import Category
from claims.rules import requests as rules
from claims.selectors import requests as selectors
from claims.selectors.policy import edition_on
from claims.services import requests as services
from community.selectors.people import own_record
from core import pages
from core.access import requires


def _page(request_id: int) -> str:
    return reverse("claims:request_detail", args=[request_id])


@requires("claim_costs")
def request_list(request: HttpRequest) -> HttpResponse:
    """What I asked."""
    context = {
        "rows": list(request_words.asked_rows(selectors.own_requests(request.user))),
        "edition": edition_on(timezone.localdate()),
        "is_joined": own_record(request.user) is not None,
    }
    return render(request, "claims/request_list.html", context)


@requires("claim_costs")
def request_choose(request: HttpRequest) -> HttpResponse:
    """What do you need?"""
    context = {
        "sorts": selectors.sorts_to_ask(timezone.localdate()),
        "session": request.GET.get("session", "")[:12],
    }
    return render(request, "claims/request_choose.html", context)


@requires("claim_costs")
def request_ask(request: HttpRequest, sort: str) -> HttpResponse:
    """Ask about one cost."""
    person = own_record(request.user)
    if person is None:
        return redirect("home:my_involvement")
    if sort not in {each.category for each in selectors.sorts_to_ask(timezone.localdate())}:
        raise Http404
    sessions = selectors.coming_up(person)
    chosen = next((each for each in sessions if str(each.pk) == request.GET.get("session")), None)
    form = RequestAskForm(
        request.POST if request.method == "POST" else None,
        category=sort,
        sessions=[(str(each.pk), f"{each.activity.title}, {each.when_words}") for each in sessions],
        initial={
            "what": str(chosen.pk) if chosen else "" if sessions else ELSE,
            "needed_on": chosen.held_on if chosen else None,
        },
    )
    return pages.submit_page(
        request,
        form,
        "claims/request_ask.html",
        lambda: services.ask_first(by=request.user, person_id=person.pk, entry=form.entry),
        then=lambda row: _page(row.pk),
        context={"label": Category(sort).label},
        said=_("We have your question. You get an answer before you spend the money."),
    )


@requires("claim_costs")
def request_detail(request: HttpRequest, request_id: int) -> HttpResponse:
    """One thing I asked, with the answer."""
    row = selectors.find_own_request(request.user, request_id)
    facts = selectors.request_facts(row)
    context = {
        "row": row,
        "sort": request_words.sort_of(row),
        "amount": request_words.amount_of(row),
        "next": request_words.next_of(row),
        "for_what": request_words.for_what(row),
        "claim": selectors.claim_with(row),
        "may_carry": not rules.carry_blocker(request.user, facts)
        and row.needed_on <= timezone.localdate(),
        "may_withdraw": not rules.withdraw_request_blocker(request.user, facts),
        "edition": edition_on(timezone.localdate()),
    }
    return render(request, "claims/request_detail.html", context)


@requires("claim_costs")
def request_withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """I do not need it any more."""
    row = selectors.find_own_request(request.user, request_id)
    form = RequestWithdrawForm(request.POST if request.method == "POST" else None)
    return pages.submit_page(
        request,
        form,
        "claims/request_withdraw.html",
        lambda: services.withdraw_request(by=request.user, request_id=request_id),
        then=lambda _row: _page(request_id),
        context={
            "row": row,
            "sort": request_words.sort_of(row),
            "blocker": rules.withdraw_request_blocker(request.user, selectors.request_facts(row)),
        },
        said=_("Thank you for telling us."),
    )


@requires("claim_costs")
def request_carry(request: HttpRequest, request_id: int) -> HttpResponse:
    """Put it on my claim."""
    row = selectors.find_own_request(request.user, request_id)
    drafts = selectors.drafts_of(row.person)
    form = RequestCarryForm(
        request.POST if request.method == "POST" else None,
        claims=[(str(each.pk), f"{claim_words.title_of(each)}, {each}") for each in drafts],
        initial={"claim": "new"},
    )
    return pages.submit_page(
        request,
        form,
        "claims/request_carry.html",
        lambda: services.carry_request(
            by=request.user, request_id=request_id, claim_id=form.claim_id
        ),
        then=lambda line: reverse("claims:line_change", args=[line.pk]),
        context={
            "row": row,
            "sort": request_words.sort_of(row),
            "amount": request_words.amount_of(row),
            "blocker": rules.carry_blocker(request.user, selectors.request_facts(row)),
        },
    )
