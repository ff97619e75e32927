"""When something is marked paid, by whom, and when a payment came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.money import pounds
from core.service import System

PAY = "pay_claims"
# What finance forgot for longer than this is asked about first.
LATEST_BACK = timedelta(days=366)
MOST_PAYEES = 200


@dataclass(frozen=True)
class MarkFacts:
    """What is known of that which is to be marked paid.

    `typed_pence` is the control total; `barred` are claims of which the actor asked for or
    decided something.
    """

    owed_pence: int
    typed_pence: int
    paid_on: date
    today: date
    decided_last_on: date
    missing: int = 0
    payees: int = 1
    barred: tuple[str, ...] = ()


def pay_blocker(actor: Any) -> str | None:
    """The portal itself may do anything."""
    if isinstance(actor, System) or actor.may(PAY):
        return None
    return "Your account does not let you mark claims as paid. Ask finance."


def barred_blocker(facts: MarkFacts) -> str | None:
    """Whoever asked for money or agreed to it does not pay it."""
    if not facts.barred:
        return None
    which = ", ".join(facts.barred)
    return f"You asked for or decided something in {which}. A colleague has to mark it paid."


def chosen_blocker(facts: MarkFacts) -> str | None:
    """Something is owed to everybody who was chosen."""
    if not facts.owed_pence:
        return "Nothing is owed to those you chose. A colleague may have marked it paid just now."
    if facts.missing:
        return (
            "To some of those you chose nothing is owed any more. Go back to the list and choose "
            "again."
        )
    if facts.payees > MOST_PAYEES:
        return f"Mark up to {MOST_PAYEES} payments at once."
    return None


def paid_on_blocker(facts: MarkFacts) -> str | None:
    """A day that has come, and not before it was decided."""
    if facts.paid_on > facts.today:
        return "The day must be today or in the past. Mark it paid when the money has gone."
    if facts.paid_on < facts.today - LATEST_BACK:
        return "The day cannot be more than a year ago."
    if facts.owed_pence and facts.paid_on < facts.decided_last_on:
        return (
            "Something you chose was decided later than that, on "
            f"{facts.decided_last_on:%-d %B %Y}. Check the day."
        )
    return None


def total_blocker(facts: MarkFacts) -> str | None:
    """The sum that was typed is the sum that is owed."""
    if facts.typed_pence == facts.owed_pence:
        return None
    more = facts.typed_pence - facts.owed_pence
    return (
        f"You typed {pounds(facts.typed_pence)}. What you chose comes to "
        f"{pounds(facts.owed_pence)}, which is {pounds(abs(more))} {'less' if more > 0 else 'more'}. "
        "Check both before you go on."
    )


def mark_blocker(facts: MarkFacts) -> str | None:
    """The first reason why something is not marked paid, as the page says it before."""
    return (
        chosen_blocker(facts)
        or barred_blocker(facts)
        or paid_on_blocker(facts)
        or total_blocker(facts)
    )


def return_blocker(actor: Any, *, is_returned: bool) -> str | None:
    """A payment comes back once."""
    if reason := pay_blocker(actor):
        return reason
    return "This payment is marked as come back already." if is_returned else None
