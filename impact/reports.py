"""The shift in words, as tables and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.periods import write_month
from core.tables.formulas import harmless
from impact.charts import bucket_name, deep_line, level_bars
from impact.forms import COUNTED
from impact.measures import (
    ACTIVITIES,
    FEWEST,
    HOURS,
    LESS,
    MEASURES,
    MORE,
    SAME,
    TOO_FEW,
    Amounts,
    Bucket,
    Change,
    Share,
    activities,
    change,
    deep_share,
    hours,
    sessions,
    shown_measures,
)
from impact.selectors import MOST_KEPT, Shift


@lru_cache(maxsize=MOST_KEPT)
def drawn_numbers(shift: Shift, measure: str, csv_address: str, *, with_hours: bool) -> SafeString:
    """Sentences, pictures and tables of a shift; drawn once for the same numbers.

    They are the same for every reader who may see as much, and drawing them took twice as long
    as all the rest. `with_hours`: see `impact.measures.hours`.
    """
    measures = shown_measures(with_hours=with_hours)
    shown = {
        "shift": shift,
        "changed": what_changed(shift),
        "lines": [(COUNTED[name], deep_line(shift, name)) for name in measures],
        "shares": share_table(shift, measures),
        "bars": level_bars(shift, measure),
        "numbers": level_table(shift, measure),
        "counted": COUNTED[measure],
        "downloads": [{"text": "numbers (CSV)", "href": csv_address}],
    }
    return render_to_string("impact/shift_numbers.html", shown)


# --- What changed, in words ------------------------------------------------------------


def what_changed(shift: Shift) -> list[str]:
    """The last complete quarter beside the one before, then the current one so far."""
    before, after, now = shift.quarters
    return [
        _share_sentence(before, after),
        _amounts_sentence(before, after),
        _hours_sentence(after),
        _so_far_sentence(now, before, after),
    ]


def _share_sentence(before: Bucket, after: Bucket) -> str:
    found = change(deep_share(before, ACTIVITIES), deep_share(after, ACTIVITIES))
    if found.verdict == TOO_FEW:
        return (
            f"{_part(found.after)} activities in {after.period} and {_part(found.before)} in "
            f"{before.period} were at the two deepest levels. These are too few to say if there "
            "is a shift."
        )
    said = (
        f"{found.after.percent}% of activities were at the two deepest levels in {after.period}: "
        f"{_part(found.after)}. In {before.period} it was {found.before.percent}%: "
        f"{_part(found.before)}."
    )
    return f"{said} {_verdict(found)}"


def _part(share: Share) -> str:
    return f"{share.part:,} of {share.whole:,}"


def _verdict(found: Change) -> str:
    if found.verdict == SAME:
        return "That is the same share."
    words = {MORE: "That is a larger share", LESS: "That is a smaller share"}[found.verdict]
    if found.could_be_chance:
        return f"{words}, but with numbers like these the difference could be chance."
    return f"{words}, and more of a difference than chance alone would often make."


def _amounts_sentence(before: Bucket, after: Bucket) -> str:
    begun = counted(activities(after.total), "activity", "activities")
    held = counted(sessions(after.total), "session was", "sessions were")
    return (
        f"{begun} began in {after.period}, "
        f"{_compared(activities(after.total), activities(before.total))} the quarter before. "
        f"{held} held, {_compared(sessions(after.total), sessions(before.total))} "
        "the quarter before."
    )


def _compared(now: int, before: int) -> str:
    if now == before:
        return "as many as in"
    return f"{abs(now - before):,} {'more' if now > before else 'fewer'} than in"


def _hours_sentence(bucket: Bucket) -> str:
    total = bucket.total
    if not total.timed_sessions:
        return f"How long people took part in {bucket.period} is not known for any session."
    # Everybody reads this sentence: from a few sessions, hours tell how many people came.
    if total.timed_sessions < FEWEST:
        return f"How long people took part in {bucket.period} is known for too few sessions to say."
    return (
        f"{hours(total):,} people-hours are known for {bucket.period}, from "
        f"{total.timed_sessions:,} of {counted(total.sessions, 'session', 'sessions')}."
    )


def _so_far_sentence(now: Bucket, before: Bucket, after: Bucket) -> str:
    share = deep_share(now, ACTIVITIES)
    if not share.whole:
        return f"So far this quarter ({now.period}), no activity has been recorded."
    said = (
        f"So far this quarter ({now.period}), {_part(share)} "
        f"{'activity was' if share.whole == 1 else 'activities were'} at the two deepest levels"
    )
    if share.percent is None:
        return f"{said}. These are too few to compare."
    earlier = [deep_share(bucket, ACTIVITIES).percent for bucket in (after, before)]
    compared = " and ".join("too few to say" if each is None else f"{each}%" for each in earlier)
    return f"{said}: {share.percent}%. The two complete quarters before it: {compared}."


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: 1 session, 2 sessions."""
    return f"{count:,} {one if count == 1 else many}"


# --- Tables ----------------------------------------------------------------------------


def level_table(shift: Shift, measure: str) -> dict[str, Any]:
    """The numbers of the bars: a row for each step, newest first, a column for each level."""
    levels = shift.buckets[0].levels
    columns = [
        {"text": "When", "header": True},
        *({"text": level.name, "numeric": True} for level in levels),
        {"text": "All", "numeric": True},
    ]
    amount = MEASURES[measure]
    rows = [
        [
            bucket_name(bucket),
            *(f"{amount(amounts):,}" for amounts in bucket.amounts),
            f"{amount(bucket.total):,}",
        ]
        for bucket in reversed(shift.buckets)
    ]
    return {"columns": columns, "rows": rows}


def share_table(shift: Shift, measures: Sequence[str]) -> dict[str, Any]:
    """The shares at the two deepest levels, newest first, with what they are parts of."""
    with_hours = HOURS in measures
    columns = [
        {"text": "When", "header": True},
        *({"text": COUNTED[name], "numeric": True} for name in measures),
        *([{"text": "Time known for", "numeric": True}] if with_hours else []),
    ]
    rows = [
        [
            bucket_name(bucket),
            *(_share_cell(deep_share(bucket, measure), measure) for measure in measures),
            *([_time_known(bucket.total)] if with_hours else []),
        ]
        for bucket in reversed(shift.buckets)
    ]
    return {"columns": columns, "rows": rows}


def _time_known(total: Amounts) -> str:
    return f"{total.timed_sessions:,} of {total.sessions:,} sessions"


def _share_cell(share: Share, measure: str) -> str:
    part, whole = share.part, share.whole
    if measure == HOURS:
        part, whole = (part + 30) // 60, (whole + 30) // 60
    percent = "too few to say" if share.percent is None else f"{share.percent}%"
    return f"{percent} ({part:,} of {whole:,})"


def numbers_csv(shift: Shift, *, with_people: bool) -> str:
    """Every number, one line for each step and level, ready for a spreadsheet.

    How many people came, and the hours that would tell it, are left out for readers who may not
    see it.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(
        ["Where", "From", "To", "Complete", "Level", "Deep", "Activities", "Sessions",
         *(["Sessions with known time", "People", "People-hours"] if with_people else []), "As of"]
    )  # fmt: skip
    for bucket in shift.buckets:
        for level, amounts in zip(bucket.levels, bucket.amounts, strict=True):
            writer.writerow(
                [
                    harmless(shift.place.label),
                    write_month(bucket.period.first),
                    write_month(bucket.period.last),
                    "so far" if bucket.is_open else "yes",
                    harmless(level.name),
                    "yes" if level.is_deep else "no",
                    activities(amounts),
                    sessions(amounts),
                    *(
                        [amounts.timed_sessions, amounts.people, hours(amounts)]
                        if with_people
                        else []
                    ),
                    shift.as_of.isoformat(),
                ]
            )
    # Excel takes a file for UTF-8 only with this mark in front.
    return "\ufeff" + out.getvalue()
