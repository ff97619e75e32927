"""What staff need who enter a claim for somebody: who it is, and what they came to."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from activities.models import Opportunity
from activities.selectors.sign_ups import runs_session
from claims.models import Claim
from claims.selectors import claims as selectors
from claims.selectors.claims import Attended
from community.models import Person
from community.rules.people import KEEP
from community.selectors.people import visible_to

# Of what somebody sent for others lately.
MOST_SENT = 20


def find_person_to_enter(viewer: Any, person_id: int) -> Person | None:
    """Somebody whom the viewer may know of, and who is not the viewer."""
    found = visible_to(viewer).filter(pk=person_id).first()
    return None if found is None or found.account_id == viewer.pk else found


def sessions_to_enter(viewer: Any, person: Person) -> list[Attended]:
    """Sessions somebody came to: all for the team, for others those that they run.

    What there is for it already is for the person alone.
    """
    found = [Attended(each.session, None) for each in selectors.sessions_of(person)]
    if viewer.may(KEEP):
        return found
    ids = [each.session.pk for each in found]
    rows = Opportunity.objects.filter(session__in=ids).select_related("session__activity")
    run = {row.session_id for row in rows if runs_session(viewer, row)}
    return [each for each in found if each.session.pk in run]


def being_entered(account: Any) -> list[Claim]:
    """What somebody writes down for others and has not sent."""
    return list(selectors.entered_claims(account).filter(state=Claim.State.DRAFT))


def lately_sent(account: Any) -> list[Claim]:
    """What somebody sent for others, the newest first."""
    return list(selectors.entered_claims(account).exclude(state=Claim.State.DRAFT)[:MOST_SENT])


def find_entered(account: Any, claim_id: int) -> Any:
    """A claim that somebody entered for another: while it is written, and that it was sent."""
    found: Any = selectors.entered_claims(account).filter(pk=claim_id).first()
    if found is None:
        raise Http404
    found.for_whom = selectors.name_for(found.person, account)
    return found
