"""Costs of a claim that is being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.judging import Terms
from claims.mileage import Journey, journey_pay
from claims.models import Category, Claim, Line, Vehicle
from claims.rules import claims as rules
from claims.selectors.claims import paid_tenths_before
from claims.selectors.policy import terms_on
from claims.services.carried import release_requests
from claims.services.claims import GONE, lock_claim
from core.service import Refused, refuse, require_version, service


@dataclass(frozen=True)
class LineEntry:
    """What somebody says of a cost. For miles the amount is worked out from the policy."""

    category: str
    cost_on: date | None
    words: str = ""
    pence: int | None = None
    vehicle: str = ""
    from_place: str = ""
    to_place: str = ""
    tenths: int | None = None
    passengers: int | None = None
    minutes: int | None = None
    no_receipt_reason: str = ""
    # None: as it was.
    is_paper_kept: bool | None = None


@service
def add_line(*, by: Any, claim_id: int, entry: LineEntry) -> Line:
    """Add a cost to a claim."""
    claim, facts = lock_claim(claim_id)
    refuse(rules.add_line_blocker(by, facts))
    line = Line(claim=claim, **_columns(claim, entry))
    line.save()
    return line


@service
def change_line(*, by: Any, line_id: int, expected: int | None, entry: LineEntry) -> Line:
    """Say anew what a cost was."""
    claim, line = _locked(by, line_id)
    require_version(line, expected, lambda: {"words": line.words})
    return _changed(claim, line, entry)


@service
def answer_line(*, by: Any, line_id: int, expected: int | None, answers: Mapping[str, Any]) -> Line:
    """Answer some of what is asked of a cost; what is not among `answers` stays."""
    claim, line = _locked(by, line_id)
    require_version(line, expected, lambda: {"words": line.words})
    entry = LineEntry(**{each.name: getattr(line, each.name) for each in fields(LineEntry)})
    return _changed(claim, line, replace(entry, **answers))


@service
def remove_line(*, by: Any, line_id: int) -> Claim:
    """Take a cost out of a claim. Its receipts stay until they are removed themselves."""
    claim, line = _locked(by, line_id)
    line.delete()
    release_requests([line.request_id])
    return claim


def _locked(by: Any, line_id: int) -> tuple[Claim, Line]:
    claim_id = Line.objects.filter(pk=line_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Refused(_("This cost is not there any more."))
    claim, facts = lock_claim(claim_id)
    refuse(rules.change_blocker(by, facts))
    line = Line.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise Refused(GONE)
    return claim, line


def _changed(claim: Claim, line: Line, entry: LineEntry) -> Line:
    for name, value in _columns(claim, entry).items():
        setattr(line, name, value)
    line.version += 1
    line.save()
    return line


def _columns(claim: Claim, entry: LineEntry) -> dict[str, Any]:
    """The columns of a line, the amount of miles worked out once they are known."""
    if entry.cost_on is None:
        raise Refused(_("Enter the day."), field="cost_on")
    terms = terms_on(entry.cost_on)
    day = rules.day_blocker(entry.category, entry.cost_on, timezone.localdate(), terms)
    refuse(day, field="cost_on")
    columns = asdict(entry)
    # Only who has the paper form can say that the receipt is with it.
    if entry.is_paper_kept is None or claim.entered_by_id is None:
        del columns["is_paper_kept"]
    if entry.category == Category.MILEAGE and terms:
        columns["pence"] = mile_pence(claim, entry, entry.cost_on, terms) if entry.tenths else None
        if entry.vehicle != Vehicle.CAR:
            columns["passengers"] = None
    return columns


def mile_pence(claim: Claim, entry: LineEntry, day: date, terms: Terms) -> int:
    """What the miles of a cost make by the policy of its day."""
    before = paid_tenths_before(claim, day, entry.vehicle)
    journey = Journey(entry.tenths or 0, entry.vehicle, entry.passengers or 0, before)
    pay = journey_pay(journey, terms.rates)
    if pay is None or not pay.pence:
        sentence = _("The policy of that day does not pay for this way of travelling.")
        raise Refused(sentence, field="vehicle")
    return pay.pence
