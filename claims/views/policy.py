"""The policy as everybody reads it: today, on a day, through time, and for one cost."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.forms.policy import CanIClaimForm, PolicyDayForm
from claims.mileage import journey_pay
from claims.models import Category
from claims.policy_words import all_cost_words, cost_words
from claims.rules.claims import CLAIM
from claims.rules.policy import KEEP
from claims.selectors import policy as selectors
from core.access import public
from core.money import pounds


def _may_keep(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.may(KEEP)


def _may_claim(request: HttpRequest) -> bool:
    """Whether starting a claim is offered: a visitor signs in on the way."""
    return not request.user.is_authenticated or request.user.may(CLAIM)


def _day_form(request: HttpRequest) -> PolicyDayForm:
    """The form of a day; an address may give it as one word, 2026-03-01."""
    said = request.GET.get("on", "")
    if not said:
        return PolicyDayForm(request.GET if "on_day" in request.GET else None)
    year, month, day = ([*said[:20].split("-"), "", "", ""])[:3]
    return PolicyDayForm({"on_day": day, "on_month": month, "on_year": year})


@public
def policy_detail(request: HttpRequest) -> HttpResponse:
    """The policy of today or of another day."""
    today = timezone.localdate()
    form = _day_form(request)
    day: date = form.cleaned_data["on"] if form.is_bound and form.is_valid() else today
    policy = selectors.policy_on(day)
    context: dict[str, Any] = {
        "form": form,
        "is_wrong": bool(form.errors),
        "day": day,
        "is_today": day == today,
        "policy": policy,
        "may_keep": _may_keep(request),
        "may_claim": _may_claim(request),
    }
    if policy:
        paid, not_paid = all_cost_words(policy.terms)
        pays_miles = any(words.category == Category.MILEAGE for words in paid)
        context |= {
            "paid": paid,
            "not_paid": not_paid,
            "second_above": pounds(policy.edition.second_above_pence),
            "rates": selectors.rate_lines(policy.terms, day) if pays_miles else [],
        }
    return render(request, "claims/policy_detail.html", context)


@public
def policy_versions(request: HttpRequest) -> HttpResponse:
    """Every policy there was, with what each changed."""
    may_keep = _may_keep(request)
    context = {
        "versions": selectors.versions(),
        "today": timezone.localdate(),
        "may_keep": may_keep,
        "draft": selectors.draft_there_is() if may_keep else None,
    }
    return render(request, "claims/policy_versions.html", context)


@public
def can_i_claim(request: HttpRequest) -> HttpResponse:
    """What is paid for one sort of cost, what to keep, and whether to ask first."""
    policy = selectors.policy_on(timezone.localdate())
    form = CanIClaimForm(request.GET or None)
    context: dict[str, Any] = {
        "form": form,
        "policy": policy,
        "may_claim": _may_claim(request),
    }
    if policy and form.is_bound and form.is_valid():
        rule = policy.terms.categories.get(form.cleaned_data["cost"])
        journey = form.journey
        is_paid = rule is not None and rule.is_offered
        pay = journey_pay(journey, policy.terms.rates) if journey and is_paid else None
        context |= {
            "asked": Category(form.cleaned_data["cost"]),
            "words": cost_words(rule, policy.terms) if rule and is_paid else None,
            "journey": journey,
            "rates": selectors.rate_lines(policy.terms, timezone.localdate()) if pay else [],
            "pay": pay,
            "pay_said": pounds(pay.pence) if pay else "",
        }
    return render(request, "claims/can_i_claim.html", context)


@public
def money_and_benefits(request: HttpRequest) -> HttpResponse:
    """What money from us can mean for somebody, and who gives advice on it."""
    policy = selectors.policy_on(timezone.localdate())
    return render(request, "claims/money_and_benefits.html", {"policy": policy})
