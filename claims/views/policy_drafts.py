"""Pages on which finance writes the policy, one thing at a time."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.facts import category_rows, general_rows, rate_rows
from claims.forms import policy as forms
from claims.models import Category, Edition, Vehicle
from claims.payment_words import top_up_words
from claims.policy_words import pence_said
from claims.rules.policy import KEEP, put_in_force_blocker
from claims.selectors import policy as selectors
from claims.selectors.top_ups import preview
from claims.services import policy as services
from core.access import requires
from core.pages import sent_before, submit_page


def _draft_page(edition: Edition) -> str:
    return reverse("claims:policy_draft", args=[edition.pk])


@requires(KEEP)
def policy_begin(request: HttpRequest) -> HttpResponse:
    """Begin a new policy as a copy of the one in force."""
    draft = selectors.draft_there_is()
    form = forms.PolicyBeginForm(request.POST or None, is_first=not selectors.is_any_in_force())
    return submit_page(
        request,
        form,
        "claims/policy_begin.html",
        lambda: services.begin_draft(by=request.user, **form.cleaned_data),
        then=_draft_page,
        context={"draft": draft},
    )


@requires(KEEP)
def policy_draft(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The whole draft, with what to know before it counts."""
    edition = selectors.find_draft(edition_id)
    terms = selectors.terms_of(edition)
    context = {
        "edition": edition,
        "general": general_rows(edition),
        "categories": category_rows(edition, terms),
        "rates": rate_rows(edition, selectors.rate_lines(terms, edition.starts_on)),
        "warnings": selectors.draft_warnings(edition),
        "changes": selectors.changes_against_before(edition),
        "blocker": put_in_force_blocker(selectors.draft_facts(edition)),
    }
    return render(request, "claims/policy_draft.html", context)


@requires(KEEP)
def policy_draft_part(request: HttpRequest, edition_id: int, part: str) -> HttpResponse:
    """Change one part of what counts for all costs."""
    edition = selectors.find_draft(edition_id)
    if part not in forms.DRAFT_PARTS:
        raise Http404
    heading, kind = forms.DRAFT_PARTS[part]
    initial = {name: getattr(edition, name) for name in kind.base_fields}
    form = kind(request.POST or None, version=edition.version, initial=initial)
    return submit_page(
        request,
        form,
        "claims/policy_draft_part.html",
        lambda: services.change_draft(
            by=request.user,
            edition_id=edition_id,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=_draft_page,
        context={"edition": edition, "heading": heading},
        said="The draft is saved.",
    )


@requires(KEEP)
def policy_draft_category(request: HttpRequest, edition_id: int, cost: str) -> HttpResponse:
    """Change what the draft says of one sort of cost."""
    edition = selectors.find_draft(edition_id)
    rule = selectors.category_rule(edition, cost)
    initial = {name: getattr(rule, name) for name in services.OF_CATEGORY}
    form = forms.DraftCategoryForm(
        request.POST or None, category=cost, version=edition.version, initial=initial
    )
    return submit_page(
        request,
        form,
        "claims/policy_draft_category.html",
        lambda: services.change_draft_category(
            by=request.user,
            edition_id=edition_id,
            category=cost,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=_draft_page,
        context={"edition": edition, "name": Category(cost).label},
        said="The draft is saved.",
    )


@requires(KEEP)
def policy_draft_rate(request: HttpRequest, edition_id: int, vehicle: str) -> HttpResponse:
    """Change what the draft pays for a mile by one vehicle."""
    edition = selectors.find_draft(edition_id)
    lines = selectors.rate_lines(selectors.terms_of(edition), edition.starts_on)
    line = next((each for each in lines if each.vehicle == vehicle), None)
    if line is None:
        raise Http404
    form = forms.DraftRateForm(
        request.POST or None, version=edition.version, initial=selectors.rate_said(edition, vehicle)
    )
    return submit_page(
        request,
        form,
        "claims/policy_draft_rate.html",
        lambda: services.change_draft_rate(
            by=request.user,
            edition_id=edition_id,
            vehicle=vehicle,
            expected=form.expected_version,
            **form.values,
        ),
        then=_draft_page,
        context={"edition": edition, "name": Vehicle(vehicle).label, "line": line},
        said="The draft is saved.",
    )


@requires(KEEP)
def policy_draft_publish(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Let the draft count, after what to know was read."""
    if done := sent_before(request):
        return done
    edition = selectors.find_draft(edition_id)
    form = forms.DraftPublishForm(request.POST or None, version=edition.version)
    context: dict[str, Any] = {
        "edition": edition,
        "warnings": selectors.draft_warnings(edition),
        "changes": selectors.changes_against_before(edition),
        "topped": top_up_words(preview(edition)),
        "blocker": put_in_force_blocker(selectors.draft_facts(edition)),
    }
    return submit_page(
        request,
        form,
        "claims/policy_draft_publish.html",
        lambda: services.put_draft_in_force(
            by=request.user, edition_id=edition_id, expected=form.expected_version
        ),
        then=lambda row: f"{reverse('claims:policy_detail')}?on={row.starts_on:%Y-%m-%d}",
        context=context,
        said="The new policy is in force.",
    )


@requires(KEEP)
def policy_draft_drop(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Throw the draft away."""
    if done := sent_before(request):
        return done
    edition = selectors.find_draft(edition_id)
    return submit_page(
        request,
        forms.DraftDropForm(request.POST or None),
        "claims/policy_draft_drop.html",
        lambda: services.drop_draft(by=request.user, edition_id=edition_id),
        then=lambda _none: reverse("claims:policy_versions"),
        context={"edition": edition},
        said="The draft is gone.",
    )


# --- What is approved --------------------------------------------------------------------


@requires(KEEP)
def approved_rates(request: HttpRequest) -> HttpResponse:
    """The rates that HM Revenue and Customs approves, and whether somebody checked them."""
    return render(request, "claims/approved_rates.html", {"lines": selectors.approved_rates()})


@requires(KEEP)
def approved_rate_check(request: HttpRequest, rate_id: int) -> HttpResponse:
    """Say what was seen where a rate is published."""
    rate = selectors.find_approved_rate(rate_id)
    initial = {
        "pence": pence_said(rate.pence),
        "after_miles": rate.after_miles,
        "pence_after": pence_said(rate.pence_after),
    }
    form = forms.ApprovedRateCheckForm(request.POST or None, initial=initial)
    return submit_page(
        request,
        form,
        "claims/approved_rate_check.html",
        lambda: services.check_approved_rate(
            by=request.user, approved_rate_id=rate_id, **form.cleaned_data
        ),
        then=lambda _row: reverse("claims:approved_rates"),
        context={"rate": rate},
        said="The rate is marked as checked.",
    )


@requires(KEEP)
def approved_rate_add(request: HttpRequest) -> HttpResponse:
    """Keep an approved rate from a later day."""
    form = forms.ApprovedRateAddForm(request.POST or None)
    return submit_page(
        request,
        form,
        "claims/approved_rate_add.html",
        lambda: services.add_approved_rate(by=request.user, **form.cleaned_data),
        then=lambda _row: reverse("claims:approved_rates"),
        said="The rate is saved.",
    )
