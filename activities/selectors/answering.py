"""Answering from a message without signing in: an offered place, and being asked to come.

The address holds numbers, signed; nothing of the person. Each opens one question alone, and only
as long as that question is open.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from activities.models import SignUp
from activities.rules import sign_up as rules
from activities.selectors.sign_ups import opportunity_facts

OFFER_SALT = "activities.offer"
ROWS = SignUp.objects.select_related(
    "person", "opportunity__session__activity", "opportunity__session__venue"
)


def offer_token(row: SignUp) -> str:
    """What stands in the address: who signs up again gets a new turn, so it is of one offer."""
    return signing.Signer(salt=OFFER_SALT).sign(f"{row.pk}-{row.turn}").replace(":", ".")


def offer_address(row: SignUp) -> str:
    """The whole address at which somebody answers the offer they have now."""
    return settings.SITE_URL + reverse("activities:offer_answer", args=[offer_token(row)])


def offer_of(token: str) -> tuple[SignUp, int]:
    """The sign-up of an offer, and its turn; 404 for an address that was never given."""
    try:
        said = signing.Signer(salt=OFFER_SALT).unsign(token.replace(".", ":"))
    except signing.BadSignature:
        raise Http404 from None
    pk, _dash, turn = said.partition("-")
    row = ROWS.filter(pk=int(pk), person__merged_into__isnull=True).first()
    if row is None:
        raise Http404
    return row, int(turn)


def offer_refusal(row: SignUp, turn: int) -> str | None:
    """Why the link of an offer answers nothing any more."""
    facts = opportunity_facts(row.opportunity)
    return rules.link_blocker(
        facts, row.status, row.offer_ends_at, timezone.now(), is_same=row.turn == turn
    )
