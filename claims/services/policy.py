"""Writing the policy: a draft is a copy of what is in force, and counts once it is put in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from claims.models import ApprovedRate, Category, CategoryRule, Edition, MileageRate, Vehicle
from claims.policy_words import pence_said
from claims.rules import policy as rules
from claims.selectors.policy import draft_facts, edition_on
from core.background import wake
from core.money import pounds
from core.service import acting, refuse, require_version, service
from core.turns import take_turns

GENERAL = (
    "starts_on",
    "what_changed",
    "claim_within_days",
    "receipt_above_pence",
    "second_above_pence",
    "decide_within_days",
    "pay_within_days",
    "contact_name",
    "contact_telephone",
    "contact_email",
)
OF_CATEGORY = (
    "is_offered",
    "covers",
    "limit_pence",
    "limit_unit",
    "receipt_above_pence",
    "is_asked_first",
    "is_invoice_needed",
    "subjective_code",
)
OF_RATE = ("pence", "after_miles", "pence_after", "source")


def as_said(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    """What a row says now, in the words a form shows."""
    said = {}
    for name in names:
        value = getattr(row, name, None)
        if value is None:
            said[name] = ""
        elif name.endswith("_pence") and isinstance(value, int):
            said[name] = pounds(value)
        elif isinstance(value, bool):
            said[name] = "Yes" if value else "No"
        elif isinstance(value, date):
            said[name] = rules.said(value)
        elif isinstance(value, Decimal):
            said[name] = pence_said(value)
        elif row._meta.get_field(name).choices:
            said[name] = str(getattr(row, f"get_{name}_display")())
        else:
            said[name] = str(value)
    return said


def _locked_draft(by: Any, edition_id: int) -> Edition:
    refuse(rules.keep_policy_blocker(by))
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    refuse(rules.draft_blocker(is_draft=edition.state == Edition.State.DRAFT))
    acting().subject = edition
    return edition


def _set(row: Any, values: dict[str, Any], names: tuple[str, ...]) -> None:
    for name, value in values.items():
        if name not in names:
            raise TypeError(f"{type(row).__name__} has no {name} to change.")
        setattr(row, name, value)


def _next_version(edition: Edition, *fields: str) -> Edition:
    edition.version += 1
    edition.save(update_fields=[*fields, "version"])
    return edition


@service
def begin_draft(
    *, by: Any, starts_on: date, what_changed: str, contact_name: str = "", contact_email: str = ""
) -> Edition:
    """Begin a new edition: a copy of the one in force on its first day, or of the first there is.

    The very first has nothing to copy: it pays for nothing until somebody says so. Only then
    `contact_name` and `contact_email` are used.
    """
    refuse(rules.keep_policy_blocker(by))
    take_turns("claims policy")
    is_there = Edition.objects.filter(state=Edition.State.DRAFT).exists()
    refuse(rules.begin_draft_blocker(is_there=is_there))
    refuse(rules.start_blocker(starts_on, timezone.localdate()), field="starts_on")
    inforce = Edition.objects.filter(state=Edition.State.IN_FORCE).order_by("starts_on")
    source = edition_on(starts_on) or inforce.first()
    if source is None:
        refuse(rules.contact_blocker(telephone="", email=contact_email), field="contact_email")
        values = {"contact_name": contact_name, "contact_email": contact_email}
    else:
        copied = set(GENERAL) - {"starts_on", "what_changed"}
        values = {name: getattr(source, name) for name in copied}
    edition = Edition.objects.create(starts_on=starts_on, what_changed=what_changed, **values)
    _copy(source, edition)
    acting().subject = edition
    return edition


def _copy(source: Edition | None, edition: Edition) -> None:
    """The rules and rates of an edition, or for each sort of cost that it is not paid yet."""
    said = {row.category: row for row in source.rules.all()} if source else {}
    CategoryRule.objects.bulk_create(
        CategoryRule(
            edition=edition,
            category=category,
            **(
                {name: getattr(said[category], name) for name in OF_CATEGORY}
                if category in said
                else {"is_offered": False}
            ),
        )
        for category in Category.values
    )
    if source:
        MileageRate.objects.bulk_create(
            MileageRate(
                edition=edition,
                vehicle=row.vehicle,
                **{name: getattr(row, name) for name in OF_RATE},
            )
            for row in source.rates.all()
        )


@service
def change_draft(*, by: Any, edition_id: int, expected: int | None, **values: Any) -> Edition:
    """Change what the draft says of everything; `values` are any of `GENERAL`."""
    edition = _locked_draft(by, edition_id)
    require_version(edition, expected, lambda: as_said(edition, GENERAL))
    _set(edition, values, GENERAL)
    refuse(rules.start_blocker(edition.starts_on, timezone.localdate()), field="starts_on")
    reach = rules.contact_blocker(telephone=edition.contact_telephone, email=edition.contact_email)
    refuse(reach, field="contact_email")
    return _next_version(edition, *values)


@service
def change_draft_category(
    *, by: Any, edition_id: int, category: str, expected: int | None, **values: Any
) -> Edition:
    """Change what the draft says of one sort of cost; `values` are any of `OF_CATEGORY`."""
    edition = _locked_draft(by, edition_id)
    rule = edition.rules.get(category=category)
    require_version(edition, expected, lambda: as_said(rule, OF_CATEGORY))
    _set(rule, values, OF_CATEGORY)
    rule.save(update_fields=[*values])
    return _next_version(edition)


@service
def change_draft_rate(
    *,
    by: Any,
    edition_id: int,
    vehicle: str,
    expected: int | None,
    pence: Decimal | None,
    after_miles: int | None = None,
    pence_after: Decimal | None = None,
    source: str = "",
) -> Edition:
    """Set what the draft pays for a mile by one vehicle; without `pence` it pays nothing for it."""
    edition = _locked_draft(by, edition_id)
    row = edition.rates.filter(vehicle=vehicle).first()
    require_version(edition, expected, lambda: as_said(row, OF_RATE))
    if pence is None:
        edition.rates.filter(vehicle=vehicle).delete()
        return _next_version(edition)
    step = rules.rate_blocker(after_miles=after_miles, pence_after=pence_after)
    refuse(step, field="pence_after" if pence_after is None else "after_miles")
    row = row or MileageRate(edition=edition, vehicle=Vehicle(vehicle))
    row.pence, row.source = pence, source
    row.after_miles, row.pence_after = after_miles, pence_after
    row.save()
    return _next_version(edition)


@service
def put_draft_in_force(*, by: Any, edition_id: int, expected: int | None) -> Edition:
    """Let the draft count. One that starts on the same day is replaced; no other is touched."""
    take_turns("claims policy")
    edition = _locked_draft(by, edition_id)
    require_version(edition, expected, lambda: as_said(edition, GENERAL))
    refuse(rules.put_in_force_blocker(draft_facts(edition)))
    same_day = Edition.objects.select_for_update().filter(
        state=Edition.State.IN_FORCE, starts_on=edition.starts_on
    )
    for replaced in same_day:
        replaced.state = Edition.State.REPLACED
        _next_version(replaced, "state")
    edition.state = Edition.State.IN_FORCE
    edition.published_at = timezone.now()
    edition.published_by = by if getattr(by, "pk", None) else None
    if edition.starts_on < timezone.localdate():
        acting().after_commit.append(lambda: wake("claims.tasks.top_up_soon"))
    return _next_version(edition, "state", "published_at", "published_by")


@service
def drop_draft(*, by: Any, edition_id: int) -> None:
    """Throw the draft away; what is in force stays as it is."""
    edition = _locked_draft(by, edition_id)
    acting().reason = edition.what_changed
    Edition.objects.filter(pk=edition.pk).delete()


@service
def check_approved_rate(
    *,
    by: Any,
    approved_rate_id: int,
    pence: Decimal,
    source: str,
    after_miles: int | None = None,
    pence_after: Decimal | None = None,
) -> ApprovedRate:
    """Say that somebody has checked an approved rate, where, and what it is."""
    refuse(rules.keep_policy_blocker(by))
    step = rules.rate_blocker(after_miles=after_miles, pence_after=pence_after)
    refuse(step, field="pence_after" if pence_after is None else "after_miles")
    row = ApprovedRate.objects.select_for_update().get(pk=approved_rate_id)
    row.pence, row.source, row.is_verified = pence, source, True
    row.after_miles, row.pence_after = after_miles, pence_after
    row.save(update_fields=[*OF_RATE, "is_verified"])
    acting().subject = row
    return row


@service
def add_approved_rate(
    *,
    by: Any,
    vehicle: str,
    starts_on: date,
    pence: Decimal,
    source: str,
    after_miles: int | None = None,
    pence_after: Decimal | None = None,
) -> ApprovedRate:
    """Keep a rate that is approved from a day on, which somebody has seen published."""
    refuse(rules.keep_policy_blocker(by))
    take_turns("approved rates")
    is_there = ApprovedRate.objects.filter(vehicle=vehicle, starts_on=starts_on).exists()
    refuse(rules.approved_rate_blocker(is_there=is_there), field="starts_on")
    step = rules.rate_blocker(after_miles=after_miles, pence_after=pence_after)
    refuse(step, field="pence_after" if pence_after is None else "after_miles")
    row = ApprovedRate.objects.create(
        vehicle=vehicle,
        starts_on=starts_on,
        pence=pence,
        after_miles=after_miles,
        pence_after=pence_after,
        source=source,
        is_verified=True,
    )
    acting().subject = row
    return row
