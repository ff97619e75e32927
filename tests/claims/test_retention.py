"""Receipts are kept as long as they have to be, and no longer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from claims.mileage import tax_year_of
from claims.models import Claim, Receipt
from claims.selectors.retention import ids_to_forget, kept_since
from claims.services.claims import send_claim, withdraw_claim
from claims.services.receipts import add_receipts
from claims.services.retention import forget_receipts
from claims.tasks import forget_old_receipts
from core.models import StoredFile
from core.service import System
from tests.claims.claiming import a_claim, amina_of, bus, in_force
from tests.claims.paying import decided, paid
from tests.core.files import files

BY = System("tests")


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2034, 4, 5), date(2026, 4, 6)),
        (date(2034, 4, 6), date(2027, 4, 6)),
    ],
)
def test_whole_tax_years_count(today, since):
    assert kept_since(today) == since


@pytest.fixture
def claim(cast):
    in_force()
    claim = a_claim(amina_of(cast), bus())
    add_receipts(by=cast.amina, claim_id=claim.pk, uploads=[files.sent("bus.pdf", files.PDF)])
    return claim


def at(day: date):
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return time_machine.travel(noon, tick=False)


@pytest.mark.django_db
def test_the_receipts_of_a_paid_claim_go_after_seven_tax_years(claim, cast, as_person):
    decided(claim, cast.cal)
    paid(cast.fin, claim)
    goes_on = date(tax_year_of(timezone.localdate()).year + 8, 4, 6)
    with at(goes_on - timedelta(days=1)):
        forget_old_receipts.run()
        assert Receipt.objects.get().file
    with at(goes_on):
        forget_old_receipts.run()
    receipt = Receipt.objects.get()
    assert receipt.file is None
    assert receipt.digest
    assert not StoredFile.objects.exists()
    shown = as_person("amina").get(reverse("claims:claim_detail", args=[claim.pk]))
    assert "not kept any more" in shown.content.decode()


@pytest.mark.django_db
def test_a_claim_of_which_something_is_owed_has_not_ended(claim, cast):
    decided(claim, cast.cal)
    with at(date(timezone.localdate().year + 12, 4, 6)):
        assert ids_to_forget(10) == []
        assert forget_receipts(by=BY, claim_id=claim.pk) == 0


@pytest.mark.django_db
def test_a_claim_that_was_taken_back_keeps_them_for_a_year(claim, cast):
    send_claim(by=cast.amina, claim_id=claim.pk)
    withdraw_claim(by=cast.amina, claim_id=claim.pk)
    assert ids_to_forget(10) == []
    Claim.objects.filter(pk=claim.pk).update(withdrawn_at=timezone.now() - timedelta(days=366))
    forget_old_receipts.run()
    assert Receipt.objects.get().file is None
