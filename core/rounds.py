"""One thing done for each of many rows, some dozens to a transaction; no row holds up another.

    people = Round("sign-up")
    people.each(untold_ids, tell, most=500, lock=free_sign_ups)
    people.end()

What is cheaper for many at once is given as `many` as well: it is tried first, and where it fails
each row is done by itself, so that the faulty one is found.

What is done for a row is a service: it joins the transaction in a savepoint of its own, so that a
row that cannot be done leaves nothing behind and stops nobody. It is logged by its number, and
`end` lets the job fail once all others are done: the health page then says that it is late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from django.db import connection, transaction

log = structlog.get_logger(__name__)

# So many to a transaction: enough that the disk is waited for seldom, and few enough that
# nobody waits long for a row.
AT_ONCE = 30


class Round:
    """One run of a job over the rows that are due. `kind` is what a row is, for the log."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.faults: list[Exception] = []

    def each(
        self,
        find: Callable[[int], Sequence[int]],
        one: Callable[[int], Any],
        *,
        most: int,
        lock: Callable[[Sequence[int]], Sequence[int]] | None = None,
        many: Callable[[Sequence[int]], int] | None = None,
        at_once: int = AT_ONCE,
    ) -> int:
        """Do `one` with each number that `find` gives, at most so many; how often it said yes.

        `lock` locks the rows of a transaction and gives those that nobody else is at. Where rows
        could not be done, those behind them are looked for as well. `many` does all rows of a
        transaction, or none, and says of how many it said yes.
        """
        done, seen = 0, set[int]()
        while True:
            before = len(self.faults)
            ids = [each for each in find(most + len(seen)) if each not in seen][:most]
            for start in range(0, len(ids), at_once):
                done += self._together(ids[start : start + at_once], one, lock, many)
            seen.update(ids)
            if len(self.faults) == before or len(ids) < most:
                return done

    def end(self) -> None:
        """Let the job fail now if a row could not be done."""
        if self.faults:
            raise self.faults[0]

    def _together(
        self,
        ids: Sequence[int],
        one: Callable[[int], Any],
        lock: Callable[[Sequence[int]], Sequence[int]] | None,
        many: Callable[[Sequence[int]], int] | None,
    ) -> int:
        with transaction.atomic():
            free = lock(ids) if lock else ids
            if many and free:
                try:
                    return many(free)
                except Exception:
                    if not connection.is_usable():
                        raise
                    log.warning("rows_done_one_by_one", subject_type=self.kind, count=len(free))
            return sum(self._one(each, one) for each in free)

    def _one(self, row: int, one: Callable[[int], Any]) -> bool:
        try:
            return bool(one(row))
        except Exception as fault:
            # A connection that is gone is no fault of the row: the next run begins anew.
            if not connection.is_usable():
                raise
            log.exception("row_left_out", subject_type=self.kind, subject_id=row)
            self.faults.append(fault)
            return False
