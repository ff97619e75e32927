"""Rows of an old log brought in without a file, and the figures that follow."""

from __future__ import annotations

from datetime import date

from activities.selectors.onion import TRUST, all_places, onion_counts
from core.models import ImportBatch
from core.periods import Period
from core.service import acting, service
from impact.selectors import AMOUNTS, monthly_amounts
from tests.activities.clerk import EVER
from tests.activities.imports.logs import KIND, groups_of, told, values
from tests.activities.recount import slow_onion, slow_shift

KENT = "Canterbury community mental health team"
FORUM = {
    "title": "Carers’ forum", "level": "Involve", "service": KENT, "kind": "Workshop",
    "date": "3 May 2023", "people": "12 (8 carers)", "themes": "Crisis care",
    "groups_reached": "Carers and families", "starts_at": "10-12",
}  # fmt: skip


@service
def new_batch(*, by) -> ImportBatch:
    return ImportBatch.objects.create(
        kind="activities", by=by, file_name="log.csv", digest="0" * 64, size=1
    )


@service
def bring_in(*, by, batch, rows, said):
    known = KIND.learn(by=by, told=said)
    found = list(KIND.check(list(enumerate(rows, start=2)), known))
    assert not [row.problems for row in found if row.problems]
    acting().subject = batch
    counts = KIND.load(
        by=by, batch=batch, groups=groups_of(found), known=known, progress=lambda done: None
    )
    return dict(counts)


def load(by, *rows: dict, **said) -> tuple[ImportBatch, dict]:
    batch = new_batch(by=by)
    return batch, bring_in(
        by=by, batch=batch, rows=[values(**row) for row in rows], said=told(**said)
    )


def assert_recount() -> None:
    places = all_places()
    for place in (TRUST, *places.directorates, *places.services):
        scope = (place.scope, place.id)
        for period in (Period(None, None), Period(date(2022, 7, 1), date(2023, 4, 1))):
            found = {key: n for key, n in onion_counts(place, period).items() if n}
            assert found == slow_onion(scope, period.first, period.last)
        fast = {
            key: tuple(getattr(amounts, name) for name in AMOUNTS)
            for key, amounts in monthly_amounts(place, EVER).items()
        }
        assert {key: row for key, row in fast.items() if any(row)} == slow_shift(scope)
