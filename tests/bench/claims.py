"""P4: a claim with five receipts handed in, and the work on one photo behind the pages.

The limit of handing in is what no program can do without: the same request read by a page that
writes its files, each to the disk for certain and under its name, and commits one row. That of a
photo is the same picture opened, made smaller and saved by the library alone.
"""

from __future__ import annotations

import io
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import psycopg2
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from lxml import html
from PIL import Image, ImageOps

from claims.models import Category, Edition, Vehicle
from claims.services import policy
from claims.services.claims import start_claim
from claims.services.lines import LineEntry, add_line
from community.models import Person
from core.files.photos import LONGEST_SIDE, cleaned
from core.service import System
from tests.bench.measure import Result, Server, Visitor, compare, serving, statements_of
from tests.bench.places import add_members
from tests.bench.prepare import prepared

BY = System("bench")
RECEIPTS = 5
ROWS = 10_000
# Of a photo as a telephone makes it: about three megabytes.
POINTS = (2600, 1950)
LINES = (1, 50)


def measured() -> list[Result]:
    """Handing in, what it grows by with the lines of a claim, and the work on a photo."""
    prepared(ROWS)
    person = Person.objects.get(email=add_members(by=BY, count=1)[0])
    a_policy()
    photo = _photo()
    folder = Path("var/bench/jobs").absolute()
    with _table(), serving(folder, person.email) as server:
        return [_handed_in(server, person, photo), *_sent(server, person), _cleaned(photo)]


@contextmanager
def _table() -> Iterator[None]:
    """The one row that the bare page commits goes here."""
    with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_kept (at timestamptz)")
        cursor.execute("GRANT INSERT ON bench_kept TO PUBLIC")
    try:
        yield
    finally:
        with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
            cursor.execute("DROP TABLE bench_kept")


def a_policy() -> None:
    """A policy that pays for buses and parking, where there is none yet."""
    if Edition.objects.filter(state=Edition.State.IN_FORCE).exists():
        return
    edition = policy.begin_draft(
        by=BY,
        starts_on=date(2025, 1, 1),
        what_changed="The first one",
        contact_name="Payments",
        contact_email="payments@portal.example",
    )
    which = {"by": BY, "edition_id": edition.pk, "expected": None}
    for category in (Category.PUBLIC_TRANSPORT, Category.PARKING, Category.MILEAGE):
        policy.change_draft_category(**which, category=category, is_offered=True, covers="Paid.")
    rate = {"vehicle": Vehicle.CAR, "pence": Decimal(45), "source": "Bench"}
    policy.change_draft_rate(**which, **rate)
    policy.put_draft_in_force(**which)


def _photo() -> bytes:
    """A photo of noise, which no format makes small."""
    small = Image.frombytes("RGB", (650, 488), os.urandom(650 * 488 * 3))
    kept = io.BytesIO()
    small.resize(POINTS).save(kept, "JPEG", quality=95)
    return kept.getvalue()


def _claim(person: Person, lines: int = 1) -> int:
    """A claim that is being written, with so many costs."""
    claim = start_claim(by=BY, person_id=person.pk, purpose=f"Bench {uuid.uuid4().hex}")
    for number in range(lines):
        day = timezone.localdate() - timedelta(days=number % 20)
        entry = LineEntry(
            category=Category.PUBLIC_TRANSPORT,
            cost_on=day,
            pence=300 + number,
            no_receipt_reason="It was lost",
        )
        add_line(by=BY, claim_id=claim.pk, entry=entry)
    return claim.pk


def _handed_in(server: Server, person: Person, photo: bytes) -> Result:
    """Five receipts in one request, by the page and by the bare one."""
    claims = (_claim(person) for _ in count())
    path = f"/claims/{next(claims)}/receipts/"
    fields = _hidden(server, path)

    def body() -> bytes:
        # Different files each time: the same receipt elsewhere is another story.
        photos = [_named(photo + uuid.uuid4().bytes, n) for n in range(RECEIPTS)]
        said = fields | {"submission_key": str(uuid.uuid4()), "photos": photos}
        return encode_multipart(BOUNDARY, said)

    ready: dict[str, Iterator[tuple[str, bytes]]] = {
        "ours": iter((f"/claims/{claim}/receipts/", body()) for claim in claims),
        "limit": iter(("/bench/kept/", body()) for _ in count()),
    }
    # Made before the clock runs: what the browser does is not ours.
    queues = {name: [next(made) for _ in range(40)] for name, made in ready.items()}

    def press(name: str) -> Callable[[], None]:
        def run() -> None:
            if not queues[name]:
                queues[name] = [next(ready[name]) for _ in range(10)]
            path, sent = queues[name].pop()
            status, content = posted(server, path, sent)
            if status not in (200, 302) or (name == "ours" and status != 302):
                raise RuntimeError(f"{path} answered {status}: {content[:300]!r}")

        return run

    job = f"P4 {RECEIPTS} receipts of {len(photo) / 1e6:.1f} MB"
    return compare(job, ROWS, press("ours"), press("limit"), "≤ 2.5", each=3, pairs=7)


def _named(content: bytes, number: int) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = f"receipt-{number}.jpg"
    return file


def _hidden(visitor: Visitor, path: str) -> dict[str, str]:
    page = html.fromstring(visitor.request(path)[1].decode())
    return {each.name: each.value or "" for each in page.cssselect("main input[type=hidden]")}


def posted(visitor: Visitor, path: str, body: bytes) -> tuple[int, bytes]:
    """One request with files on the kept connection."""
    headers = {"Cookie": visitor.cookie, "Content-Type": MULTIPART_CONTENT}
    visitor.connection.request("POST", path, body, headers)
    response = visitor.connection.getresponse()
    return response.status, response.read()


def _sent(server: Server, person: Person) -> list[Result]:
    """The page of a claim with many costs against the same with one, statements said."""
    few, many = (f"/claims/{_claim(person, lines)}/" for lines in LINES)
    counts = [len(statements_of(person.email, path)[0]) for path in (few, many)]
    result = compare(
        f"P4 page of a claim, {LINES[1]} costs to {LINES[0]}",
        ROWS,
        lambda: _read(server, many),
        lambda: _read(server, few),
        "no more statements",
        each=10,
    )
    result.note = f"{counts[1]} statements with {LINES[1]} costs, {counts[0]} with {LINES[0]}"
    return [result]


def _read(visitor: Visitor, path: str) -> None:
    status, _content = visitor.request(path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}.")


def _cleaned(photo: bytes) -> Result:
    """One photo without its hidden data and smaller, by the worker's way and by Pillow alone."""
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "photo.jpg", Path(name) / "clean.jpg"
        source.write_bytes(photo)

        def bare() -> None:
            with Image.open(source) as opened:
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
                upright = ImageOps.exif_transpose(opened)
            upright.convert("RGB").save(target, "JPEG", quality=85, optimize=True)

        def ours() -> None:
            cleaned(source, target, "jpeg")

        return compare("P4 one photo cleaned", ROWS, ours, bare, "≤ 1.3", each=5)
