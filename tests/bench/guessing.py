"""A8: does the time to answer tell whether an address is known?

Known and unknown addresses in turn, in random order, each asked about once, so that no limit on
tries tells them apart. The verdict is the chance that a known address takes longer than an
unknown one (the area under the ROC curve): 0.5 says nothing about the address.
"""

from __future__ import annotations

import http.client
import random
import re
import statistics
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.urls import reverse

from core.service import System, service
from tests.bench.measure import Result, Server, serving
from tests.bench.prepare import prepared
from users.models import User
from users.permissions import Role

GOAL = 0.02
WARM = 20  # pairs before the clock counts
AT_ONCE = 4  # visitors
PAGES = {
    "A8 joining": "join:join_email",
    "A8 code to sign in": "account_request_login_code",
    "A8 forgotten password": "account_reset_password",
}
# Both draw from the same letters and lengths: what is measured is the address, not its look.
SHAPE = "{}@guess.example"


def measured(samples: int) -> list[Result]:
    """Each page asked about so many known and as many unknown addresses."""
    prepared(10_000)
    folder = Path("var/bench/jobs").absolute()
    with serving(folder, "ivy@portal.example", threads=AT_ONCE) as server:
        known = _people(by=System("bench"), count=samples)
        return [_page(server, job, reverse(name), known) for job, name in PAGES.items()]


@service
def _people(*, by: System, count: int) -> list[str]:
    """Accounts as joining leaves them: a confirmed address and no password."""
    emails = [SHAPE.format(uuid.uuid4().hex) for _ in range(count)]
    users = [User(email=each, name="Somebody", roles=[Role.CO_CREATOR.value]) for each in emails]
    for user in users:
        user.set_unusable_password()
    rows = User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=row, email=row.email, verified=True, primary=True) for row in rows]
    )
    return emails


def _page(server: Server, job: str, path: str, known: list[str]) -> Result:
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        shares = [known[start::AT_ONCE] for start in range(AT_ONCE)]
        found = visitors.map(lambda share: _pairs(server.port, path, share), shares)
        pairs = [pair for share in found for pair in share]
    ours, limit = (list(each) for each in zip(*pairs, strict=True))
    auc = area(ours, limit)
    verdict = "tells nothing" if abs(auc - 0.5) <= GOAL else "TELLS WHETHER AN ADDRESS IS KNOWN"
    here, there = statistics.median(ours), statistics.median(limit)
    note = f"AUC {auc:.3f}: {verdict}"
    return Result(job, len(pairs), here, there, here / there, "AUC 0.5 ± 0.02", note=note)


def _pairs(port: int, path: str, known: list[str]) -> list[tuple[float, float]]:
    ask = _visitor(port, path)
    pairs: list[tuple[float, float]] = []
    for number, email in enumerate([*known[:WARM], *known]):
        both = [(True, email), (False, SHAPE.format(uuid.uuid4().hex))]
        random.shuffle(both)
        times = {is_known: ask(asked) for is_known, asked in both}
        if number >= WARM:
            pairs.append((times[True], times[False]))
    return pairs


def _visitor(port: int, path: str) -> Callable[[str], float]:
    """Asks about an address as somebody new, and says how many milliseconds that took.

    The form's own marks are fetched once: a fresh visitor has them before the clock runs.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    page = response.read().decode()
    given = [
        value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"
    ]
    kept = {
        "Cookie": "; ".join(each for each in given if each.startswith("csrf")),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    mark = {"csrfmiddlewaretoken": token[1]} if token else {}

    def ask(email: str) -> float:
        body = urlencode({**mark, "email": email, "submission_key": str(uuid.uuid4())})
        begin = time.perf_counter()
        connection.request("POST", path, body, kept)
        answer = connection.getresponse()
        answer.read()
        took = (time.perf_counter() - begin) * 1000
        if answer.status != 302:
            raise RuntimeError(f"{path} answered {answer.status}.")
        return took

    return ask


def area(known: list[float], unknown: list[float]) -> float:
    """How often a known address takes longer than an unknown one; equal times count half."""
    times = sorted([(each, True) for each in known] + [(each, False) for each in unknown])
    total, place = 0.0, 0
    for _time, same in groupby(times, key=lambda each: each[0]):
        group = [is_known for _time, is_known in same]
        total += (place + (len(group) + 1) / 2) * sum(group)
        place += len(group)
    return (total - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown))
