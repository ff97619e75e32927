"""The policy as pages and judgements read it: by day, as a draft, and through time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone

from claims.judging import CategoryTerms, Terms
from claims.mileage import MileRate
from claims.models import ApprovedRate, CategoryRule, Edition, MileageRate, Vehicle
from claims.policy_words import differences, pence_said, rate_words
from claims.rules.policy import Ceiling, DraftFacts, policy_warnings


@dataclass(frozen=True)
class Policy:
    """One edition with its terms; `until` is its last day, None as long as none is known."""

    edition: Edition
    terms: Terms
    until: date | None = None


@dataclass(frozen=True)
class Version:
    """One edition in the history, and what it changed against the one before, in words."""

    policy: Policy
    changes: tuple[str, ...]
    is_first: bool


@dataclass(frozen=True)
class RateLine:
    """What is paid for a mile by one vehicle, beside what is approved."""

    vehicle: Vehicle
    words: str
    rate: MileRate | None
    approved: str
    is_checked: bool
    source: str


def edition_on(day: date) -> Edition | None:
    """The edition in force on a day, None if there is none."""
    found = Edition.objects.filter(state=Edition.State.IN_FORCE, starts_on__lte=day)
    return found.order_by("-starts_on").first()


def terms_on(day: date) -> Terms | None:
    """The terms in force on a day: what a cost of that day is judged by."""
    edition = edition_on(day)
    return terms_of(edition) if edition else None


def terms_of(edition: Edition) -> Terms:
    """What an edition says, as far as it decides about money."""
    return Terms(
        starts_on=edition.starts_on,
        claim_within_days=edition.claim_within_days,
        receipt_above_pence=edition.receipt_above_pence,
        second_above_pence=edition.second_above_pence,
        categories={rule.category: _rule(rule) for rule in edition.rules.all()},
        rates={rate.vehicle: mile_rate(rate) for rate in edition.rates.all()},
    )


def mile_rate(row: MileageRate | ApprovedRate) -> MileRate:
    """A stored rate as it is worked with."""
    return MileRate(row.pence, row.after_miles, row.pence_after)


def _rule(row: CategoryRule) -> CategoryTerms:
    return CategoryTerms(
        category=row.category,
        is_offered=row.is_offered,
        covers=row.covers,
        limit_pence=row.limit_pence,
        limit_unit=row.limit_unit,
        receipt_above_pence=row.receipt_above_pence,
        is_asked_first=row.is_asked_first,
        is_invoice_needed=row.is_invoice_needed,
    )


def policy_on(day: date) -> Policy | None:
    """The whole policy of a day."""
    edition = edition_on(day)
    if edition is None:
        return None
    following = (
        Edition.objects.filter(state=Edition.State.IN_FORCE, starts_on__gt=day)
        .order_by("starts_on")
        .values_list("starts_on", flat=True)
        .first()
    )
    until = following - timedelta(days=1) if following else None
    return Policy(edition, terms_of(edition), until)


def versions() -> list[Version]:
    """Every edition that is or was in force, the newest first, each with what it changed."""
    rows = list(
        Edition.objects.exclude(state=Edition.State.DRAFT)
        .prefetch_related("rules", "rates")
        .order_by("starts_on", "published_at")
    )
    found: list[Version] = []
    before: Terms | None = None
    for row in rows:
        terms = terms_of(row)
        changes = tuple(differences(before, terms)) if before else ()
        found.append(Version(Policy(row, terms, _until(row, rows)), changes, before is None))
        before = terms
    return found[::-1]


def _until(row: Edition, rows: Iterable[Edition]) -> date | None:
    later = [
        each.starts_on
        for each in rows
        if each.state == Edition.State.IN_FORCE and each.starts_on > row.starts_on
    ]
    return min(later) - timedelta(days=1) if later else None


def approved_on(day: date) -> dict[str, ApprovedRate]:
    """For each vehicle the rate that is approved on a day."""
    rows = ApprovedRate.objects.filter(starts_on__lte=day).order_by("starts_on")
    return {row.vehicle: row for row in rows}


@dataclass(frozen=True)
class ApprovedLine:
    """An approved rate with its words."""

    row: ApprovedRate
    words: str


def approved_rates() -> list[ApprovedLine]:
    """Every approved rate that is kept, the newest first."""
    rows = ApprovedRate.objects.order_by("-starts_on", "id")
    return [ApprovedLine(row, rate_words(mile_rate(row))) for row in rows]


def find_approved_rate(pk: int) -> ApprovedRate:
    """An approved rate, or 404."""
    found = ApprovedRate.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rate_lines(terms: Terms, day: date) -> list[RateLine]:
    """The rates of an edition beside those approved on a day."""
    approved = approved_on(day)
    lines = []
    for vehicle in Vehicle:
        rate, row = terms.rates.get(vehicle), approved.get(vehicle)
        lines.append(
            RateLine(
                vehicle=vehicle,
                words=rate_words(rate),
                rate=rate,
                approved=rate_words(mile_rate(row)) if row else "",
                is_checked=bool(row and row.is_verified),
                source=row.source if row else "",
            )
        )
    return lines


# --- The draft ---------------------------------------------------------------------------


def is_any_in_force() -> bool:
    """Whether there is a policy to copy."""
    return Edition.objects.filter(state=Edition.State.IN_FORCE).exists()


def rate_said(edition: Edition, vehicle: str) -> dict[str, Any]:
    """What the draft says of a rate, as its form begins."""
    row = edition.rates.filter(vehicle=vehicle).first()
    if row is None:
        return {"is_paid": "no"}
    return {
        "is_paid": "yes",
        "pence": pence_said(row.pence),
        "after_miles": row.after_miles,
        "pence_after": pence_said(row.pence_after),
        "source": row.source,
    }


def find_draft(edition_id: int) -> Edition:
    """An edition that is being written, or 404."""
    found = Edition.objects.filter(state=Edition.State.DRAFT, pk=edition_id).first()
    if found is None:
        raise Http404
    return found


def draft_there_is() -> Edition | None:
    """The edition being written, None if nobody writes one."""
    return Edition.objects.filter(state=Edition.State.DRAFT).first()


def category_rule(edition: Edition, category: str) -> CategoryRule:
    """What the draft says of one sort of cost, or 404."""
    found = edition.rules.filter(category=category).first()
    if found is None:
        raise Http404
    return found


def draft_facts(edition: Edition) -> DraftFacts:
    """What the rules want to know of an edition before it counts."""
    terms = terms_of(edition)
    inforce = Edition.objects.filter(state=Edition.State.IN_FORCE)
    starts = list(inforce.order_by("starts_on").values_list("starts_on", flat=True))
    return DraftFacts(
        starts_on=edition.starts_on,
        today=timezone.localdate(),
        is_draft=edition.state == Edition.State.DRAFT,
        terms=terms,
        ceilings={
            vehicle: Ceiling(mile_rate(row), row.is_verified)
            for vehicle, row in approved_on(edition.starts_on).items()
        },
        others_start=tuple(starts),
    )


def draft_warnings(edition: Edition) -> list[str]:
    """What somebody should know before the draft counts."""
    return policy_warnings(draft_facts(edition))


def changes_against_before(edition: Edition) -> list[str]:
    """What the draft says otherwise than the edition in force on its first day."""
    before = terms_on(edition.starts_on)
    return list(differences(before, terms_of(edition))) if before else []
