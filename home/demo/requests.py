"""What Amina asked before spending: one waits, one is agreed and will be booked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from claims.models import Category, SpendingRequest
from claims.selectors.deciders import approvers, has_approver_post
from claims.services.requests import RequestEntry, agree_request, ask_first
from community.models import Person

How = SpendingRequest.How


def write_requests() -> None:
    """By the services they use; nothing where there is something already."""
    person = Person.objects.filter(account__email="amina@portal.example").first()
    if person is None or SpendingRequest.objects.exists():
        return
    today = timezone.localdate()
    taxi = RequestEntry(
        category=Category.TAXI,
        words="A taxi home from the evening group",
        needed_on=today + timedelta(days=8),
        pence=1_800,
    )
    train = RequestEntry(
        category=Category.PUBLIC_TRANSPORT,
        words="The train to London for the panel, because I cannot pay it first",
        needed_on=today + timedelta(days=15),
        pence=3_640,
        how=How.BOOK,
    )
    ask_first(by=person.account, person_id=person.pk, entry=taxi)
    row = ask_first(by=person.account, person_id=person.pk, entry=train)
    cal = approvers().filter(email="cal@portal.example").first()
    if cal is not None and has_approver_post(cal, today):
        agree_request(
            by=cal,
            request_id=row.pk,
            expected=None,
            pence=4_000,
            how=How.BOOK,
            words="We send you the ticket.",
        )
