"""The kept list of reasons: finance offers others and stops offering them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.forms.deciding import ReasonForm, ReasonStopForm
from claims.models import DecisionReason
from claims.rules.policy import KEEP
from claims.selectors import deciding as selectors
from claims.services import reasons as services
from core.access import requires
from core.pages import submit_page


def _list(_row: object = None) -> str:
    return reverse("claims:decision_reasons")


@requires(KEEP)
def decision_reasons(request: HttpRequest) -> HttpResponse:
    """The reasons that are offered, and those that were."""
    rows = list(selectors.all_reasons())
    context = {
        "groups": [
            (purpose.label, [row for row in rows if row.purpose == purpose and row.is_offered])
            for purpose in DecisionReason.For
        ],
        "past": [row for row in rows if not row.is_offered],
    }
    return render(request, "claims/decision_reasons.html", context)


@requires(KEEP)
def decision_reason_add(request: HttpRequest) -> HttpResponse:
    """Offer another reason."""
    form = ReasonForm(request.POST or None)
    return submit_page(
        request,
        form,
        "claims/decision_reason_add.html",
        lambda: services.add_reason(by=request.user, **form.cleaned_data),
        then=_list,
        said="This reason is offered from now on.",
    )


@requires(KEEP)
def decision_reason_change(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Say it better: a new reason takes the place of the old one."""
    row = selectors.find_reason(reason_id)
    form = ReasonForm(
        request.POST or None, initial={"purpose": row.purpose, "sentence": row.sentence}
    )
    return submit_page(
        request,
        form,
        "claims/decision_reason_change.html",
        lambda: services.add_reason(by=request.user, instead_of=reason_id, **form.cleaned_data),
        then=_list,
        context={"row": row},
        said="The new words are offered from now on.",
    )


@requires(KEEP)
def decision_reason_stop(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Stop offering a reason."""
    row = selectors.find_reason(reason_id)
    form = ReasonStopForm(request.POST or None, version=row.version)
    return submit_page(
        request,
        form,
        "claims/decision_reason_stop.html",
        lambda: services.stop_reason(
            by=request.user, reason_id=reason_id, expected=form.expected_version
        ),
        then=_list,
        context={"row": row},
        said="This reason is not offered any more.",
    )
