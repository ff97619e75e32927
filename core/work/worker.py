"""The worker's round: take what is open, do it in one transaction, say how it ended."""

from __future__ import annotations

import time
from uuid import UUID

import structlog
from django.db import connection, transaction
from structlog.contextvars import bound_contextvars

from core.forgetting import FORGETTING
from core.models import Work
from core.service import Refused, System
from core.turns import work_beside
from core.work.progress import NotYet, Progress, Stopped, own_line
from core.work.selectors import open_work_ids
from core.work.services import claim_work, end_work, put_off_work, release_work
from core.work.sockets import run_of

BY = System("work")
log = structlog.get_logger(__name__)


class LateResult(Exception):  # noqa: N818 - the answer to a race, not a fault
    """Another worker has taken this work over; what this one did is undone."""


def do_due() -> int:
    """Do everything that is open and that no other worker is at; how many pieces were ended.

    Safe to run several at once. Each piece is tried once in a round.
    """
    tried: set[UUID] = set()
    ended = 0
    while True:
        left = [work_id for work_id in open_work_ids() if work_id not in tried]
        if not left:
            return ended
        tried.add(left[0])
        ended += _attend(left[0])


def _attend(work_id: UUID) -> bool:
    """Do one piece if nobody else is at it; whether it has ended."""
    with own_line(work_id) as progress:
        if progress is None:
            return False
        work = claim_work(by=BY, work_id=work_id)
        if work is None:
            return False
        start = time.monotonic()
        with bound_contextvars(work_id=str(work_id), job=work.kind):
            is_ended = _do(work, progress)
            log.info("work_done", seconds=round(time.monotonic() - start, 3), state=is_ended)
        return is_ended


def _plan_anew() -> None:
    """Forget how earlier statements were planned.

    A trigger's statements are planned once for a connection, for as many rows as it sees first.
    Planned for one, the history of 100,000 compares each with each.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def _do(work: Work, progress: Progress) -> bool:
    try:
        with transaction.atomic():
            _plan_anew()
            work_beside(FORGETTING)
            run_of(work.kind)(work, progress)
            if not end_work(by=BY, work=work, state=Work.State.DONE):
                raise LateResult
    except Stopped:
        return end_work(by=BY, work=work, state=Work.State.STOPPED)
    except Refused as problem:
        return end_work(by=BY, work=work, state=Work.State.FAILED, said=problem.sentence)
    except NotYet as reason:
        # A later round begins it again; this worker is free for the rest meanwhile.
        put_off_work(by=BY, work=work, step=reason.step)
        return False
    except LateResult:
        log.warning("work_late_result")
        return False
    except Exception:
        log.exception("work_broke")
        if not connection.is_usable():
            connection.close()
        release_work(by=BY, work=work)
        return False
    return True
