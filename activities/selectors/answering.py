"""Answering from a message without signing in: an offered place, and being asked to come.

The address holds numbers, signed; nothing of the person. Each opens one question alone, and only
as long as that question is open.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Invitation, Opportunity, SignUp
from activities.rules import sign_up as rules
from activities.rules.asking import decline_blocker
from activities.selectors.sign_ups import opportunity_facts, place_facts
from community.selectors.people import own_record

OFFER_SALT = "activities.offer"
ASKED_SALT = "activities.asked"
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


def offer_thanks(row: SignUp, turn: int) -> str:
    """What stands before somebody who has just answered; empty where it is so no more."""
    if row.turn != turn:
        return ""
    return {
        SignUp.Status.PLACED: _("The place is yours. We look forward to seeing you."),
        SignUp.Status.DECLINED: _(
            "Thank you for telling us. Somebody else can have the place now."
        ),
    }.get(SignUp.Status(row.status), "")


# --- Being asked to come ------------------------------------------------------------------

ASKED = Invitation.objects.select_related(
    "person", "opportunity__session__activity", "opportunity__session__venue"
)


def asked_token(row: Invitation) -> str:
    """What stands in the address: the number of the question, signed."""
    return signing.Signer(salt=ASKED_SALT).sign(str(row.pk)).replace(":", ".")


def asked_address(row: Invitation) -> str:
    """The whole address at which somebody says "no, thank you" to being asked."""
    return settings.SITE_URL + reverse("activities:invitation_answer", args=[asked_token(row)])


def invitation_of(token: str) -> Invitation:
    """Who was asked to what; 404 for an address that was never given."""
    try:
        pk = int(signing.Signer(salt=ASKED_SALT).unsign(token.replace(".", ":")))
    except signing.BadSignature:
        raise Http404 from None
    return find_invitation(pk)


def find_invitation(invitation_id: int) -> Invitation:
    """The same by its number, for those who run the session; the page asks whether they do."""
    row = ASKED.filter(pk=invitation_id, person__merged_into__isnull=True).first()
    if row is None:
        raise Http404
    return row


def decline_refusal(by: Any, row: Invitation) -> str | None:
    """Why somebody cannot say "no, thank you" now."""
    earlier = SignUp.objects.filter(opportunity=row.opportunity_id, person=row.person_id).first()
    place = place_facts(by, row.opportunity, row.person, None)
    return decline_blocker(
        opportunity_facts(row.opportunity),
        earlier.status if earlier else "",
        timezone.now(),
        is_declined=row.declined_at is not None,
        is_own=place.is_own,
        is_theirs_to_enter=place.is_theirs_to_enter,
    )


def own_invitation(opportunity: Opportunity, viewer: Any) -> Invitation | None:
    """Whether the viewer was asked to come to this, and what they said."""
    person = own_record(viewer)
    if person is None:
        return None
    return Invitation.objects.filter(opportunity=opportunity, person=person).first()
