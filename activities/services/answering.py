"""Answers that come from a message, by whoever has its link."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from activities.models import Invitation, SignUp
from activities.selectors import answering as selectors
from activities.services.sign_ups import accept_offer, decline_offer, lock_sign_up
from community.models import Person
from community.services.people import hear_from
from core.service import acting, refuse, service


@service
def answer_offer(*, by: Any, sign_up_id: int, turn: int, takes: bool) -> SignUp:
    """Take the place of one offer, or say no to it. An offer of later is not answered by it."""
    row, _opportunity = lock_sign_up(sign_up_id)
    refuse(selectors.offer_refusal(row, turn))
    answer = accept_offer if takes else decline_offer
    done = answer(by=by, sign_up_id=sign_up_id)
    _spoken(row.person, by)
    return done


@service
def decline_invitation(*, by: Any, invitation_id: int) -> Invitation:
    """Say "no, thank you" to being asked to come. Nobody is asked less or more for it."""
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    refuse(selectors.decline_refusal(by, row))
    row.declined_at = timezone.now()
    row.save(update_fields=["declined_at"])
    acting().subject = row
    _spoken(row.person, by)
    return row


def _spoken(person: Person, by: Any) -> None:
    """Say in the act for whom this is: staff were told, or somebody has the person's link."""
    if person.account_id is None or person.account_id != getattr(by, "pk", None):
        acting().for_whom, acting().on_behalf_of = person, person.account
    hear_from(by=by, person_ids=[person.pk])
