"""Pages about the organisations that work with the trust."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from community import forms, selectors, services
from community.rules import KEEP
from community.tables import PARTNERS, PartnerFilters
from core.access import requires
from core.history import changes
from core.pages import submit
from core.tables import render_list


def _list(_partner=None) -> str:
    return reverse("community:partner_list")


@requires(KEEP)
def partner_list(request: HttpRequest) -> HttpResponse:
    """Every partner, those put away too."""
    template = "community/partner_list.html"
    return render_list(request, PARTNERS, selectors.partner_rows(), PartnerFilters, template)


@requires(KEEP)
def partner_add(request: HttpRequest) -> HttpResponse:
    """Add a partner."""
    form = forms.PartnerForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.add_partner(by=request.user, **form.cleaned_data),
            then=_list,
        )
        if done:
            messages.success(request, "The partner is added.")
            return done
    return render(request, "community/partner_add.html", {"form": form})


@requires(KEEP)
def partner_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a partner's name; from here it is also put away or brought back."""
    partner = selectors.find_partner(pk)
    form = forms.PartnerForm(
        request.POST or None, version=partner.version, initial={"name": partner.name}
    )
    if request.method == "POST":
        seen = form.expected_version
        done = submit(
            request,
            form,
            lambda: services.rename_partner(
                by=request.user, partner_id=pk, expected=seen, **form.cleaned_data
            ),
            then=_list,
        )
        if done:
            messages.success(request, "The partner is saved.")
            return done
    context = {"form": form, "partner": partner, "history": changes(partner)}
    return render(request, "community/partner_rename.html", context)


@requires(KEEP)
def partner_put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer offer a partner."""
    partner = selectors.find_partner(pk)
    form = forms.PartnerPutAwayForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.put_away_partner(by=request.user, partner_id=pk),
            then=_list,
        )
        if done:
            return done
    return render(request, "community/partner_put_away.html", {"form": form, "partner": partner})


@requires(KEEP)
def partner_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a partner again."""
    partner = selectors.find_partner(pk)
    form = forms.PartnerBringBackForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.bring_back_partner(by=request.user, partner_id=pk),
            then=_list,
        )
        if done:
            return done
    return render(request, "community/partner_bring_back.html", {"form": form, "partner": partner})
