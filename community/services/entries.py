"""Writes of staff who enter somebody: by telephone, face to face or from paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from community.models import Joining, Letter, PaperBatch, PaperForm, WayIn
from community.rules.codes import new_reference
from community.rules.entries import finish_letter_blocker, paper_blocker
from community.rules.people import enter_person_blocker
from community.selectors.paper import letter_facts, typing_of
from core.service import acting, bookkeeping, refuse, service
from users.models import User


@bookkeeping
def begin_entry(*, by: User, way_in: str, paper_id: int | None = None) -> Joining:
    """Begin to type for somebody; a paper form that is under way is gone on with."""
    refuse(enter_person_blocker(by))
    paper = None
    if paper_id is not None:
        paper = PaperForm.objects.select_for_update().get(pk=paper_id)
        typing = typing_of(paper)
        refuse(paper_blocker(by, is_used=paper.used_at is not None, typing=typing))
        if typing is not None:
            return typing
        way_in = WayIn.PAPER
    return Joining.objects.create(
        state=Joining.State.OPEN,
        owner=by,
        way_in=way_in,
        paper=paper,
        expires_at=timezone.now() + timedelta(days=settings.JOIN_DAYS),
    )


@service
def print_forms(*, by: User, size: str, count: int, note: str = "") -> PaperBatch:
    """Make references for forms that are printed now."""
    refuse(enter_person_blocker(by))
    batch = PaperBatch.objects.create(size=size, count=count, note=note, made_by=by)
    wanted: set[str] = set()
    while len(wanted) < count:
        fresh = {new_reference() for _ in range(count - len(wanted))}
        known = PaperForm.objects.filter(reference__in=fresh).values_list("reference", flat=True)
        wanted |= fresh - set(known)
    PaperForm.objects.bulk_create(
        [PaperForm(batch=batch, reference=reference) for reference in sorted(wanted)]
    )
    acting().subject = batch
    return batch


@service
def finish_letter(*, by: User, letter_id: int) -> Letter:
    """Tick off a letter that was posted or handed over."""
    row = Letter.objects.select_for_update(of=("self",)).select_related("person").get(pk=letter_id)
    refuse(finish_letter_blocker(by, letter_facts(row)))
    now = timezone.now()
    row.printed_at, row.sent_at, row.sent_by = row.printed_at or now, now, by
    row.save(update_fields=["printed_at", "sent_at", "sent_by"])
    acting().subject = row.person
    return row


@service
def finish_new_letters(*, by: User, letter_ids: Sequence[int]) -> int:
    """Tick off letters to new members that went out together; how many.

    One that somebody else ticked off meanwhile stays as it is.
    """
    waiting = Letter.objects.select_for_update().filter(pk__in=letter_ids, sent_at__isnull=True)
    ids = [row.pk for row in waiting.order_by("pk")]
    for pk in ids:
        finish_letter(by=by, letter_id=pk)
    acting().subject = None
    return len(ids)
