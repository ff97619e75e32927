"""Pages on which finance sees what is owed and says what was paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.forms import payments as forms
from claims.payment_words import batch_facts, chosen_rows, payment_facts, payment_rows
from claims.rules import payments as rules
from claims.selectors import payments as selectors
from claims.services import payments as services
from claims.tables.payments import OWED, PAYMENTS, OwedFilters, PaymentFilters
from core.access import requires
from core.money import pounds
from core.pages import submit_page
from core.tables import list_page, render_list
from core.tables.filters import Filters

# In the address: all that the filters let through; what was said is to be changed.
ALL, CHANGE = "all", "change"


@requires(rules.PAY)
def payment_owed(request: HttpRequest) -> HttpResponseBase:
    """What is owed, to tick and to mark as paid."""
    rows = selectors.owed_payees(request.user)
    page = list_page(request, OWED, rows, OwedFilters, may_download=False)
    if page.response is not None:
        return page.response
    sums = selectors.owed_sums()
    context = {
        "page": page,
        "has_errors": page.has_errors,
        "owed": pounds(sums["pence"]),
        "late": pounds(sums["late"]) if sums["late"] else "",
        "within": selectors.pay_within(),
        "left": selectors.left_to_colleagues(request.user),
    }
    return render(request, "claims/payment_owed.html", context)


def _ids(values: Iterable[str]) -> list[int]:
    """Ids from an address; anything else is left out."""
    found = {int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 18}
    return sorted(found)[: rules.MOST_PAYEES + 1]


def _chosen(request: HttpRequest) -> list[int]:
    """The payees that were ticked, or all that the filters let through, as many as go at once."""
    if request.GET.get("which") != ALL:
        return _ids(request.GET.getlist("row"))
    filters = Filters(request, selectors.owed_payees(request.user), OwedFilters)
    if filters.errors:
        return []
    ids = filters.queryset.order_by("owed_since", "pk").values_list("pk", flat=True)
    return list(ids[: rules.MOST_PAYEES])


@requires(rules.PAY)
def payment_mark(request: HttpRequest) -> HttpResponse:
    """Say how, when and under which reference the chosen were paid."""
    ids = _chosen(request)
    owed = selectors.owed_of(ids)
    is_asked = "reference" in request.GET
    initial = {"row": [str(pk) for pk in ids], "way": _usual_way(owed)}
    form = forms.PaidForm(request.GET if is_asked else None, initial=initial)
    if is_asked and form.is_valid() and CHANGE not in request.GET:
        return redirect(f"{reverse('claims:payment_check')}?{request.GET.urlencode()}")
    context = {"form": form, "rows": chosen_rows(owed, ""), "has_errors": bool(form.errors)}
    return render(request, "claims/payment_mark.html", context)


def _usual_way(owed: list[selectors.Owed]) -> str:
    """How those who were chosen want it, where they want the same."""
    ways = {each.payee.way for each in owed}
    return ways.pop() if len(ways) == 1 else ""


@requires(rules.PAY)
def payment_check(request: HttpRequest) -> HttpResponse:
    """Look once more at what is to be marked as paid, then mark it."""
    asked = forms.PaidForm(request.GET)
    if not asked.is_valid():
        return redirect(f"{reverse('claims:payment_mark')}?{request.GET.urlencode()}")
    said: dict[str, Any] = {
        name: asked.cleaned_data[name] for name in ("paid_on", "way", "reference", "pence")
    }
    ids = _ids(request.GET.getlist("row"))
    owed = selectors.owed_of(ids)
    facts = selectors.mark_facts(owed, ids, request.user, said["paid_on"], said["pence"])
    form = forms.PaymentMarkForm(request.POST if request.method == "POST" else None)
    return submit_page(
        request,
        form,
        "claims/payment_check.html",
        lambda: services.mark_paid(by=request.user, payee_ids=ids, **said),
        then=lambda batch: reverse("claims:batch_detail", args=[batch.pk]),
        context={
            "rows": chosen_rows(owed, said["way"]),
            "facts": batch_facts(said, len(owed)),
            "blocker": rules.mark_blocker(facts),
            "back": f"{reverse('claims:payment_mark')}?{request.GET.urlencode()}&{CHANGE}=1",
        },
        said="It is marked as paid. Everybody is told.",
    )


@requires(rules.PAY)
def payment_list(request: HttpRequest) -> HttpResponse:
    """Everything that was paid."""
    rows = selectors.payments()
    template = "claims/payment_list.html"
    return render_list(request, PAYMENTS, rows, PaymentFilters, template, may_download=False)


@requires(rules.PAY)
def payment_detail(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment: to whom, how much, and for what in codes."""
    payment = selectors.find_payment(payment_id)
    context = {
        "payment": payment,
        "is_owed_again": selectors.is_owed_again(payment),
        "facts": payment_facts(payment),
        "rows": payment_rows(selectors.paid_lines(payment)),
        "blocker": rules.return_blocker(request.user, is_returned=payment.returned_at is not None),
    }
    return render(request, "claims/payment_detail.html", context)


@requires(rules.PAY)
def payment_return(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Say that a payment came back."""
    payment = selectors.find_payment(payment_id)
    form = forms.PaymentReturnForm(request.POST if request.method == "POST" else None)
    return submit_page(
        request,
        form,
        "claims/payment_return.html",
        lambda: services.return_payment(
            by=request.user, payment_id=payment_id, reason=form.cleaned_data["reason"]
        ),
        then=lambda _payment: reverse("claims:payment_detail", args=[payment_id]),
        context={
            "payment": payment,
            "facts": payment_facts(payment),
            "blocker": rules.return_blocker(
                request.user, is_returned=payment.returned_at is not None
            ),
        },
        said="What this payment was for is owed again. The person is told.",
    )


@requires(rules.PAY)
def batch_detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What was marked together, and its file."""
    batch = selectors.find_batch(batch_id)
    said = {"paid_on": batch.paid_on, "way": batch.way, "reference": batch.reference}
    rows = selectors.payments().filter(batch=batch)
    context = {
        "batch": batch,
        "facts": batch_facts({**said, "pence": batch.pence}, batch.payment_count, batch),
    }
    template = "claims/batch_detail.html"
    return render_list(request, PAYMENTS, rows, None, template, context, may_download=False)


@requires(rules.PAY)
def batch_file(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The file for finance's own system."""
    batch = selectors.find_batch(batch_id)
    file = services.take_payment_file(by=request.user, batch_id=batch.pk)
    response = HttpResponse(file, content_type="text/csv; charset=utf-8")
    name = f"payments-{batch.paid_on:%Y-%m-%d}-{batch.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(rules.PAY)
def payee_supplier(request: HttpRequest, payee_id: int) -> HttpResponse:
    """Keep finance's own number for a payee."""
    payee = selectors.find_payee(payee_id)
    form = forms.SupplierForm(
        request.POST if request.method == "POST" else None,
        version=payee.version,
        initial={"number": payee.supplier_number},
    )
    return submit_page(
        request,
        form,
        "claims/payee_supplier.html",
        lambda: services.set_supplier_number(
            by=request.user,
            payee_id=payee_id,
            expected=form.expected_version,
            number=form.cleaned_data["number"],
        ),
        then=lambda _payee: reverse("claims:payment_owed"),
        context={"name": selectors.payee_name(payee)},
        said="The supplier number is saved.",
    )
