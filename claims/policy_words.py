"""The policy in words: a rate, a rule of a sort of cost, and what one edition changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from claims.judging import NEEDED_WITHOUT_ASKING, CategoryTerms, Terms, limit_words
from claims.mileage import MileRate
from claims.models import Category, Vehicle
from core.money import pounds


def pence_said(pence: Decimal | None) -> str:
    """Pence without idle noughts: 45, 45.5; nothing for none."""
    return "" if pence is None else f"{pence.normalize():f}"


def rate_words(rate: MileRate | None) -> str:
    """A rate as it is read: 45p a mile, then 25p after 10,000 miles in a tax year."""
    if rate is None:
        return _("not paid")
    first = _("%(pence)sp a mile") % {"pence": pence_said(rate.pence)}
    if rate.after_miles is None or rate.pence_after is None:
        return first
    then = _("%(first)s, then %(pence)sp after %(miles)s miles in a tax year")
    pence = pence_said(rate.pence_after)
    return then % {"first": first, "pence": pence, "miles": f"{rate.after_miles:,}"}


def proof_words(rule: CategoryTerms, terms: Terms) -> str:
    """What has to be kept for one sort of cost."""
    if rule.category == Category.MILEAGE:
        return _("Nothing. Tell us where from and where to, and how many miles it was.")
    if rule.is_invoice_needed:
        return _("The invoice of whoever gave the care or did the work.")
    above = terms.receipt_above(rule)
    if not above:
        return _("The receipt or ticket.")
    return _("The receipt or ticket, if it was more than %(amount)s.") % {"amount": pounds(above)}


def amount_words(rule: CategoryTerms) -> str:
    """How much is paid for one sort of cost that is no mileage."""
    limit = limit_words(rule)
    if not limit:
        return _("What it cost you.")
    return _("What it cost you, up to %(limit)s.") % {"limit": limit}


def asking_words(rule: CategoryTerms) -> str:
    """Whether to ask first."""
    if not rule.is_asked_first:
        return _("You do not need to ask first.")
    words = _("Ask us before you spend the money.")
    if rule.category not in NEEDED_WITHOUT_ASKING:
        return words
    excused = _("If you need it because of your health, tell us once.")
    return f"{words} {excused}"


@dataclass(frozen=True)
class CostWords:
    """What the policy says of one sort of cost, as somebody who claims reads it.

    Miles have no amount here: their rates are shown beside.
    """

    category: Category
    covers: str
    amount: str
    proof: str
    asking: str
    is_asked_first: bool


def cost_words(rule: CategoryTerms, terms: Terms) -> CostWords:
    """One sort of cost in words."""
    category = Category(rule.category)
    is_mileage = category == Category.MILEAGE
    return CostWords(
        category=category,
        covers=rule.covers,
        amount="" if is_mileage else amount_words(rule),
        proof=proof_words(rule, terms),
        asking=asking_words(rule),
        is_asked_first=rule.is_asked_first,
    )


def all_cost_words(terms: Terms) -> tuple[list[CostWords], list[Category]]:
    """What is paid for, and what is not, in the order of the list of costs."""
    rules = [terms.categories.get(category) for category in Category]
    paid = [cost_words(rule, terms) for rule in rules if rule and rule.is_offered]
    offered = {words.category for words in paid}
    return paid, [category for category in Category if category not in offered]


def differences(before: Terms, after: Terms) -> Iterator[str]:
    """What the later terms say otherwise, sentence by sentence."""
    yield from _general(before, after)
    for vehicle in Vehicle:
        was, now = (rate_words(each.rates.get(vehicle)) for each in (before, after))
        if was != now:
            yield _changed(str(vehicle.label), was, now)
    for category in Category:
        was_rule, rule = before.categories.get(category), after.categories.get(category)
        yield from _of_category(str(category.label), was_rule, rule)


def _changed(what: str, was: str, now: str) -> str:
    return _("%(what)s: %(was)s became %(now)s.") % {"what": what, "was": was, "now": now}


def _general(before: Terms, after: Terms) -> Iterator[str]:
    days = _("%(number)s days")
    pairs = [
        (
            _("Time to claim"),
            days % {"number": before.claim_within_days},
            days % {"number": after.claim_within_days},
        ),
        (
            _("A receipt is needed above"),
            pounds(before.receipt_above_pence),
            pounds(after.receipt_above_pence),
        ),
        (
            _("Two people decide above"),
            pounds(before.second_above_pence),
            pounds(after.second_above_pence),
        ),
    ]
    yield from (_changed(*each) for each in pairs if each[1] != each[2])


def _of_category(
    name: str, before: CategoryTerms | None, after: CategoryTerms | None
) -> Iterator[str]:
    was_paid, is_paid = (rule is not None and rule.is_offered for rule in (before, after))
    if was_paid != is_paid:
        words = _("%(what)s: now paid.") if is_paid else _("%(what)s: no longer paid.")
        yield words % {"what": name}
    if before is None or after is None or not is_paid or not was_paid:
        return
    limit, none = _("%(what)s, limit"), _("no limit")
    was, now = limit_words(before) or none, limit_words(after) or none
    if was != now:
        yield _changed(limit % {"what": name}, was, now)
    was, now = _own_receipt(before), _own_receipt(after)
    if was != now:
        yield _changed(_("%(what)s, a receipt is needed above") % {"what": name}, was, now)
    if before.is_asked_first != after.is_asked_first:
        asks = _("%(what)s: ask first now.")
        asked = _("%(what)s: no need to ask first any more.")
        yield (asks if after.is_asked_first else asked) % {"what": name}
    if before.is_invoice_needed != after.is_invoice_needed:
        wants = _("%(what)s: an invoice is needed now.")
        wanted = _("%(what)s: an invoice is no longer needed.")
        yield (wants if after.is_invoice_needed else wanted) % {"what": name}
    if before.covers != after.covers:
        yield _("%(what)s: new words on what it covers.") % {"what": name}


def _own_receipt(rule: CategoryTerms) -> str:
    if rule.receipt_above_pence is None:
        return str(_("the amount for all"))
    return pounds(rule.receipt_above_pence)
