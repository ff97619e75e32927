"""Pages about training and checks: the list of them, and who has which until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from community.exports import check_listing, expiry_listing, lacking_listing
from community.forms import roles as forms
from community.rules.people import KEEP
from community.selectors import roles as selectors
from community.selectors.people import find_person
from community.services import roles as services
from community.views.people import page_of
from core.access import requires
from core.exports.pages import render_listing
from core.pages import submit_page


def _checks(_check=None) -> str:
    return reverse("community:check_list")


@requires(KEEP)
def check_list(request: HttpRequest) -> HttpResponse:
    """Every training and check, those put away too."""
    return render_listing(request, check_listing(request.user), "community/check_list.html")


@requires(KEEP)
def check_add(request: HttpRequest) -> HttpResponse:
    """Add a training or check."""
    form = forms.CheckForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/check_add.html",
        lambda: services.add_check(by=request.user, **form.cleaned_data),
        then=_checks,
        said="It is added.",
    )


@requires(KEEP)
def check_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a training or check, and which roles need it."""
    check = selectors.find_check(pk)
    known = {
        "name": check.name,
        "lasts_months": check.lasts_months,
        "is_in_use": check.is_in_use,
        "roles": selectors.roles_needing(check),
    }
    form = forms.CheckChangeForm(request.POST or None, version=check.version, initial=known)
    return submit_page(
        request,
        form,
        "community/check_change.html",
        lambda: services.change_check(
            by=request.user, check_id=pk, expected=form.expected_version, **form.cleaned_data
        ),
        then=_checks,
        context={"check": check},
        said="It is saved.",
    )


@requires(KEEP)
def check_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody did a training or passed a check."""
    person = find_person(request.user, pk)
    form = forms.CheckDoneForm(request.POST or None, checks=selectors.checks_in_use())
    return submit_page(
        request,
        form,
        "community/check_record.html",
        lambda: services.record_check(by=request.user, person_id=pk, **form.cleaned_data),
        then=lambda row: page_of(row.person),
        context={"person": person},
        said="It is recorded.",
    )


@requires(KEEP)
def expiry_list(request: HttpRequest) -> HttpResponse:
    """Training and checks that run out soon, or did."""
    return render_listing(request, expiry_listing(request.user), "community/expiry_list.html")


@requires(KEEP)
def lacking_list(request: HttpRequest) -> HttpResponse:
    """Roles that are held without the training or checks they need."""
    return render_listing(request, lacking_listing(request.user), "community/lacking_list.html")
