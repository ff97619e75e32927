"""P1 for the desk of those who decide: what waits, among so many costs that were decided before."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import psycopg2

from claims.models import Edition, Line
from organisation.models import Post, Service
from tests.bench.claims import a_policy
from tests.bench.jobs import growth, measured_page
from tests.bench.measure import Result, serving
from tests.bench.places import BY, add_members
from tests.bench.prepare import prepared
from users.models import User

DESK = "/claims/desk/"
LINES_EACH = 4
# One claim of so many waits; the others were decided.
WAITING_OF = 100
PEOPLE = 500
TABLES = ("claims_claim", "claims_line", "claims_payee")

CLAIMS = """
WITH somebody AS (
    SELECT array_agg(p.id ORDER BY p.id) AS people, array_agg(y.id ORDER BY p.id) AS payees
    FROM community_person p JOIN claims_payee y ON y.person_id = p.id AND y.kind = 'self'
), made AS (
    INSERT INTO claims_claim (person_id, payee_id, purpose, service_id, cost_centre, state, way,
        late_reason, started_at, sent_at, decide_by, decided_at, version)
    SELECT people[1 + i %% cardinality(people)], payees[1 + i %% cardinality(people)],
        'A meeting', (%(services)s::bigint[])[1 + i %% cardinality(%(services)s::bigint[])], '',
        CASE WHEN i %% %(waiting)s = 0 THEN 'sent' ELSE 'decided' END, 'online', '',
        now() - i %% 900 * interval '1 day', now() - i %% 900 * interval '1 day',
        current_date - (i %% 900)::int + 7,
        CASE WHEN i %% %(waiting)s = 0 THEN NULL ELSE now() END, 2
    FROM generate_series(1, %(claims)s) i, somebody
    RETURNING id, state
)
INSERT INTO claims_line (claim_id, kind, category, cost_on, words, pence, vehicle, from_place,
    to_place, no_receipt_reason, state, decided_pence, edition_id, subjective_code, version)
SELECT id, 'claimed', 'public_transport', current_date - (id %% 900)::int, 'Bus', 200 + n * 50, '',
    '', '', '', CASE state WHEN 'sent' THEN 'open' ELSE 'approved' END,
    CASE state WHEN 'sent' THEN NULL ELSE 200 + n * 50 END,
    CASE state WHEN 'sent' THEN NULL ELSE %(edition)s END, '', 2
FROM made, generate_series(1, %(each)s) n
"""
PAYEES = """
INSERT INTO claims_payee (person_id, kind, name, way, supplier_number, version)
SELECT id, 'self', '', 'bank', '', 1 FROM community_person p
WHERE NOT EXISTS (SELECT FROM claims_payee y WHERE y.person_id = p.id)
"""


def measured(sizes: list[int]) -> list[Result]:
    """The queue at each size, plain and narrowed, and how it grows."""
    prepared(10_000)
    a_policy()
    if Line.objects.count() == 0:
        add_members(by=BY, count=PEOPLE)
    email = _approver()
    folder = Path("var/bench/jobs").absolute()
    results: list[Result] = []
    for rows in sorted(sizes):
        _grow_to(rows)
        with serving(folder, email) as server:
            results += [
                measured_page(server, rows, job, path, "≤ 2.0", email)
                for job, path in {
                    "P1 claims desk": DESK,
                    "P1 claims desk, of all": f"{DESK}?whose=all",
                    "P1 claims desk, by number": f"{DESK}?q=C000123",
                }.items()
            ]
    return [*results, *growth(results)]


def _approver() -> str:
    """Somebody who decides for every directorate, and holds what waits."""
    account = User.objects.get(email="cal@portal.example")
    for directorate_id in set(Service.objects.values_list("directorate_id", flat=True)):
        Post.objects.get_or_create(
            person=account, duty=Post.Duty.APPROVER, directorate_id=directorate_id
        )
    return account.email


def _grow_to(rows: int) -> None:
    """So many costs, written past the triggers that watch over single ones."""
    missing = (rows - Line.objects.count()) // LINES_EACH
    if missing <= 0:
        return
    said = {
        "services": list(Service.objects.values_list("pk", flat=True)),
        "waiting": WAITING_OF,
        "claims": missing,
        "edition": Edition.objects.get(state=Edition.State.IN_FORCE).pk,
        "each": LINES_EACH,
    }
    with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(PAYEES)
        cursor.execute(CLAIMS, said)
        # What waits for the end of the transaction has to be done before the last step.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE claims_claim, claims_line")
