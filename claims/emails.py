"""What claims write to people. Composing only: services put it in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Claim, Delegation, Edition, Line
from core.money import pounds


@dataclass(frozen=True)
class Letter:
    """The subject and the plain text of one message."""

    subject: str
    body: str


def claim_sent(claim: Claim, lines: Sequence[Line], edition: Edition) -> Letter:
    """Says that a claim has come, for how much, and by when there is an answer."""
    context = {
        "claim": claim,
        "sum": pounds(sum(line.pence or 0 for line in lines)),
        "edition": edition,
        "address": settings.SITE_URL + reverse("claims:claim_detail", args=[claim.pk]),
    }
    body = render_to_string("emails/claims/claim_sent.txt", context)
    return Letter(_("We have your claim %(reference)s") % {"reference": claim.reference}, body)


def stand_in_asked(row: Delegation) -> Letter:
    """Tells somebody that they decide in another's place, and when."""
    name = row.absent.display_name
    address = settings.SITE_URL + reverse("claims:away_list")
    body = (
        f"Hello,\n\n{name} is away from {row.first_on:%-d %B %Y} to {row.last_on:%-d %B %Y}. "
        f"On these days you decide claims in their place. What waits for them stands on your "
        f"desk, beside your own.\n\nWho is away, and who stands in:\n{address}\n"
    )
    return Letter(f"You decide claims for {name}", body)


def stand_in_ended(row: Delegation) -> Letter:
    """Tells somebody that they need not stand in any more."""
    name = row.absent.display_name
    body = (
        f"Hello,\n\nyou do not decide claims for {name} any more. "
        "What waits for them is not on your desk from now on.\n"
    )
    return Letter(f"You do not decide claims for {name} any more", body)
