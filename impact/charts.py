"""The pictures of the shift: shares of each level over time, and of the deepest two."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.charts import Bar, Point, depth_colours, share_line, stacked_rows
from core.periods import short_name
from impact.forms import COUNTED
from impact.measures import MEASURES, Bucket, deep_share
from impact.selectors import Shift

NARROW, WIDE = 288, 926


def bucket_name(bucket: Bucket) -> str:
    """A bucket's months, marked while they are not over."""
    return f"{bucket.period} (so far)" if bucket.is_open else str(bucket.period)


def level_bars(shift: Shift, measure: str) -> SafeString:
    """Rows of shares by level, in a drawing for wide screens and one for phones."""
    title = f"{COUNTED[measure]} by level"
    description = (
        f"One row for each {shift.size}, oldest first. Each row is divided by level, the deepest "
        "first. The numbers are in the table."
    )
    # The deepest stand at the start, where all rows begin at the same line.
    colours = depth_colours(len(shift.levels.on(shift.buckets[0].levels[0].ladder)))
    parts = [
        (level.name, colour) for level, colour in zip(shift.buckets[0].levels, colours, strict=True)
    ][::-1]
    bars = [_bar(shift, bucket, measure) for bucket in shift.buckets]
    drawn = [
        stacked_rows(
            f"shift-{width}", bars, parts, width=width, title=title, description=description
        )
        for width in (WIDE, NARROW)
    ]
    return format_html(
        '<div class="portal-chart__wide">{}</div><div class="portal-chart__narrow">{}</div>', *drawn
    )


def _bar(shift: Shift, bucket: Bucket, measure: str) -> Bar:
    percent = deep_share(bucket, measure).percent
    said = "too few to say" if percent is None else f"{percent}% deep"
    label = short_name(shift.size, bucket.period) + (" so far" if bucket.is_open else "")
    amounts = tuple(MEASURES[measure](amounts) for amounts in bucket.amounts)[::-1]
    return Bar(label, amounts, said, bucket.is_open)


def deep_line(shift: Shift, measure: str) -> SafeString:
    """The share at the two deepest levels over time."""
    points = [
        Point(
            short_name(shift.size, bucket.period),
            deep_share(bucket, measure).percent,
            bucket.is_open,
        )
        for bucket in shift.buckets
    ]
    colours = depth_colours(len(shift.buckets[0].levels))
    said = "; ".join(
        f"{point.label}: {'too few to say' if point.value is None else f'{point.value}%'}"
        for point in points
    )
    return share_line(
        f"deep-{measure}",
        points,
        colours[-2].fill,
        title=f"{COUNTED[measure]}: share at the two deepest levels",
        description=said,
    )
