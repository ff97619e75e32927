"""P1 list, P2 logging, P5 onion and shift: each against its limit in the same run."""

from __future__ import annotations

import re
import uuid

from django.db import connection
from django.utils import timezone

from activities.services.rollups import fold_rollups
from core.periods import add_months
from core.service import System
from organisation.models import Directorate
from tests.activities.typing_in import LOG, typed
from tests.bench.measure import Result, Server, compare, statements_of

IVY = "ivy@portal.example"
PAGE = 1000


# Words in two of a hundred activities, in ten of all, in two of three; two with a slip each,
# and the same without.
SEARCHES = {
    "searched": "garden",
    "searched for a rare word": "hedgehogs",
    "searched for a common word": "people",
    "searched with typing errors": "gardn+grup",
    "searched for two words": "garden+group",
}


def lists(server: Server, rows: int) -> list[Result]:
    """P1: the activity list plain, filtered and searched, a far page, and its plain twin.

    The far page is the 1,000th, or the one halfway through a shorter list.
    """
    directorate = Directorate.objects.order_by("pk").first().pk
    addresses = {
        "P1 list": "/activities/",
        "P1 list, filtered": f"/activities/?level=involve&directorate={directorate}",
        **{f"P1 list, {name}": f"/activities/?q={words}" for name, words in SEARCHES.items()},
        "P1 list, searched and filtered": (
            f"/activities/?q=garden&level=involve&directorate={directorate}"
        ),
        "P1 search of everything": "/search/?q=garden",
        "P1 list, far page": _far(server, rows),
    }
    results = [measured_page(server, rows, job, path, "≤ 2.0") for job, path in addresses.items()]
    *_others, far = addresses.values()
    depth = compare(
        "P1 list, far page against page 1",
        rows,
        lambda: _get(server, far),
        lambda: _get(server, "/activities/"),
        "≤ 1.2",
    )
    depth.note = "the limit here is page 1"
    twin = compare(
        "P1 list against its plain twin",
        rows,
        lambda: _get(server, "/activities/"),
        lambda: _get(server, "/bench/twin/"),
        "≤ 0.20",
        each=5,
    )
    twin.note = "the limit here is the twin"
    return [*results, depth, twin]


# The same figures from the rows themselves.
LIVE_ONION = """
SELECT counted_level_id, counted_state, count(*) FROM activities_activity
 WHERE counted_state IS NOT NULL
   AND coalesce(span_from, '0001-01-01') < %(after)s
   AND coalesce(span_to, '9999-12-31') >= %(first)s
 GROUP BY 1, 2 ORDER BY 1, 2
"""
LIVE_SHIFT = """
SELECT a.counted_level_id, date_trunc('month', s.held_on), count(DISTINCT a.id), count(*),
       count(s.minutes), sum(s.people), sum(s.people * s.minutes)
  FROM activities_session s JOIN activities_activity a ON a.id = s.activity_id
 WHERE s.status = 'held' AND s.held_on >= %(first)s AND s.held_on < %(after)s
 GROUP BY 1, 2 ORDER BY 2, 1
"""


def _live(
    server: Server, rows: int, job: str, path: str, table: str, live: str, years: int
) -> Result:
    """The page's own read of the roll-up against counting the rows, on one bare connection."""
    found = next(sql for sql in statements_of(IVY, path)[0] if table in sql)
    today = timezone.localdate()
    first = today.replace(day=1, year=today.year - years)
    facts = {"first": first, "after": add_months(today.replace(day=1), 1)}

    def run(sql: str, values: dict | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    result = compare(
        job, rows, lambda: run(found, None), lambda: run(live, facts), "≤ 0.01", each=3, pairs=7
    )
    # The server hangs up on a silent client; the next request opens a new connection.
    server.connection.close()
    result.note = f"{1 / result.ratio:,.0f} times as quick; the limit here is the live GROUP BY"
    return result


def onion(server: Server, rows: int) -> list[Result]:
    """P5: the trust's onion, and one directorate's."""
    fold_rollups(by=System("bench"))
    directorate = Directorate.objects.order_by("pk").first().pk
    return [
        _live(
            server, rows, "P5 onion's numbers", "/activities/onion/", "onioncount", LIVE_ONION, 1
        ),
        measured_page(server, rows, "P5 onion", "/activities/onion/", "≤ 2.5"),
        measured_page(
            server,
            rows,
            "P5 onion of a directorate",
            f"/activities/onion/?directorate={directorate}",
            "≤ 2.5",
        ),
    ]


def shift(server: Server, rows: int) -> list[Result]:
    """P5: the shift over time."""
    fold_rollups(by=System("bench"))
    return [
        _live(server, rows, "P5 shift's numbers", "/impact/shift/", "shiftcount", LIVE_SHIFT, 2),
        measured_page(server, rows, "P5 shift", "/impact/shift/", "≤ 2.5"),
    ]


def logging(server: Server, rows: int) -> list[Result]:
    """P2: logging through the page against a no-op post and the same rows in one transaction."""
    server.request(LOG)
    _, page = server.request(LOG)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()

    def form() -> dict[str, str]:
        key = str(uuid.uuid4())
        facts = {"csrfmiddlewaretoken": token, "submission_key": key, "title": f"Garden {key}"}
        return typed_once | facts

    typed_once = typed()
    statements, _ = statements_of(IVY, LOG, form())
    length = len(server.request(LOG, form())[1])
    writes = [_again(sql) for sql in statements if sql.startswith(("INSERT", "SELECT set_config"))]
    limit = server.limit("log", writes, length, is_write=True)

    def ours() -> None:
        status, content = server.request(LOG, form())
        assert status == 302, content[:500]

    def bare() -> None:
        status, content = server.request(limit, form())
        assert status == 200, content[:500]

    result = compare("P2 logging", rows, ours, bare, "≤ 2.0, half the rate")
    result.note = f"{len(statements) + 2} statements with session and user"
    return [result]


def _again(sql: str) -> str:
    """A recorded insert with fresh keys: the same rows, written once more."""
    sql = re.sub(
        r'(INSERT INTO "activities_(?:activityservice|session)" .*?VALUES \()\d+',
        r"\1currval('activities_activity_id_seq')",
        sql,
        flags=re.DOTALL,
    )
    sql = re.sub(
        r'(INSERT INTO "activities_headcount" .*?VALUES \()\d+',
        r"\1currval('activities_session_id_seq')",
        sql,
        flags=re.DOTALL,
    )
    if sql.startswith(('INSERT INTO "core_act"', 'INSERT INTO "core_submission"')):
        sql = re.sub(r"'[0-9a-f-]{36}'(::uuid)?", "gen_random_uuid()", sql, count=1)
        # The fingerprint of what was sent, of which there may be one.
        fresh = "md5(random()::text) || md5(random()::text)"
        sql = re.sub(r"'[0-9a-f]{64}'", fresh, sql)
    return sql


def measured_page(
    server: Server, rows: int, job: str, path: str, goal: str, email: str = IVY
) -> Result:
    """A page against its own statements bare; `email` is of whoever the server is asked by."""
    statements, _ = statements_of(email, path)
    # The server hangs up on a silent client; the next request opens a new connection.
    server.connection.close()
    length = len(_get(server, path))
    limit = server.limit(re.sub(r"\W+", "-", job), statements, length)
    result = compare(job, rows, lambda: _get(server, path), lambda: _get(server, limit), goal)
    result.note = f"{len(statements) + 2} statements"
    return result


def _get(server: Server, path: str) -> bytes:
    status, content = server.request(path)
    assert status == 200, f"{path}: {status}"
    return content


def _far(server: Server, rows: int) -> str:
    """The address of a page deep in the list, reached as a reader would: by "next"."""
    path = "/activities/"
    for _ in range(min(PAGE, rows // 50) - 1):
        found = re.search(rb'href="([^"]*[?&;]after=[^"]*)"', _get(server, path))
        if not found:
            break
        path = found[1].decode().replace("&amp;", "&")
        path = path if path.startswith("/") else f"/activities/{path}"
    return path


def growth(results: list[Result]) -> list[Result]:
    """How much slower each job is at the largest size than at the smallest."""
    sizes = sorted({result.rows for result in results if result.rows})
    if len(sizes) < 2:
        return []
    small = {r.job: r for r in results if r.rows == sizes[0]}
    found = []
    for large in (r for r in results if r.rows == sizes[-1] and r.job in small):
        if "limit here" in large.note:
            continue
        before = small[large.job]
        goal = "≤ 1.2" if large.job.startswith("P1") else "≤ 1.1"
        found.append(
            Result(
                f"{large.job}, {sizes[-1]:,} against {sizes[0]:,}",
                sizes[-1],
                large.ours_ms,
                before.ours_ms,
                large.ours_ms / before.ours_ms,
                goal,
            )
        )
    return found
