"""What can be taken out about people and partners."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet

from community.filters import OpenPersonFilters, TeamPersonFilters
from community.rules.people import KEEP, SEE
from community.selectors.induction import step_rows
from community.selectors.needs import people_due
from community.selectors.partners import partner_rows, steps_due
from community.selectors.people_list import person_rows
from community.selectors.roles import check_rows, expiry_rows, lacking_rows, renewal_rows
from community.services.needs import note_found_by_need
from community.tables import people
from community.tables.needs import NEEDS_DUE, with_due
from community.tables.partners import PARTNERS, PartnerFilters
from community.tables.partners import STEPS as NEXT_STEPS
from community.tables.roles import CHECKS, EXPIRIES, LACKING, RENEWALS
from community.tables.standing import STEPS
from core.exports.content import Listing
from core.exports.opening import listed
from core.exports.sockets import Source


def partner_listing(person: Any) -> Listing:
    """Every partner, those put away too."""
    return Listing(PARTNERS, partner_rows(), PartnerFilters, frozenset({"keep_partners"}))


def person_listing(person: Any) -> Listing:
    """The people somebody may see: everything about them for the involvement team alone."""
    rows = person_rows(person)
    if person.may(KEEP):
        seen = partial(_seen_by_need, person)
        return Listing(people.TEAM, rows, TeamPersonFilters, frozenset({KEEP}), seen)
    return Listing(people.OPEN, rows, OpenPersonFilters, frozenset({SEE}))


def _seen_by_need(viewer: Any, filters: Mapping[str, str], rows: QuerySet) -> None:
    """Who is found by what they need was looked at for it, as on the page of their needs."""
    if code := filters.get("need"):
        note_found_by_need(by=viewer, rows=rows, code=code)


def step_listing(person: Any) -> Listing:
    """The steps of the welcome."""
    return Listing(STEPS, step_rows(), None, frozenset({KEEP}))


def need_due_listing(person: Any) -> Listing:
    """People with needs that are due for a review."""
    return Listing(NEEDS_DUE, with_due(people_due(person)), None, frozenset({"see_needs"}))


def step_due_listing(person: Any) -> Listing:
    """Next steps with partners that are not done."""
    return Listing(NEXT_STEPS, steps_due(), None, frozenset({"keep_partners"}))


def check_listing(person: Any) -> Listing:
    """Every training and check, those put away too."""
    return Listing(CHECKS, check_rows(), None, frozenset({KEEP}))


def renewal_listing(person: Any) -> Listing:
    """Roles whose agreement is to be made or renewed."""
    return Listing(RENEWALS, renewal_rows(), None, frozenset({KEEP}))


def lacking_listing(person: Any) -> Listing:
    """Roles held without the training or checks that they need."""
    return Listing(LACKING, lacking_rows(), None, frozenset({KEEP}))


def expiry_listing(person: Any) -> Listing:
    """Training and checks that run out soon, or did."""
    return Listing(EXPIRIES, expiry_rows(), None, frozenset({KEEP}))


def exports() -> Mapping[str, Source]:
    """The lists of this app by the names of their pages."""
    return {
        "community:partner_list": listed(partner_listing),
        "community:person_list": listed(person_listing),
        "community:step_due_list": listed(step_due_listing),
        "community:step_list": listed(step_listing),
        "community:check_list": listed(check_listing),
        "community:renewal_list": listed(renewal_listing),
        "community:expiry_list": listed(expiry_listing),
        "community:lacking_list": listed(lacking_listing),
        "community:need_due_list": listed(need_due_listing),
    }
