"""Reads of claims for those whose they are: their list, one claim, and what is wanting in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Attendance, Session
from claims.judging import (
    DECLARATION,
    INVOICE,
    NEEDED_WITHOUT_ASKING,
    NO_EVIDENCE,
    RECEIPT,
    Judgement,
    LineFacts,
    Terms,
    judge_line,
)
from claims.mileage import Journey, tax_year_of
from claims.models import Category, Claim, Edition, Line, Receipt
from claims.rules import claims as rules
from claims.selectors.policy import terms_of
from community.models import Person
from community.rules.people import KEEP
from community.selectors.needs import needs_travel_help
from community.selectors.people import all_ids, own_record
from organisation.models import Service

# So far back sessions are offered to start from; older ones begin with a purpose.
OFFERED_DAYS = 180
MOST_OFFERED = 50
MOST_SHOWN = 3
USED_TO_IT = 3  # claims sent
LIVE_LINES = ~Q(lines__state=Line.State.WITHDRAWN)


@dataclass(frozen=True)
class Attended:
    """A session somebody came to, and the claim that there is for it already."""

    session: Session
    claim: Claim | None


@dataclass(frozen=True)
class LineCheck:
    """One line with what the policy says of it.

    `faults` have to be put right before it is sent; `notes` are good to know.
    """

    line: Line
    judgement: Judgement
    evidence: str
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    is_late: bool
    receipts: int


def own_claims(account: Any) -> QuerySet[Claim]:
    """Everything somebody claimed, newest first, with what was asked for and agreed."""
    person = own_record(account)
    if person is None:
        return Claim.objects.none()
    return with_sums(Claim.objects.filter(person_id__in=all_ids(person)))


def with_sums(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with what was asked for and agreed, the newest first."""
    return (
        claims.select_related("activity", "session")
        .annotate(
            asked_pence=Sum(
                "lines__pence",
                # What puts an earlier line right was asked for with that.
                filter=Q(lines__kind=Line.Kind.CLAIMED)
                & (LIVE_LINES | Q(state=Claim.State.WITHDRAWN)),
                default=0,
            ),
            agreed_pence=Sum("lines__decided_pence"),
            cost_count=Count("lines"),
        )
        .order_by("-id")
    )


def find_own_claim(account: Any, claim_id: int) -> Any:
    """A claim of one's own with what was asked for and agreed, or 404."""
    found = (
        own_claims(account)
        .select_related("payee", "person", "service", "holder")
        .filter(pk=claim_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_claim_to_write(account: Any, claim_id: int) -> Any:
    """A claim of one's own, or one that somebody enters for another until it is sent; or 404.

    `for_whom` names the person it is entered for, empty for one's own; `address` is its page.
    """
    found: Any = entered_claims(account).filter(pk=claim_id, state=Claim.State.DRAFT).first()
    if found is None or not account.may(rules.ENTER):
        found = find_own_claim(account, claim_id)
        found.for_whom, found.address = "", reverse("claims:claim_detail", args=[claim_id])
        return found
    found.for_whom = name_for(found.person, account)
    found.address = reverse("claims:claim_entered", args=[claim_id])
    return found


def entered_claims(account: Any) -> QuerySet[Claim]:
    """What somebody wrote down for others, the newest first."""
    return (
        with_sums(Claim.objects.filter(entered_by=account))
        .exclude(person__account=account)
        .select_related("payee", "person")
    )


def name_for(person: Person, viewer: Any) -> str:
    """What somebody is called: by their name for the team, else as others may see them."""
    return person.name if viewer.may(KEEP) else person.known_as


def find_line_to_write(account: Any, line_id: int) -> Any:
    """A line of a claim that somebody may write, or 404."""
    found = Line.objects.select_related("claim").filter(pk=line_id).first()
    if found is None:
        raise Http404
    found.claim = find_claim_to_write(account, found.claim_id)
    return found


def find_receipt_to_write(account: Any, receipt_id: int) -> Any:
    """A receipt of a claim that somebody may write, its file still kept, or 404."""
    found = Receipt.objects.select_related("file").filter(pk=receipt_id, file__isnull=False)
    receipt = found.first()
    if receipt is None:
        raise Http404
    receipt.claim = find_claim_to_write(account, receipt.claim_id)
    return receipt


def receipts_of(claim: Claim) -> list[Receipt]:
    """The receipts of a claim in the order they came."""
    return list(claim.receipts.select_related("file", "line").order_by("place"))


def attended_sessions(account: Any) -> list[Attended]:
    """Sessions of the last months that somebody came to, newest first."""
    person = own_record(account)
    return [] if person is None else sessions_of(person)


def sessions_of(person: Person) -> list[Attended]:
    """The same of a person."""
    ids = all_ids(person)
    rows = (
        Attendance.objects.filter(
            person_id__in=ids,
            outcome=Attendance.Outcome.CAME,
            session__held_on__gte=timezone.localdate() - timedelta(days=OFFERED_DAYS),
        )
        .exclude(session__status=Session.Status.CANCELLED)
        .select_related("session__activity")
        .order_by("-session__held_on", "-pk")[:MOST_OFFERED]
    )
    claims = Claim.objects.filter(person_id__in=ids, session__isnull=False)
    by_session = {
        claim.session_id: claim
        for claim in claims.exclude(state=Claim.State.WITHDRAWN).order_by("pk")
    }
    return [Attended(row.session, by_session.get(row.session_id)) for row in rows]


def not_claimed(account: Any) -> list[Session]:
    """The last sessions somebody came to and has claimed nothing for."""
    return [each.session for each in attended_sessions(account) if each.claim is None][:MOST_SHOWN]


def has_attended(claim: Claim) -> bool | None:
    """Whether the list of its session says that they came; None without a session."""
    return None if claim.session_id is None else came_to(claim.person, claim.session_id)


def came_to(person: Person, session_id: int) -> bool:
    """Whether the list of a session says that somebody came."""
    came = Attendance.objects.filter(
        session_id=session_id, person_id__in=all_ids(person), outcome=Attendance.Outcome.CAME
    )
    return came.exists()


def service_of(activity: Activity | None) -> Service | None:
    """The service that pays for an activity: the one that leads it, else the first."""
    if activity is None:
        return None
    links = activity.service_links.select_related("service").order_by("-is_lead", "pk")
    link = links.first()
    return link.service if link else None


def is_used_to_it(claim: Claim) -> bool:
    """Whether somebody has sent enough claims to rather see all questions at once."""
    sent = Claim.objects.filter(person_id__in=all_ids(claim.person), sent_at__isnull=False)
    return sent.count() >= USED_TO_IT


def claim_facts(claim: Claim) -> rules.ClaimFacts:
    """What the rules want to know of a claim."""
    return rules.ClaimFacts(
        owner_account_id=claim.person.account_id,
        state=claim.state,
        lines=claim.lines.exclude(state=Line.State.WITHDRAWN).count(),
        receipts=claim.receipts.count(),
        entered_by_id=claim.entered_by_id,
        is_agreed=claim.agreed_on is not None,
    )


def terms_by_day(days: Iterable[date]) -> Mapping[date, Terms | None]:
    """The terms in force on each of some days, read once for all."""
    rows = Edition.objects.filter(state=Edition.State.IN_FORCE).order_by("starts_on")
    terms = [terms_of(row) for row in rows.prefetch_related("rules", "rates")]
    return {
        day: next((each for each in reversed(terms) if each.starts_on <= day), None)
        for day in set(days)
    }


def paid_lines(claim: Claim, days: Iterable[date]) -> list[Line]:
    """What was agreed for the person on other claims that weighs on costs of these days.

    All costs of the same days, and the journeys of their tax years: the limit of a day and the
    miles at the first rate count over all claims.
    """
    years = {tax_year_of(day) for day in days}
    journeys = Q()
    for year in years:
        journeys |= Q(cost_on__gte=year, cost_on__lt=year.replace(year=year.year + 1))
    rows = Line.objects.filter(
        Q(cost_on__in=set(days)) | (journeys & Q(category=Category.MILEAGE)),
        claim__person_id__in=all_ids(claim.person),
        state__in=(Line.State.APPROVED, Line.State.PART),
        kind=Line.Kind.CLAIMED,
    )
    found = rows.exclude(claim=claim) if claim.pk else rows
    return list(found.only("category", "cost_on", "vehicle", "tenths", "decided_pence"))


def day_sums(lines: Iterable[Line]) -> dict[tuple[str, date], int]:
    """What was paid for each sort of cost on each day, in pence."""
    sums: dict[tuple[str, date], int] = {}
    for line in lines:
        if line.cost_on:
            key = (line.category, line.cost_on)
            sums[key] = sums.get(key, 0) + (line.decided_pence or 0)
    return sums


def tenths_before(lines: Iterable[Line], day: date, vehicle: str) -> int:
    """What was paid for the same vehicle earlier in the tax year, in tenths of a mile."""
    return sum(
        line.tenths or 0
        for line in lines
        if line.vehicle == vehicle and line.cost_on and tax_year_of(day) <= line.cost_on < day
    )


def paid_tenths_before(claim: Claim, day: date, vehicle: str) -> int:
    """`tenths_before` of one day, read for it."""
    return tenths_before(paid_lines(claim, [day]), day, vehicle)


def evidence_of(line: Line, receipts: int, terms: Terms | None) -> str:
    """What proves a cost."""
    rule = terms.categories.get(line.category) if terms else None
    if receipts or line.is_paper_kept:
        return INVOICE if rule and rule.is_invoice_needed else RECEIPT
    return DECLARATION if line.no_receipt_reason else NO_EVIDENCE


def check_lines(
    claim: Claim, *, late_reason: str = "", is_for_desk: bool = False
) -> list[LineCheck]:
    """Each line with what the policy says of it as it stands, and what is wanting.

    `is_for_desk`: for those who decide, to whom a reason for being late excuses nothing yet.
    """
    lines = list(
        claim.lines.exclude(state=Line.State.WITHDRAWN)
        .select_related("request")
        .annotate(receipt_count=Count("receipts"))
        .order_by("pk")
    )
    today = timezone.localdate()
    # What came on paper was handed in when it was signed, however long it lay.
    handed_in = timezone.localdate(claim.sent_at) if claim.sent_at else today
    sent_on = claim.agreed_on or handed_in
    terms = terms_by_day(line.cost_on or today for line in lines)
    came, joined = has_attended(claim), timezone.localdate(claim.person.asked_at)
    is_taxi = any(line.category in NEEDED_WITHOUT_ASKING for line in lines)
    is_excused = is_taxi and needs_travel_help(claim.person)
    earlier = paid_lines(claim, terms)
    spent = day_sums(earlier)
    checks = []
    for line in lines:
        day = line.cost_on or today
        key = (line.category, day)
        evidence = evidence_of(line, line.receipt_count, terms[day])
        facts = LineFacts(
            category=line.category,
            spent_on=day,
            sent_on=min(max(sent_on, day), today),
            amount_pence=line.pence or 0,
            minutes=line.minutes,
            journey=journey_of(line, tenths_before(earlier, day, line.vehicle)),
            evidence=evidence,
            has_attended=came,
            agreed_pence=line.request.agreed_pence if line.request else None,
            has_access_need=is_excused,
            is_late_allowed=not is_for_desk and bool(late_reason or claim.late_reason),
            day_pence=spent.get(key, 0),
        )
        judgement = judge_line(facts, terms[day])
        if line.kind == Line.Kind.CLAIMED:
            paid = line.decided_pence
            spent[key] = spent.get(key, 0) + (judgement.pence_when_mended if paid is None else paid)
        else:
            # What puts an earlier line right was worked out when it was made.
            judgement = Judgement(line.pence or 0, line.pence or 0)
        before = rules.joined_blocker(day, joined, came)
        checks.append(_check(line, judgement, evidence, before, line.receipt_count))
    return checks


def _check(
    line: Line, judgement: Judgement, evidence: str, before: str | None, receipts: int
) -> LineCheck:
    faults = rules.missing(judgement, evidence)
    notes = [reason.sentence for reason in judgement.reasons if reason.sentence not in faults]
    return LineCheck(
        line=line,
        judgement=judgement,
        evidence=evidence,
        faults=(*((before,) if before else ()), *faults),
        notes=tuple(notes),
        is_late=any(reason.code == "late" for reason in judgement.reasons),
        receipts=receipts,
    )


def journey_of(line: Line, tenths_before: int = 0) -> Journey | None:
    """The miles of a line, None where it is about something else."""
    if line.category != Category.MILEAGE or not line.tenths:
        return None
    return Journey(line.tenths, line.vehicle, line.passengers or 0, tenths_before)


def journey_to_offer(claim: Any, viewer: Any) -> Line | None:
    """The way somebody usually goes: for them, and for staff who may read their record."""
    return last_journey(claim) if not claim.for_whom or viewer.may(KEEP) else None


def last_journey(claim: Claim) -> Line | None:
    """The journey somebody claimed last, to the same place if there was one."""
    rows = (
        Line.objects.filter(
            claim__person_id__in=all_ids(claim.person),
            category=Category.MILEAGE,
            tenths__isnull=False,
        )
        .order_by("-pk")
        .select_related("claim__session")
    )
    venue_id = claim.session.venue_id if claim.session else None
    there = rows.filter(claim__session__venue_id=venue_id).first() if venue_id else None
    return there or rows.first()
