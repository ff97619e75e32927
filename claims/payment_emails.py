"""What is written to people about money that went out. Composing only."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.emails import Letter
from claims.models import Batch, Claim, Payee, Payment
from claims.selectors.payments import Owed, arrives_by
from claims.selectors.policy import edition_on
from core.money import pounds


def claims_paid(batch: Batch, owed: Owed) -> Letter:
    """Says how much was paid, how, for which claims, and when it is there."""
    context = {
        "batch": batch,
        "sum": pounds(owed.pence),
        "claims": owed.claims,
        "payee": "" if owed.payee.kind == Payee.Kind.SELF else owed.payee.name,
        "arrives_by": arrives_by(batch),
        **_reach(),
    }
    body = render_to_string("emails/claims/claims_paid.txt", context)
    return Letter(_("We have paid you %(sum)s") % {"sum": context["sum"]}, body)


def payment_returned(payment: Payment, claim: Claim) -> Letter:
    """Says that a payment came back and what to do."""
    context = {
        "payment": payment,
        "sum": pounds(payment.pence),
        "payee": "" if payment.payee.kind == Payee.Kind.SELF else payment.payee.name,
        "claim": claim,
        **_reach(),
    }
    body = render_to_string("emails/claims/payment_returned.txt", context)
    return Letter(_("A payment to you came back to us"), body)


def _reach() -> dict:
    """Where claims are seen, and who to ask about money."""
    return {
        "address": settings.SITE_URL + reverse("claims:claim_list_own"),
        "edition": edition_on(timezone.localdate()),
    }


def claims_topped_up(pence: int, lines: int) -> Letter:
    """Says that journeys are paid better than they were decided."""
    context = {"sum": pounds(pence), "lines": lines, **_reach()}
    body = render_to_string("emails/claims/claims_topped_up.txt", context)
    return Letter(_("You get %(sum)s more for your journeys") % {"sum": context["sum"]}, body)
