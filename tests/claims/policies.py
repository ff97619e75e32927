"""Policies to test with, made by the services that finance uses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from claims.models import Edition
from claims.services.policy import (
    begin_draft,
    change_draft,
    change_draft_category,
    change_draft_rate,
    put_draft_in_force,
)

FIRST, SECOND = date(2025, 1, 1), date(2026, 4, 6)
OFFERED: dict[str, dict[str, Any]] = {
    "mileage": {"covers": "The way from your home and back."},
    "taxi": {"is_asked_first": True, "limit_pence": 4000, "receipt_above_pence": 0},
    "meal": {"limit_pence": 500, "limit_unit": "day"},
    "child_care": {"is_asked_first": True, "is_invoice_needed": True, "limit_pence": 1200,
                   "limit_unit": "hour"},
}  # fmt: skip


def draft(by: Any, starts_on: date = FIRST, what_changed: str = "The first one") -> Edition:
    """A draft; a copy of what is in force where there is something."""
    return begin_draft(
        by=by,
        starts_on=starts_on,
        what_changed=what_changed,
        contact_name="Pat of Payments",
        contact_email="pay@trust.example",
    )


def first_policy(by: Any, *, car: int = 40) -> Edition:
    """A policy in force from 1 January 2025: miles, taxis, meals and child care."""
    edition = draft(by)
    which = {"by": by, "edition_id": edition.pk, "expected": None}
    change_draft(**which, claim_within_days=60, receipt_above_pence=500)
    for category, said in OFFERED.items():
        change_draft_category(**which, category=category, is_offered=True, **said)
    change_draft_rate(**which, vehicle="car", pence=Decimal(car), source="Finance committee")
    return put_draft_in_force(**which)


def later_policy(by: Any, *, car: str = "45", starts_on: date = SECOND) -> Edition:
    """One that pays more for each mile from a later day."""
    edition = draft(by, starts_on, "More for each mile")
    which = {"by": by, "edition_id": edition.pk, "expected": None}
    change_draft_rate(**which, vehicle="car", pence=Decimal(car), source="Finance committee")
    return put_draft_in_force(**which)
