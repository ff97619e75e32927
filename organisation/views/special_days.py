"""Pages about special days: who may see the organisation reads them, the team keeps them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.history import changes
from core.history.pages import versions_at, way_back_page
from core.pages import submit_page
from organisation.forms.places import BringBackForm
from organisation.forms.special_days import (
    SpecialDateForm,
    SpecialDateRemoveForm,
    SpecialDayForm,
    SpecialDayPutAwayForm,
)
from organisation.selectors import special_days as selectors
from organisation.services import special_days as services
from organisation.special_days import When

KEEP = services.KEEP


def _page(row) -> str:
    return reverse("organisation:special_day_detail", args=[row.pk])


@requires("see_organisation")
def special_day_list(request: HttpRequest) -> HttpResponse:
    """Every special day with the next time it comes."""
    context = {"kept": selectors.kept_days(), "may_keep": request.user.may(KEEP)}
    return render(request, "organisation/special_day_list.html", context)


@requires("see_organisation")
def special_day_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One special day: when it comes, and what was entered for single years."""
    row = selectors.find_special_day(pk)
    may_keep = request.user.may(KEEP)
    back = versions_at("organisation:special_day_restore", pk)
    context = {
        "row": row,
        "coming": selectors.coming_days(row),
        "entered": selectors.entered_dates(row),
        "known_until": selectors.known_until(row),
        "may_keep": may_keep,
        "history": changes(row, reader=request.user, back=back) if may_keep else [],
    }
    return render(request, "organisation/special_day_detail.html", context)


@requires(KEEP)
def special_day_add(request: HttpRequest) -> HttpResponse:
    """Add a special day."""
    form = SpecialDayForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/special_day_add.html",
        lambda: services.add_special_day(by=request.user, **form.cleaned_data),
        then=_page,
        said="The special day is added.",
    )


@requires(KEEP)
def special_day_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a special day."""
    row = selectors.find_special_day(pk)
    form = SpecialDayForm(
        request.POST or None,
        version=row.version,
        is_bank=row.when == When.BANK,
        initial={name: getattr(row, name) for name in services.CHANGEABLE},
    )
    return submit_page(
        request,
        form,
        "organisation/special_day_change.html",
        lambda: services.change_special_day(
            by=request.user,
            special_day_id=pk,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=_page,
        context={"row": row},
        said="The special day is saved.",
    )


@requires(KEEP)
def special_day_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """What was said of a special day."""
    row = selectors.find_special_day(pk)
    return way_back_page(
        request,
        row,
        services.SPECIAL_DAY,
        services.restore_special_day,
        version=version,
        then=_page(row),
    )


@requires(KEEP)
def special_day_put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer show a special day."""
    row = selectors.find_special_day(pk)
    return submit_page(
        request,
        SpecialDayPutAwayForm(request.POST or None),
        "organisation/special_day_put_away.html",
        lambda: services.put_away_special_day(by=request.user, special_day_id=pk),
        then=_page,
        context={"row": row},
    )


@requires(KEEP)
def special_day_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a special day again."""
    row = selectors.find_special_day(pk)
    return submit_page(
        request,
        BringBackForm(request.POST or None),
        "organisation/special_day_bring_back.html",
        lambda: services.bring_back_special_day(by=request.user, special_day_id=pk),
        then=_page,
        context={"row": row},
    )


@requires(KEEP)
def special_date_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter when a special day is in one year."""
    row = selectors.find_special_day(pk)
    form = SpecialDateForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/special_date_add.html",
        lambda: services.add_special_date(by=request.user, special_day_id=pk, **form.cleaned_data),
        then=lambda _row: _page(row),
        context={"row": row},
        said="The date is saved.",
    )


@requires(KEEP)
def special_date_remove(request: HttpRequest, special_date_id: int) -> HttpResponse:
    """Take back what was entered for one year."""
    entered = selectors.find_special_date(special_date_id)
    return submit_page(
        request,
        SpecialDateRemoveForm(request.POST or None),
        "organisation/special_date_remove.html",
        lambda: services.remove_special_date(by=request.user, special_date_id=special_date_id),
        then=_page,
        context={"entered": entered},
        said="The date is taken back.",
    )
