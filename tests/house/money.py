"""Pages about money that goes out: who gets in, and what is owed and paid there."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from model_bakery import baker

from claims.models import Batch, Claim, Decision, Edition, Line, Payee, Payment
from claims.services.payments import mark_paid
from tests.house.access_pages import FINANCE, TEAM, page

MONEY = [
    # --- claims: what is owed and what was paid ---
    page("claims:payment_owed", FINANCE),
    page("claims:payment_mark", FINANCE),
    page("claims:payment_check", FINANCE),
    page("claims:payment_list", FINANCE),
    page("claims:payment_detail", FINANCE),
    page("claims:payment_return", FINANCE),
    page("claims:batch_detail", FINANCE, batch_id="batch"),
    page("claims:batch_file", FINANCE, batch_id="batch"),
    page("claims:payee_supplier", FINANCE),
    page("claims:claim_figures", TEAM),
]


class Money:
    """A claim that was decided, and one payment."""

    cast: Any
    member: Any

    @cached_property
    def payee(self) -> Payee:
        """Somebody who is owed something."""
        decided = baker.make(
            Claim,
            person=self.member,
            payee=baker.make(Payee, person=self.member, kind="carer", name="Carl"),
            session=None,
            activity=None,
            signed_paper=None,
            state=Claim.State.DECIDED,
            sent_at=timezone.now(),
            decide_by=timezone.localdate(),
            decided_at=timezone.now(),
        )
        line = baker.make(Line, claim=decided, category="parking", pence=200)
        row = Decision.objects.create(
            line=line, outcome="approve", pence=200, by=self.cast.cal, line_version=1
        )
        Line.objects.filter(pk=line.pk).update(
            state="approved", decided_pence=row.pence, edition=self.old_policy
        )
        return decided.payee

    @cached_property
    def batch(self) -> Batch:
        """What Fin marked as paid."""
        today = timezone.localdate()
        return mark_paid(
            by=self.cast.fin,
            payee_ids=[self.payee.pk],
            way="cash",
            paid_on=today,
            reference="Box",
            pence=200,
        )

    @cached_property
    def payment(self) -> Payment:
        return self.batch.payments.get()

    @cached_property
    def old_policy(self) -> Edition:
        return Edition.objects.create(
            starts_on=date(2020, 1, 1),
            state=Edition.State.IN_FORCE,
            published_at=timezone.now(),
            what_changed="The first one",
            contact_name="Payments",
            contact_email="payments@portal.example",
        )
