"""The invented claims policies: one from 2025, and one that pays more from April 2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from claims.models import Category, Edition, Unit, Vehicle
from claims.services import policy as services

FIRST, SECOND = date(2025, 1, 1), date(2026, 4, 6)
DECIDED = "Invented: agreed by the finance committee"

CONTACT = {"contact_name": "the payments team", "contact_email": "payments@portal.example"}
FIRST_TERMS = {
    "claim_within_days": 60,
    "receipt_above_pence": 500,
    "second_above_pence": 10_000,
    "decide_within_days": 5,
    "pay_within_days": 10,
}
SECOND_TERMS = {"claim_within_days": 90, "second_above_pence": 15_000}

# By sort of cost, what the first policy says; a limit is in pence.
RULES: dict[str, dict[str, Any]] = {
    Category.MILEAGE: {
        "covers": "The way from your home to the session and back, and people you take with you.",
        "subjective_code": "7420-10",
    },
    Category.PUBLIC_TRANSPORT: {
        "covers": "Standard tickets for bus, train, tram or ferry.",
        "subjective_code": "7420-20",
    },
    Category.TAXI: {
        "covers": "When there is no other good way, or you need one because of your health.",
        "limit_pence": 4_000,
        "receipt_above_pence": 0,
        "is_asked_first": True,
        "subjective_code": "7420-30",
    },
    Category.PARKING: {
        "covers": "Parking, tolls and charges for driving into a town. Never fines.",
        "limit_pence": 1_500,
        "limit_unit": Unit.DAY,
        "subjective_code": "7420-40",
    },
    Category.MEAL: {
        "covers": "Food and drink if you are away for more than 5 hours and we offer none. No alcohol.",
        "limit_pence": 500,
        "limit_unit": Unit.DAY,
        "subjective_code": "7430-10",
    },
    Category.CHILD_CARE: {
        "covers": "A registered childminder, nursery or club while you take part and travel.",
        "limit_pence": 1_200,
        "limit_unit": Unit.HOUR,
        "is_asked_first": True,
        "is_invoice_needed": True,
        "subjective_code": "7440-10",
    },
    Category.REPLACEMENT_CARE: {
        "covers": "Somebody who looks after the person you care for while you are away.",
        "limit_pence": 2_000,
        "limit_unit": Unit.HOUR,
        "is_asked_first": True,
        "is_invoice_needed": True,
        "subjective_code": "7440-20",
    },
    Category.SUPPORT_WORKER: {
        "covers": "The hours and the travel of somebody who helps you to take part.",
        "limit_pence": 1_800,
        "limit_unit": Unit.HOUR,
        "is_asked_first": True,
        "is_invoice_needed": True,
        "subjective_code": "7440-30",
    },
    Category.INTERPRETER: {
        "covers": "We book interpreters ourselves if you tell us early. This is for when we could not.",
        "is_asked_first": True,
        "is_invoice_needed": True,
        "subjective_code": "7440-40",
    },
    Category.PHONE: {
        "covers": "Calls, data and printing for what you do with us.",
        "limit_pence": 500,
        "subjective_code": "7450-10",
    },
}
SECOND_RULES: dict[str, dict[str, Any]] = {
    Category.MEAL: {"limit_pence": 800},
    Category.CHILD_CARE: {"limit_pence": 1_500},
    Category.TRAINING: {
        "is_offered": True,
        "covers": "The fee of a course that helps you in your role with us.",
        "limit_pence": 15_000,
        "is_asked_first": True,
        "subjective_code": "7460-10",
    },
    Category.OTHER: {
        "is_offered": True,
        "covers": "Anything else that keeps you from taking part. Ask us.",
        "is_asked_first": True,
        "subjective_code": "7490-10",
    },
}
RATES: dict[str, dict[str, Any]] = {
    Vehicle.CAR: {"pence": Decimal(40)},
    Vehicle.MOTORCYCLE: {"pence": Decimal(24)},
    Vehicle.BICYCLE: {"pence": Decimal(20)},
    Vehicle.PASSENGER: {"pence": Decimal(5)},
}
SECOND_RATES: dict[str, dict[str, Any]] = {
    Vehicle.CAR: {"pence": Decimal(45), "after_miles": 10_000, "pence_after": Decimal(25)}
}


def write_policies(*, by: Any) -> None:
    """Both policies, by the services that finance uses; nothing where there is one already."""
    if Edition.objects.exists():
        return
    first = services.begin_draft(
        by=by, starts_on=FIRST, what_changed="Our first policy on the portal.", **CONTACT
    )
    rules = {key: {"is_offered": True, **said} for key, said in RULES.items()}
    _write(by, first, FIRST_TERMS, rules, RATES)
    second = services.begin_draft(
        by=by, starts_on=SECOND, what_changed="More for each mile, for meals and for child care."
    )
    _write(by, second, SECOND_TERMS, SECOND_RULES, SECOND_RATES)


def _write(
    by: Any,
    edition: Edition,
    terms: dict[str, Any],
    rules: dict[str, dict[str, Any]],
    rates: dict[str, dict[str, Any]],
) -> None:
    which: dict[str, Any] = {"by": by, "edition_id": edition.pk, "expected": None}
    services.change_draft(**which, **terms)
    for category, said in rules.items():
        services.change_draft_category(**which, category=category, **said)
    for vehicle, said in rates.items():
        services.change_draft_rate(**which, vehicle=vehicle, source=DECIDED, **said)
    services.put_draft_in_force(**which)
