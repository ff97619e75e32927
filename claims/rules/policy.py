"""When an edition of the policy may be written and counts, and what to warn of before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claims.judging import Terms
from claims.mileage import MileRate
from claims.models import Category, Vehicle
from core.service import System
from users.models import User

KEEP = "keep_claims_policy"
# Before this the portal was not there, and after this somebody mistyped.
EARLIEST = date(2020, 1, 1)
LATEST_YEARS = 3

Actor = User | System


@dataclass(frozen=True)
class Ceiling:
    """A rate that is approved, and whether somebody has checked it."""

    rate: MileRate
    is_verified: bool


@dataclass(frozen=True)
class DraftFacts:
    """What is known of an edition before it counts."""

    starts_on: date
    today: date
    is_draft: bool
    terms: Terms
    ceilings: Mapping[str, Ceiling]
    others_start: tuple[date, ...] = ()


def said(day: date) -> str:
    """A day as the sentences here say it: 3 May 2026."""
    return f"{day:%-d %B %Y}"


def keep_policy_blocker(actor: Actor) -> str | None:
    """The portal itself may do anything."""
    if isinstance(actor, System) or actor.may(KEEP):
        return None
    return "Your account does not let you change the claims policy. Ask finance."


def begin_draft_blocker(*, is_there: bool) -> str | None:
    """One draft at a time, so that two people do not write two half policies."""
    return "Somebody is writing a new policy already. Go on with that one." if is_there else None


def draft_blocker(*, is_draft: bool) -> str | None:
    """What is in force is not edited."""
    return None if is_draft else "This policy is in force. Write a new one instead."


def start_blocker(starts_on: date, today: date) -> str | None:
    """A first day that makes sense."""
    if starts_on < EARLIEST:
        return f"The first day must be on or after {said(EARLIEST)}."
    if starts_on.year > today.year + LATEST_YEARS:
        return f"The first day cannot be more than {LATEST_YEARS} years ahead."
    return None


def contact_blocker(*, telephone: str, email: str) -> str | None:
    """Who to ask has to be reachable."""
    return None if telephone or email else "Give a telephone number or an email address."


def rate_blocker(*, after_miles: int | None, pence_after: Decimal | None) -> str | None:
    """A rate that falls says when and to what."""
    if (after_miles is None) == (pence_after is None):
        return None
    return "Say both after how many miles the rate changes and to what, or neither."


def put_in_force_blocker(facts: DraftFacts) -> str | None:
    """Whether a draft is whole."""
    if reason := draft_blocker(is_draft=facts.is_draft):
        return reason
    if not any(rule.is_offered for rule in facts.terms.categories.values()):
        return "This policy pays for nothing yet. Say first what it pays for."
    mileage = facts.terms.categories.get(Category.MILEAGE)
    if mileage and mileage.is_offered and not set(facts.terms.rates) - {Vehicle.PASSENGER}:
        return (
            "This policy pays for miles, but has no rate a mile. Set one, or do not pay for miles."
        )
    return None


def policy_warnings(facts: DraftFacts) -> list[str]:
    """What somebody should know before it counts; none of it forbids anything."""
    return [*_ceilings(facts), *_days(facts)]


def _ceilings(facts: DraftFacts) -> Iterator[str]:
    for vehicle in Vehicle:
        rate, ceiling = facts.terms.rates.get(vehicle), facts.ceilings.get(vehicle)
        if rate is None:
            continue
        name = str(vehicle.label)
        if ceiling is None:
            yield f"{name}: no rate of HM Revenue and Customs is known to hold this against."
            continue
        if is_above(rate, ceiling.rate):
            yield (
                f"{name}: this is more than HM Revenue and Customs approves. "
                "What is paid above that may be taxed. Ask your tax adviser first."
            )
        if not ceiling.is_verified:
            yield (
                f"{name}: nobody has checked the approved rate that this is held against. "
                "Check it on GOV.UK."
            )


def is_above(rate: MileRate, ceiling: MileRate) -> bool:
    """Whether a rate is above what is approved at any number of miles in a tax year."""
    steps = {0, rate.after_miles or 0, ceiling.after_miles or 0}
    return any(_at(rate, miles) > _at(ceiling, miles) for miles in steps)


def _at(rate: MileRate, miles: int) -> Decimal:
    """The pence for the mile after so many."""
    if rate.after_miles is not None and rate.pence_after is not None and miles >= rate.after_miles:
        return rate.pence_after
    return rate.pence


def _days(facts: DraftFacts) -> Iterator[str]:
    if facts.starts_on < facts.today:
        yield (
            f"It starts in the past, on {said(facts.starts_on)}. Costs from that day on are judged "
            "by it. Where it pays more than was decided, people get the rest as a top-up. "
            "Nobody pays anything back."
        )
    if facts.starts_on in facts.others_start:
        yield f"It takes the place of the policy that starts on the same day, {said(facts.starts_on)}."
    later = [day for day in facts.others_start if day > facts.starts_on]
    if later:
        yield (
            f"Another policy starts on {said(min(later))} and stays. "
            "This one counts until the day before."
        )


def approved_rate_blocker(*, is_there: bool) -> str | None:
    """One approved rate for each vehicle and day."""
    if is_there:
        return "There is a rate for this vehicle from that day already. Correct that one."
    return None
