"""Pages about the organisations that work with the trust."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from community.exports import partner_listing
from community.forms import partners as forms
from community.models import Partner
from community.rules.partners import KEEP
from community.selectors import partners as selectors
from community.services import partners as services
from core.access import requires
from core.exports.pages import render_listing
from core.history import changes
from core.history.pages import versions_at, way_back_page
from core.pages import submit, submit_page


def _page(partner: Partner) -> str:
    return reverse("community:partner_detail", args=[partner.pk])


@requires(KEEP)
def partner_list(request: HttpRequest) -> HttpResponse:
    """Every partner, those put away too."""
    listing = partner_listing(request.user)
    return render_listing(request, listing, "community/partner_list.html")


@requires(KEEP)
def partner_add(request: HttpRequest) -> HttpResponse:
    """Add a partner."""
    form = forms.PartnerForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/partner_add.html",
        lambda: services.add_partner(by=request.user, **form.cleaned_data),
        then=_page,
        said="The partner is added.",
    )


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
            then=_page,
        )
        if done:
            messages.success(request, "The partner is saved.")
            return done
    context = {
        "form": form,
        "partner": partner,
        "history": changes(
            partner, reader=request.user, back=versions_at("community:partner_restore", pk)
        ),
    }
    return render(request, "community/partner_rename.html", context)


@requires(KEEP)
def partner_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Go back to an earlier name."""
    partner = selectors.find_partner(pk)
    way, restore = services.PARTNER, services.restore_partner
    return way_back_page(request, partner, way, restore, version=version, then=_page(partner))


@requires(KEEP)
def partner_put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer offer a partner."""
    partner = selectors.find_partner(pk)
    return submit_page(
        request,
        forms.PartnerPutAwayForm(request.POST or None),
        "community/partner_put_away.html",
        lambda: services.put_away_partner(by=request.user, partner_id=pk),
        then=_page,
        context={"partner": partner},
    )


@requires(KEEP)
def partner_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a partner again."""
    partner = selectors.find_partner(pk)
    return submit_page(
        request,
        forms.PartnerBringBackForm(request.POST or None),
        "community/partner_bring_back.html",
        lambda: services.bring_back_partner(by=request.user, partner_id=pk),
        then=_page,
        context={"partner": partner},
    )
