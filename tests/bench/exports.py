"""P9: a list as a file against COPY TO of the same query, its memory, and what others feel of it."""

from __future__ import annotations

import http.client
import subprocess
import sys

from django.db import connection

from core.exports.building import XLSX, ZIP
from core.exports.opening import content_at
from core.tables.csv_files import csv_table
from core.tables.downloads import CSV, MOST_AT_ONCE
from core.tables.values import read
from tests.bench.measure import Result, Server, compare, interleaved
from users.models import User

IVY = "ivy@portal.example"
LIST = "/activities/"
FIRST_BYTE = 100.0  # milliseconds
MEMORY = 100.0  # megabytes


class Nowhere:
    """A file that keeps nothing."""

    def write(self, data: bytes) -> int:
        return len(data)


def taking_out(server: Server, rows: int) -> list[Result]:
    """P9 at one size: the CSV file, the files a worker makes, memory, and a page meanwhile."""
    found = [_csv(rows), *_files(rows), _page_meanwhile(server, rows)]
    if rows <= MOST_AT_ONCE[CSV]:
        found.insert(1, _first_byte(server, rows))
    # The server hangs up on a silent client; the next request opens a new connection.
    server.connection.close()
    return found


def _part():
    return content_at(LIST, User.objects.get(email=IVY)).parts[0]


def _csv(rows: int) -> Result:
    part = _part()
    sql, values = part.rows.values_list(*part.table.names).query.sql_with_params()

    def ours() -> None:
        for _piece in csv_table(part.table, read(part.table, part.rows)):
            pass

    def limit() -> None:
        with connection.cursor() as cursor:
            query = cursor.mogrify(sql, values).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)", Nowhere())

    few = {"each": 1, "pairs": 3} if rows > 100_000 else {"each": 1, "pairs": 5}
    result = compare("P9 CSV of the list", rows, ours, limit, "≤ 2.0", **few)
    result.note = f"{1 / result.ratio:.2f} of the rate of COPY"
    return result


def _first_byte(server: Server, rows: int) -> Result:
    """From the request to the first rows of the file, over HTTP."""

    def ours() -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        line.request("GET", f"{LIST}?download={CSV}", headers={"Cookie": server.cookie})
        line.getresponse().read(4_000)
        line.close()

    _pairs, times, _ = interleaved(ours, lambda: None, each=3, pairs=5)
    middle = sorted(times)[len(times) // 2]
    goal = "≤ 1.0: 100 ms"
    return Result("P9 first byte", rows, middle, FIRST_BYTE, middle / FIRST_BYTE, goal)


def _files(rows: int) -> list[Result]:
    """Time and memory of the files that a worker makes, each in a process of its own."""
    found = []
    for form in (ZIP, XLSX):
        command = [sys.executable, "-m", "tests.bench.take_out", form]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        seconds, memory = map(float, said.split()[-2:])
        name = f"P9 {form} by a worker"
        per_row = Result(name, rows, seconds * 1000, 0, 0, "none")
        per_row.note = f"{seconds / rows * 1e6:.0f} µs a row"
        memory_goal = "≤ 1.0: 100 MB"
        found += [
            per_row,
            Result(f"{name}, memory in MB", rows, memory, MEMORY, memory / MEMORY, memory_goal),
        ]
    return found


def _page_meanwhile(server: Server, rows: int) -> Result:
    """The list while a file is made over and over, against the list alone."""

    def ask() -> None:
        status, _content = server.request(LIST)
        assert status == 200

    _pairs, alone, _ = interleaved(ask, lambda: None, each=20, pairs=3)
    making = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.take_out", ZIP, "again"], stdout=subprocess.PIPE
    )
    assert making.stdout is not None
    making.stdout.readline()
    try:
        _pairs, beside, _ = interleaved(ask, lambda: None, each=20, pairs=3)
    finally:
        making.kill()
        making.communicate()
    one, other = (sorted(times)[len(times) // 2] for times in (beside, alone))
    result = Result("P9 list while a file is made", rows, one, other, one / other, "≤ 1.5")
    result.note = "the limit here is the list alone"
    return result
