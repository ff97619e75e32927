"""Asking before spending: asked, answered, booked, paid in cash, carried into a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Session
from claims.emails import request_told
from claims.models import Claim, Line, SpendingRequest
from claims.rules import claims as claim_rules
from claims.rules import requests as rules
from claims.selectors import requests as selectors
from claims.selectors.claims import came_to, service_of
from claims.selectors.policy import terms_on
from claims.services.claims import lock_claim, start_claim
from claims.services.receipts import TAKES
from community.models import Person
from community.services.contact import write_to
from core.files.kept import Kept
from core.files.services import store_upload
from core.service import Refused, acting, refuse, require_version, service
from core.turns import take_turns

State, How = SpendingRequest.State, SpendingRequest.How
PURPOSE = "claims.cash_signed"


@dataclass(frozen=True)
class RequestEntry:
    """What somebody would like to spend."""

    category: str
    words: str
    needed_on: date
    pence: int
    how: str = How.CLAIM
    session_id: int | None = None


def _locked(request_id: int) -> SpendingRequest:
    row = (
        SpendingRequest.objects.select_for_update(of=("self",))
        .select_related("person", "session__activity")
        .filter(pk=request_id)
        .first()
    )
    if row is None:
        raise Refused(_("This is not there any more."))
    acting().subject = row
    return row


def _said(row: SpendingRequest) -> dict[str, str]:
    """How it stands, for who saw it otherwise."""
    return {"state": str(row.get_state_display())}


def _saved(row: SpendingRequest, *names: str) -> SpendingRequest:
    row.version += 1
    row.save(update_fields=[*names, "version"])
    return row


def _tell(row: SpendingRequest, *, by: Any) -> None:
    """Tell the person how it stands, by their way."""
    letter = request_told(row)
    write_to(
        by=by,
        person_id=row.person_id,
        purpose="claim",
        subject=letter.subject,
        body=letter.body,
        about=f"{row._meta.label_lower}:{row.pk}",
    )
    acting().subject = row


@service
def ask_first(*, by: Any, person_id: int, entry: RequestEntry) -> SpendingRequest:
    """Ask before something is spent."""
    take_turns(f"claims of {person_id}")
    person = Person.objects.get(pk=person_id)
    facts = rules.RequestFacts(person.account_id, State.ASKED, entry.how)
    refuse(rules.own_request_blocker(by, facts))
    refuse(rules.ask_blocker(entry.needed_on, timezone.localdate()), field="needed_on")
    if entry.category not in {each.category for each in selectors.sorts_to_ask(entry.needed_on)}:
        raise Refused(_("The policy of that day does not pay for this."), field="needed_on")
    session = None
    if entry.session_id is not None:
        offered = {each.pk: each for each in selectors.coming_up(person)}
        session = offered.get(entry.session_id)
        if session is None:
            raise Refused(_("Choose one of these."), field="what")
    activity = session.activity if session else None
    row = SpendingRequest.objects.create(
        person=person,
        session=session,
        activity=activity,
        service=service_of(activity),
        category=entry.category,
        words=entry.words,
        needed_on=entry.needed_on,
        pence=entry.pence,
        how=entry.how,
    )
    _tell(row, by=by)
    return row


@service
def agree_request(
    *, by: Any, request_id: int, expected: int | None, pence: int, how: str, words: str = ""
) -> SpendingRequest:
    """Say yes, up to so much and paid in one of the ways."""
    row = _locked(request_id)
    require_version(row, expected, lambda: _said(row))
    refuse(rules.answer_blocker(by, selectors.desk_request_facts(by, row)))
    refuse(rules.agreed_amount_blocker(pence), field="pence")
    row.state, row.agreed_pence, row.how, row.reason = State.AGREED, pence, how, words.strip()
    row.answered_at, row.answered_by = timezone.now(), by
    _saved(row, "state", "agreed_pence", "how", "reason", "answered_at", "answered_by")
    _tell(row, by=by)
    return row


@service
def decline_request(
    *, by: Any, request_id: int, expected: int | None, reason: str
) -> SpendingRequest:
    """Say no, and why."""
    row = _locked(request_id)
    require_version(row, expected, lambda: _said(row))
    refuse(rules.answer_blocker(by, selectors.desk_request_facts(by, row)))
    refuse(rules.declined_words_blocker(reason), field="reason")
    row.state, row.reason = State.DECLINED, reason.strip()
    row.answered_at, row.answered_by = timezone.now(), by
    _saved(row, "state", "reason", "answered_at", "answered_by")
    _tell(row, by=by)
    return row


@service
def book_request(
    *, by: Any, request_id: int, expected: int | None, booking: str
) -> SpendingRequest:
    """Write down that the trust booked it: with whom, and under which reference."""
    row = _locked(request_id)
    require_version(row, expected, lambda: _said(row))
    refuse(rules.settle_blocker(by, selectors.desk_request_facts(by, row), How.BOOK))
    if not booking.strip():
        raise Refused("Say with whom it is booked.", field="booking")
    row.state, row.booking = State.BOOKED, booking.strip()
    row.settled_at, row.settled_by = timezone.now(), by
    _saved(row, "state", "booking", "settled_at", "settled_by")
    _tell(row, by=by)
    return row


@service
def give_cash(
    *,
    by: Any,
    request_id: int,
    expected: int | None,
    pence: int,
    signed_name: str,
    paper: UploadedFile | Kept | None = None,
) -> SpendingRequest:
    """Write down that the person got the money and signed for it."""
    row = _locked(request_id)
    require_version(row, expected, lambda: _said(row))
    facts = selectors.desk_request_facts(by, row)
    refuse(rules.settle_blocker(by, facts, How.CASH))
    refuse(rules.given_blocker(pence, facts), field="pence")
    if not signed_name.strip():
        raise Refused("Enter the name of who signed.", field="signed_name")
    if paper is not None:
        row.signed_paper = store_upload(by=by, upload=paper, purpose=PURPOSE, takes=TAKES)
    row.state, row.given_pence, row.signed_name = State.CASH_GIVEN, pence, signed_name.strip()
    row.settled_at, row.settled_by = timezone.now(), by
    _saved(row, "state", "given_pence", "signed_name", "signed_paper", "settled_at", "settled_by")
    _tell(row, by=by)
    return row


@service
def withdraw_request(*, by: Any, request_id: int) -> SpendingRequest:
    """Take back what is not needed any more."""
    row = _locked(request_id)
    refuse(rules.withdraw_request_blocker(by, selectors.request_facts(row)))
    row.state, row.withdrawn_at = State.WITHDRAWN, timezone.now()
    return _saved(row, "state", "withdrawn_at")


@service
def carry_request(*, by: Any, request_id: int, claim_id: int | None = None) -> Line:
    """Put what was agreed and spent into a claim, a new one where none is named."""
    row = SpendingRequest.objects.select_related("person").get(pk=request_id)
    refuse(rules.carry_blocker(by, selectors.request_facts(row)))
    # The claim is locked before the request, as everywhere.
    claim, facts = lock_claim(claim_id or _new_claim(by, row).pk)
    refuse(claim_rules.add_line_blocker(by, facts))
    row = _locked(request_id)
    refuse(rules.carry_blocker(by, selectors.request_facts(row)))
    today, terms = timezone.localdate(), terms_on(row.needed_on)
    refuse(claim_rules.day_blocker(row.category, row.needed_on, today, terms))
    row.state = State.CARRIED
    _saved(row, "state")
    line = Line.objects.create(
        claim=claim,
        request=row,
        category=row.category,
        cost_on=row.needed_on,
        words=row.words,
    )
    acting().subject = claim
    return line


def _new_claim(by: Any, row: SpendingRequest) -> Claim:
    """For the session, if the list says that they came; else with what it was for."""
    session: Session | None = row.session
    if session is not None and came_to(row.person, session.pk):
        return start_claim(by=by, person_id=row.person_id, session_id=session.pk)
    return start_claim(by=by, person_id=row.person_id, purpose=row.words[:200])
