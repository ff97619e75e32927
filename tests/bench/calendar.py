"""P1 for the calendar: a month, a week and a list of all sessions, plain and narrowed."""

from __future__ import annotations

from tests.bench.jobs import measured_page
from tests.bench.measure import Result, Server

PAGE = "/activities/calendar/"


def showing(server: Server, rows: int) -> list[Result]:
    """What staff see: every session of the log, so many to a month."""
    addresses = {
        "P1 calendar, month": f"{PAGE}?view=month",
        "P1 calendar, week": f"{PAGE}?view=week",
        "P1 calendar, list": PAGE,
        "P1 calendar, month, narrowed": f"{PAGE}?view=month&how=online",
        "P1 calendar, month, searched": f"{PAGE}?view=month&q=garden",
    }
    return [measured_page(server, rows, job, path, "≤ 2.0") for job, path in addresses.items()]
