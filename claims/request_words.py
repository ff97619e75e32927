"""What somebody asked before they spend, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Category, SpendingRequest
from core.money import pounds

State, How = SpendingRequest.State, SpendingRequest.How


def sort_of(row: SpendingRequest) -> str:
    """The sort of cost."""
    return str(Category(row.category).label)


def next_of(row: SpendingRequest) -> str:
    """What happens next, or what the person does."""
    if row.state == State.AGREED:
        return {
            How.CLAIM: _("Pay for it, keep the receipt, and put it on your claim afterwards."),
            How.BOOK: _("We book it and tell you when it is done."),
            How.CASH: _("You get the money on the day. You sign that you got it."),
        }[How(row.how)]
    return {
        State.ASKED: _("Wait for our answer before you spend it. You get a message."),
        State.DECLINED: _("If something is different from what we thought, ask again."),
        State.BOOKED: _("You need not claim anything."),
        State.CASH_GIVEN: _("You need not claim anything."),
        State.CARRIED: _("Say in the claim what you paid."),
    }.get(State(row.state), "")


def asked_rows(rows: Iterable[SpendingRequest]) -> Iterator[dict[str, Any]]:
    """The list of what somebody asked."""
    for row in rows:
        yield {
            "request": row,
            "sort": sort_of(row),
            "amount": amount_of(row),
            "href": reverse("claims:request_detail", args=[row.pk]),
            "next": next_of(row),
        }


def amount_of(row: SpendingRequest) -> str:
    """How much it is about, as far as it is known."""
    if row.given_pence:
        return _("You got %(amount)s.") % {"amount": pounds(row.given_pence)}
    if row.agreed_pence and row.state != State.WITHDRAWN:
        return _("We agreed, up to %(amount)s.") % {"amount": pounds(row.agreed_pence)}
    return _("You asked for about %(amount)s.") % {"amount": pounds(row.pence)}


def for_what(row: SpendingRequest) -> str:
    """The session it is for, empty where there is none."""
    if row.session is None:
        return ""
    return f"{row.session.activity.title}, {row.session.when_words}"
