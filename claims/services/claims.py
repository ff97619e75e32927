"""Writing a claim: it is started, sent, taken back or thrown away by the person it belongs to."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from activities.models import Session
from claims.emails import claim_sent
from claims.models import Claim, Line, Payee, Question
from claims.rules import claims as rules
from claims.selectors import claims as selectors
from claims.selectors.deciders import next_holder
from claims.selectors.policy import edition_on
from claims.services.carried import release_requests
from claims.services.closing import finish_claim
from community.models import Person
from community.services.contact import write_to
from core.files.services import drop_file
from core.service import Refused, acting, refuse, service
from core.turns import take_turns
from organisation.selectors.special_days import working_day_after

GONE = "This claim is not there any more."


def lock_claim(claim_id: int) -> tuple[Claim, rules.ClaimFacts]:
    """A claim under its lock, with the facts its rules ask for; the act is about it."""
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("person", "activity", "session")
        .filter(pk=claim_id)
        .first()
    )
    if claim is None:
        raise Refused(GONE)
    acting().subject = claim
    return claim, selectors.claim_facts(claim)


def own_payee(person: Person) -> Payee:
    """The person themselves as who is paid; made where there is none."""
    payee, _made = Payee.objects.get_or_create(person=person, kind=Payee.Kind.SELF)
    return payee


@service
def start_claim(
    *, by: Any, person_id: int, session_id: int | None = None, purpose: str = ""
) -> Claim:
    """Start a claim for a session or with a purpose; one that is being written goes on."""
    take_turns(f"claims of {person_id}")
    person = Person.objects.get(pk=person_id)
    refuse(rules.own_blocker(by, rules.ClaimFacts(person.account_id, Claim.State.DRAFT)))
    session = None
    if session_id is not None:
        session = Session.objects.select_related("activity").get(pk=session_id)
        there = Claim.objects.filter(person=person, session=session, state=Claim.State.DRAFT)
        if found := there.first():
            acting().subject = found
            return found
        refuse(rules.session_blocker(selectors.came_to(person, session_id)))
    activity = session.activity if session else None
    claim = Claim.objects.create(
        person=person,
        payee=own_payee(person),
        session=session,
        activity=activity,
        purpose=purpose,
        service=selectors.service_of(activity),
    )
    acting().subject = claim
    return claim


@service
def send_claim(*, by: Any, claim_id: int, late_reason: str = "") -> Claim:
    """Hand a claim in. From now on its service and cost centre stay as they are."""
    claim, facts = lock_claim(claim_id)
    checks = selectors.check_lines(claim, late_reason=late_reason)
    faults = [fault for check in checks for fault in check.faults]
    refuse(rules.send_blocker(by, facts, faults))
    now = timezone.now()
    edition = edition_on(timezone.localdate(now))
    if edition is None:
        raise Refused("There is no claims policy now. Ask us, your claim is kept.")
    claim.late_reason = late_reason or claim.late_reason
    if claim.agreed_on is None:
        # Entered by staff, and sent by the person themselves.
        claim.way = Claim.Way.ONLINE
    claim.service = selectors.service_of(claim.activity)
    claim.cost_centre = claim.service.cost_centre if claim.service else ""
    claim.decide_by = working_day_after(timezone.localdate(now), edition.decide_within_days)
    claim.sent_at, claim.state = now, Claim.State.SENT
    claim.holder = next_holder(claim)
    claim.version += 1
    claim.save()
    letter = claim_sent(claim, [check.line for check in checks], edition)
    write_to(
        by=by,
        person_id=claim.person_id,
        purpose="claim",
        subject=letter.subject,
        body=letter.body,
        about=f"{claim._meta.label_lower}:{claim.pk}",
    )
    acting().subject = claim
    return claim


@service
def withdraw_claim(*, by: Any, claim_id: int) -> Claim:
    """Take a claim back that nobody has decided; what is decided of it stays."""
    claim, facts = lock_claim(claim_id)
    refuse(rules.withdraw_blocker(by, facts))
    for line in claim.lines.exclude(state__in=(*Line.DECIDED, Line.State.WITHDRAWN)):
        line.state = Line.State.WITHDRAWN
        line.version += 1
        line.save(update_fields=["state", "version"])
        release_requests([line.request_id])
    now = timezone.now()
    Question.objects.filter(
        line__claim=claim, answered_at__isnull=True, closed_at__isnull=True
    ).update(closed_at=now)
    if claim.lines.filter(state__in=Line.DECIDED).exists():
        finish_claim(by=by, claim=claim)
        return claim
    claim.state, claim.withdrawn_at = Claim.State.WITHDRAWN, now
    claim.holder = None
    claim.version += 1
    claim.save(update_fields=["state", "withdrawn_at", "holder", "version"])
    return claim


@service
def drop_claim(*, by: Any, claim_id: int) -> None:
    """Throw away a claim that was not sent, with its receipts."""
    claim, facts = lock_claim(claim_id)
    refuse(rules.change_blocker(by, facts))
    files = [row.file for row in claim.receipts.select_related("file") if row.file]
    carried = list(claim.lines.values_list("request_id", flat=True))
    acting().subject = claim.person
    claim.delete()
    release_requests(carried)
    for stored in files:
        drop_file(by=by, stored=stored)
