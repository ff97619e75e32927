"""How deep it felt, as tables and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from activities.felt_gap import Figure, gap_words
from activities.models import Felt
from activities.selectors.felt_gap import GapPage
from core.tables.formulas import harmless

# In the order of `activities.felt_gap.SIDES`.
SIDE_WORDS = ("Those who came", "Those who ran it")
COUNTS = ("Answers", "Less deep", "As logged", "Deeper", "Gap")


def gap_table(page: GapPage) -> dict[str, Any]:
    """A row for each side of all, then of each activity with answers enough."""
    columns = [
        {"text": "Activity", "header": True},
        {"text": "Logged as"},
        {"text": "Asked"},
        *({"text": name, "numeric": True} for name in COUNTS),
    ]
    return {"columns": columns, "rows": _rows(page)}


def _rows(page: GapPage) -> list[list[str]]:
    whole = [("All activities", "", page.figures)]
    each = [(one.title, one.logged or "not known", one.figures) for one in page.activities]
    return [
        [title, logged, side, *_cells(one)]
        for title, logged, figures in (*whole, *each)
        for side, one in zip(SIDE_WORDS, figures, strict=True)
    ]


def _cells(one: Figure) -> list[str]:
    """The numbers of one side; none of them where there are too few answers."""
    if not one.is_shown:
        return ["too few", "", "", "", gap_words(None)]
    numbers = (one.compared, one.shallower, one.same, one.deeper)
    return [*(f"{number:,}" for number in numbers), gap_words(one.gap)]


def used_table(page: GapPage) -> dict[str, Any]:
    """Whether what people said is used, as both sides see it."""
    columns = [
        {"text": "Is what people said used?", "header": True},
        *({"text": side, "numeric": True} for side in SIDE_WORDS),
    ]
    sides = [dict(one.used) for one in page.figures]
    rows = [
        [
            str(Felt.Used(used).label),
            *(
                f"{counts[used]:,}" if one.is_shown else "too few"
                for counts, one in zip(sides, page.figures, strict=True)
            ),
        ]
        for used in Felt.Used.values
    ]
    return {"columns": columns, "rows": rows}


def gap_csv(page: GapPage) -> str:
    """What the table says, ready for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["Activity", "Logged as", "Asked", *COUNTS, "As of"])
    for row in _rows(page):
        writer.writerow([*(harmless(cell) for cell in row), page.as_of.isoformat()])
    return out.getvalue()
