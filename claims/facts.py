"""What the draft of a policy says, row by row, each with where to change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from claims.judging import Terms
from claims.models import Category, Edition
from claims.policy_words import cost_words
from claims.rules.policy import said
from claims.selectors.policy import RateLine
from core.money import pounds


def _row(key: Any, value: str, name: str, *args: Any) -> dict[str, Any]:
    return {"key": key, "value": value, "href": reverse(f"claims:{name}", args=args)}


def general_rows(edition: Edition) -> list[dict[str, Any]]:
    """What counts for all costs."""
    reach = " or ".join(filter(None, (edition.contact_telephone, edition.contact_email)))
    parts = {
        "Starts on": (said(edition.starts_on), "dates"),
        "What is new": (edition.what_changed, "dates"),
        "People claim within": (f"{edition.claim_within_days} days", "times"),
        "We decide within": (f"{edition.decide_within_days} working days", "times"),
        "We pay within": (f"{edition.pay_within_days} working days after that", "times"),
        "A receipt is needed above": (pounds(edition.receipt_above_pence), "amounts"),
        "Two people decide above": (pounds(edition.second_above_pence), "amounts"),
        "Who to ask": (f"{edition.contact_name}, {reach}", "contact"),
    }
    return [
        _row(key, value, "policy_draft_part", edition.pk, part)
        for key, (value, part) in parts.items()
    ]


def category_rows(edition: Edition, terms: Terms) -> Iterator[dict[str, Any]]:
    """Each sort of cost."""
    for category in Category:
        rule = terms.categories.get(category)
        if rule is None:
            continue
        words = cost_words(rule, terms)
        amount = words.amount or "A rate for each mile, see below."
        value = f"{amount} {words.asking}" if rule.is_offered else "Not paid"
        yield _row(category.label, value, "policy_draft_category", edition.pk, category.value)


def rate_rows(edition: Edition, lines: Iterable[RateLine]) -> Iterator[dict[str, Any]]:
    """Each rate beside the approved one."""
    for line in lines:
        beside = "No approved rate is known"
        if line.approved:
            beside = f"Approved: {line.approved}{'' if line.is_checked else ' (not checked)'}"
        value = f"{line.words[:1].upper()}{line.words[1:]}. {beside}."
        yield _row(line.vehicle.label, value, "policy_draft_rate", edition.pk, line.vehicle.value)
