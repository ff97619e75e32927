"""The kernel's own writes: the pulse of timed jobs and the nightly tidying."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from core.models import Draft, Heartbeat, Submission
from core.service import bookkeeping, service

KEEP_SUBMISSIONS = timedelta(days=7)
KEEP_DRAFTS = timedelta(days=30)


@bookkeeping
def record_pulse(*, name: str, by) -> None:
    """Note that a timed job has just finished."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


@service
def tidy_up(*, by) -> dict[str, int]:
    """Remove what is only needed for a while; answers how many rows went from where.

    Form keys after 7 days, drafts nobody touched for 30 days, sessions that have run out.
    """
    now = timezone.now()
    old = {
        "submissions": Submission.objects.filter(at__lt=now - KEEP_SUBMISSIONS),
        "drafts": Draft.objects.filter(updated_at__lt=now - KEEP_DRAFTS),
        "sessions": Session.objects.filter(expire_date__lt=now),
    }
    return {name: rows.delete()[0] for name, rows in old.items()}
