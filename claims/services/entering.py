"""Writing down a claim for somebody who tells it by telephone or sent it on paper."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from activities.models import Session
from claims.models import Claim
from claims.rules import entering as rules
from claims.rules.claims import change_blocker, session_blocker
from claims.selectors import claims as selectors
from claims.selectors.entering import find_person_to_enter
from claims.services.claims import lock_claim, own_payee, send_claim
from claims.services.receipts import TAKES
from community.models import Person
from community.services.people import hear_from
from core.files.kept import Kept
from core.files.services import store_upload
from core.service import Refused, acting, refuse, service
from core.turns import take_turns
from users.models import User

PURPOSE = "claims.signed_paper"


@service
def enter_claim(
    *, by: User, person_id: int, way: str, session_id: int | None = None, purpose: str = ""
) -> Claim:
    """Begin to write down a claim for somebody; one for the same session is gone on with."""
    take_turns(f"claims of {person_id}")
    person = find_person_to_enter(by, person_id)
    if person is None:
        raise Refused(rules.NOT_FOUND, field="person")
    refuse(rules.enter_blocker(by, person.account_id))
    session = None
    if session_id is not None:
        session = Session.objects.select_related("activity").get(pk=session_id)
        refuse(session_blocker(selectors.came_to(person, session_id)))
        mine = Claim.objects.filter(person=person, entered_by=by, session=session, way=way)
        if found := mine.filter(state=Claim.State.DRAFT).first():
            acting().subject = found
            return found
    activity = session.activity if session else None
    claim = Claim.objects.create(
        person=person,
        payee=own_payee(person),
        session=session,
        activity=activity,
        purpose=purpose,
        service=selectors.service_of(activity),
        way=way,
        entered_by=by,
    )
    _for_person(person, by=by)
    acting().subject = claim
    return claim


@service
def send_entered_claim(
    *,
    by: User,
    claim_id: int,
    agreed_on: date | None = None,
    paper: UploadedFile | Kept | None = None,
    late_reason: str = "",
) -> Claim:
    """Hand in what was written down, once the person signed it or heard it and agreed."""
    claim, facts = lock_claim(claim_id)
    refuse(change_blocker(by, facts))
    today = timezone.localdate()
    day = agreed_on or today
    has_paper = paper is not None or claim.signed_paper is not None
    refuse(rules.agreed_blocker(claim.way, day, today, has_paper=has_paper), field="agreed_on")
    if paper is not None:
        claim.signed_paper = store_upload(by=by, upload=paper, purpose=PURPOSE, takes=TAKES)
    claim.agreed_on = day
    claim.save(update_fields=["signed_paper", "agreed_on"])
    _for_person(claim.person, by=by)
    return send_claim(by=by, claim_id=claim_id, late_reason=late_reason)


def _for_person(person: Person, *, by: User) -> None:
    """Say in the act for whom it is done; they were heard from."""
    acting().for_whom, acting().on_behalf_of = person, person.account
    hear_from(by=by, person_ids=[person.pk])
