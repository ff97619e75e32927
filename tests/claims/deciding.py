"""Claims that were sent to approvers, and ways to decide them in one line."""

from __future__ import annotations

from typing import Any

from activities.models import ActivityService, Session
from claims.models import Claim, Decision, DecisionReason, Line, Question
from claims.services.claims import send_claim
from claims.services.deciding import decide_line
from claims.services.questions import ask_question
from community.models import Person
from organisation.models import Service
from tests.claims.claiming import a_claim, attended, bus, lines_of
from tests.claims.deciders import canterbury
from users.models import User


def session_of(person: Person, service: Service | None = None) -> Session:
    """A session of a service that somebody came to."""
    session, place = attended(person), service or canterbury()
    ActivityService.objects.create(
        activity=session.activity, service=place, directorate_id=place.directorate_id
    )
    return session


def a_sent_claim(person: Person, *entries: Any, service: Service | None = None) -> Claim:
    """A claim with these costs (none: one bus of £4.60), handed in to a service."""
    claim = a_claim(person, *(entries or (bus(),)), session=session_of(person, service))
    return send_claim(by=person.account, claim_id=claim.pk)


def line_of(claim: Claim) -> Line:
    (line,) = lines_of(claim)
    return line


def reason(purpose: str) -> DecisionReason:
    found = DecisionReason.objects.filter(purpose=purpose, is_offered=True).first()
    assert found
    return found


def decide(by: User, line: Line, outcome: str = "approve", **said: Any) -> Decision:
    """Decide a cost as it stands now, with the first reason that fits."""
    line.refresh_from_db()
    if outcome != "approve" and "reason_id" not in said and "words" not in said:
        said["reason_id"] = reason(outcome).pk
    given: dict[str, Any] = {"expected": line.version, **said}
    return decide_line(by=by, line_id=line.pk, outcome=outcome, **given)


def ask(by: User, line: Line, words: str = "Which bus was it?") -> Question:
    line.refresh_from_db()
    return ask_question(by=by, line_id=line.pk, expected=line.version, words=words)
