"""Asking for background work, and how it goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.background import wake
from core.models import Work
from core.service import NotAllowed, Refused, acting, bookkeeping, service
from core.work.rules import stop_blocker

MOST_ATTEMPTS = 3
TASK = "core.tasks.do_work"
GAVE_UP = "We tried three times and it did not work. Tell us, and we will look into it."
BUSY = "This is being done already. Wait until it has ended."


@service
def start_work(*, by: Any, kind: str, subject: object, title: str) -> Work:
    """Ask for a piece of work, in the transaction of its cause; a worker is woken after it.

    Raises `Refused` while the same work (kind and subject) is waiting or running.
    """
    work = Work(kind=kind, subject=str(subject), title=title[:200], by=by)
    try:
        with transaction.atomic():
            work.save(force_insert=True)
    except IntegrityError as problem:
        raise Refused(BUSY) from problem
    acting().after_commit.append(lambda: wake(TASK))
    return work


@service
def stop_work(*, by: Any, work_id: UUID, may_stop_any: bool = False) -> Work:
    """Stop work: at once if it waits, else at its next step. Who stopped it is kept with it.

    `may_stop_any` says that the caller's own rule lets this person stop what others asked for.
    """
    work = Work.objects.select_for_update(of=["self"]).get(pk=work_id)
    blocker = stop_blocker(is_own=work.by_id == by.pk, may_stop_any=may_stop_any)
    if blocker:
        raise NotAllowed(blocker)
    if not work.is_open or work.stop_asked_at is not None:
        return work
    work.stop_asked_at, work.stop_asked_by = timezone.now(), by
    if work.state == Work.State.WAITING:
        work.state, work.ended_at = Work.State.STOPPED, work.stop_asked_at
    work.save(update_fields=["stop_asked_at", "stop_asked_by", "state", "ended_at"])
    return work


@bookkeeping
def claim_work(*, by: Any, work_id: UUID) -> Work | None:
    """Begin work whose lock this worker holds; None if there is nothing left to do.

    Found running, it belonged to a worker that died. What broke three workers is given up.
    """
    work = Work.objects.select_for_update(of=["self"]).filter(pk=work_id).first()
    if work is None or not work.is_open:
        return None
    if work.attempts >= MOST_ATTEMPTS:
        _end(work, Work.State.FAILED, GAVE_UP)
        return None
    work.state = Work.State.RUNNING
    work.attempts += 1
    work.step, work.done, work.total = "", 0, None
    work.save(update_fields=["state", "attempts", "step", "done", "total"])
    return work


@bookkeeping
def release_work(*, by: Any, work: Work) -> None:
    """Give work back after something broke that may pass; after three times it has failed."""
    current = Work.objects.select_for_update(of=["self"]).get(pk=work.pk)
    if current.state != Work.State.RUNNING or current.attempts != work.attempts:
        return
    if current.attempts >= MOST_ATTEMPTS:
        _end(current, Work.State.FAILED, GAVE_UP)
    else:
        current.state = Work.State.WAITING
        current.save(update_fields=["state"])


@bookkeeping
def put_off_work(*, by: Any, work: Work, step: str) -> None:
    """Give work back that must wait for something else; the attempt does not count."""
    current = Work.objects.select_for_update(of=["self"]).get(pk=work.pk)
    if current.state != Work.State.RUNNING or current.attempts != work.attempts:
        return
    if current.stop_asked_at is not None:
        _end(current, Work.State.STOPPED)
        return
    current.state, current.step = Work.State.WAITING, step
    current.attempts -= 1
    current.save(update_fields=["state", "step", "attempts"])


@bookkeeping
def end_work(*, by: Any, work: Work, state: str, said: str = "") -> bool:
    """Say how work ended; False if it is no longer this worker's, whose result then must not stand."""
    current = Work.objects.select_for_update(of=["self"]).filter(pk=work.pk).first()
    if current is None or current.state != Work.State.RUNNING or current.attempts != work.attempts:
        return False
    _end(current, state, said)
    return True


def _end(work: Work, state: str, said: str = "") -> None:
    # A failed one that was found running passes through no other state.
    work.state, work.ended_at, work.said = state, timezone.now(), said[:500]
    work.save(update_fields=["state", "ended_at", "said"])
