"""The form to claim on paper, to print at home or for one person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.paper import SIZES, CannotSet, pdf_of, sheets
from claims.selectors.entering import find_person_to_enter
from claims.selectors.policy import edition_on
from core.access import public, requires


def _data(request: HttpRequest, number: str = "") -> dict[str, Any]:
    size = request.GET.get("size", "")
    edition = edition_on(timezone.localdate())
    return sheets.form_data(size if size in SIZES else "a4", edition, number)


def _pdf_or_page(request: HttpRequest, data: dict[str, Any], page: str) -> HttpResponse:
    """A PDF; where its fonts lack a script, the page to print serves instead."""
    try:
        content = pdf_of("claim.typ", data)
    except CannotSet:
        messages.info(
            request, _("Some writing here is not in our PDF fonts. Print this page instead.")
        )
        return redirect(page)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="claim.pdf"'
    return response


@public
def claim_paper(request: HttpRequest) -> HttpResponse:
    """The form to print at home."""
    pdf = reverse("claims:claim_paper_pdf")
    back = reverse("claims:policy_detail")
    context = _data(request) | {"pdf": pdf, "back": back, "back_text": _("What we pay for")}
    return render(request, "claims/claim_paper.html", context)


@public
def claim_paper_pdf(request: HttpRequest) -> HttpResponse:
    """The same as PDF, in ordinary or large print."""
    return _pdf_or_page(request, _data(request), reverse("claims:claim_paper"))


def _number(request: HttpRequest, person_id: int) -> str:
    person = find_person_to_enter(request.user, person_id)
    if person is None:
        raise Http404
    return f"P{person.pk:05d}"


@requires("enter_claims")
def claim_paper_for(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for one person, with their number and a code for staff."""
    number = _number(request, person_id)
    context = _data(request, number) | {
        "pdf": reverse("claims:claim_paper_for_pdf", args=[person_id]),
        "back": reverse("claims:claim_entry_list"),
        "back_text": "Claims for others",
    }
    return render(request, "claims/claim_paper_for.html", context)


@requires("enter_claims")
def claim_paper_for_pdf(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same as PDF."""
    data = _data(request, _number(request, person_id))
    return _pdf_or_page(request, data, reverse("claims:claim_paper_for", args=[person_id]))
