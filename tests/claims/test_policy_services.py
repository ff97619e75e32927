"""Writing the policy: copies, stale pages, and what counts on which day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import InternalError, transaction

from claims.models import ApprovedRate, Edition
from claims.selectors.policy import policy_on, terms_on, versions
from claims.services import policy as services
from core.models import Act
from core.service import Refused, Stale
from tests.claims.policies import FIRST, SECOND, draft, first_policy, later_policy

pytestmark = pytest.mark.django_db


def pence_on(day: date) -> Decimal:
    terms = terms_on(day)
    assert terms
    return terms.rates["car"].pence


def test_a_draft_is_a_copy_and_counts_only_when_it_is_put_in_force(cast):
    first_policy(cast.fin)
    later = draft(cast.fin, SECOND, "More for each mile")
    assert later.claim_within_days == 60
    assert later.rules.get(category="taxi").limit_pence == 4000
    assert later.rates.get(vehicle="car").pence == 40
    assert pence_on(SECOND) == 40
    services.change_draft_rate(
        by=cast.fin, edition_id=later.pk, vehicle="car", expected=1, pence=Decimal(45), source="x"
    )
    assert pence_on(SECOND) == 40
    done = services.put_draft_in_force(by=cast.fin, edition_id=later.pk, expected=2)
    assert (pence_on(date(2026, 4, 5)), pence_on(SECOND)) == (40, 45)
    assert done.published_by == cast.fin
    assert Act.objects.filter(by=cast.fin, service="claims.put_draft_in_force").exists()


def test_before_the_first_day_nothing_counts(cast):
    first_policy(cast.fin)
    assert terms_on(date(2024, 12, 31)) is None
    found = policy_on(FIRST)
    assert found is not None
    assert found.until is None


def test_a_policy_for_the_time_before_leaves_the_later_one(cast):
    first_policy(cast.fin)
    later_policy(cast.fin)
    between = date(2025, 7, 1)
    later_policy(cast.fin, car="42", starts_on=between)
    assert [pence_on(day) for day in (FIRST, between, SECOND)] == [40, 42, 45]
    found = policy_on(between)
    assert found is not None
    assert found.until == date(2026, 4, 5)


def test_one_of_the_same_day_replaces_and_the_replaced_stays_to_be_read(cast):
    first = first_policy(cast.fin)
    later_policy(cast.fin, car="41", starts_on=FIRST)
    first.refresh_from_db()
    assert first.state == Edition.State.REPLACED
    assert pence_on(FIRST) == 41
    newest, oldest = versions()
    assert oldest.is_first
    assert newest.changes == ("Car or van: 40p a mile became 41p a mile.",)


def test_what_is_in_force_is_not_edited_by_service_or_database(cast):
    edition = first_policy(cast.fin)
    with pytest.raises(Refused, match="in force"):
        services.change_draft(
            by=cast.fin, edition_id=edition.pk, expected=None, claim_within_days=1
        )
    with pytest.raises(Refused, match="in force"):
        services.drop_draft(by=cast.fin, edition_id=edition.pk)
    for change in (
        lambda: Edition.objects.filter(pk=edition.pk).update(claim_within_days=1),
        lambda: edition.rates.update(pence=99),
        lambda: edition.rules.all().delete(),
    ):
        with pytest.raises(InternalError, match="not edited"), transaction.atomic():
            change()


def test_only_one_draft_at_a_time_and_a_dropped_one_is_gone(cast):
    first_policy(cast.fin)
    edition = draft(cast.fin, SECOND)
    with pytest.raises(Refused, match="Go on with that one"):
        draft(cast.fin, SECOND)
    services.drop_draft(by=cast.fin, edition_id=edition.pk)
    assert not Edition.objects.filter(state="draft").exists()
    assert pence_on(SECOND) == 40
    act = Act.objects.get(service="claims.drop_draft")
    assert (act.subject_id, act.reason) == (edition.pk, "The first one")
    assert draft(cast.fin, SECOND).pk != edition.pk


def test_two_who_write_see_each_others_words(cast):
    first_policy(cast.fin)
    edition = draft(cast.fin, SECOND)
    which = {"by": cast.fin, "edition_id": edition.pk}
    services.change_draft(**which, expected=1, receipt_above_pence=1000)
    with pytest.raises(Stale) as stale:
        services.change_draft(**which, expected=1, receipt_above_pence=2000)
    assert stale.value.theirs["receipt_above_pence"] == "£10"
    with pytest.raises(Stale):
        services.change_draft_rate(
            **which, expected=1, vehicle="car", pence=Decimal(50), source="x"
        )
    with pytest.raises(Stale):
        services.put_draft_in_force(**which, expected=1)


@pytest.mark.parametrize("who", ["amina", "sam", "ivy", "cal", "stella", "ada"])
def test_nobody_but_finance_writes_it(cast, who):
    with pytest.raises(Refused, match="Ask finance"):
        draft(getattr(cast, who))
    edition = draft(cast.fin)
    with pytest.raises(Refused, match="Ask finance"):
        services.put_draft_in_force(by=getattr(cast, who), edition_id=edition.pk, expected=1)


def test_a_half_policy_is_refused(cast):
    edition = draft(cast.fin)
    which = {"by": cast.fin, "edition_id": edition.pk, "expected": None}
    with pytest.raises(Refused, match="pays for nothing yet"):
        services.put_draft_in_force(**which)
    services.change_draft_category(**which, category="mileage", is_offered=True)
    with pytest.raises(Refused, match="no rate a mile"):
        services.put_draft_in_force(**which)
    with pytest.raises(Refused, match="or neither"):
        services.change_draft_rate(
            **which, vehicle="car", pence=Decimal(45), after_miles=10_000, source="x"
        )
    with pytest.raises(Refused, match="telephone number or an email"):
        services.change_draft(**which, contact_email="")


def test_miles_may_be_no_longer_paid(cast):
    first_policy(cast.fin)
    edition = draft(cast.fin, SECOND)
    services.change_draft_rate(
        by=cast.fin, edition_id=edition.pk, vehicle="car", expected=1, pence=None
    )
    assert not edition.rates.exists()


def test_approved_rates_come_with_their_source_and_whether_they_were_checked():
    rows = {(row.starts_on.year, row.vehicle): row for row in ApprovedRate.objects.all()}
    assert len(rows) == 8
    assert all(row.source for row in rows.values())
    assert {key for key, row in rows.items() if not row.is_verified} == {
        (2026, "motorcycle"),
        (2026, "bicycle"),
        (2026, "passenger"),
    }
    assert (rows[2011, "car"].pence, rows[2026, "car"].pence) == (45, 55)


def test_finance_checks_a_rate_and_adds_one(cast):
    rate = ApprovedRate.objects.get(vehicle="bicycle", starts_on=SECOND)
    services.check_approved_rate(
        by=cast.fin, approved_rate_id=rate.pk, pence=Decimal(21), source="GOV.UK, today"
    )
    rate.refresh_from_db()
    assert (rate.pence, rate.is_verified, rate.source) == (21, True, "GOV.UK, today")
    car = ApprovedRate.objects.get(vehicle="car", starts_on=SECOND)
    with pytest.raises(Refused, match="or neither"):
        services.check_approved_rate(
            by=cast.fin, approved_rate_id=car.pk, pence=Decimal(55), source="x", after_miles=10_000
        )
    with pytest.raises(Refused, match="already"):
        services.add_approved_rate(
            by=cast.fin, vehicle="bicycle", starts_on=SECOND, pence=Decimal(1), source="x"
        )
    added = services.add_approved_rate(
        by=cast.fin, vehicle="bicycle", starts_on=date(2027, 4, 6), pence=Decimal(22), source="x"
    )
    assert added.is_verified
