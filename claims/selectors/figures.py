"""The decisions that the figures of claims are worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, TruncDate

from activities.selectors.levels import all_levels
from claims.figures import Decided
from claims.models import Category, Decision, Line
from core.periods import Period

IN_OTHER_WORDS = "In other words"


def decided_in(period: Period) -> list[Decided]:
    """Every cost decided for good in a period; alike ones together, in one query."""
    rows: Any = (
        Decision.objects.filter(
            _within(period),
            is_final=True,
            by__isnull=False,
            line__kind=Line.Kind.CLAIMED,
            line__claim__sent_at__isnull=False,
        )
        .annotate(
            sent_on=TruncDate("line__claim__sent_at"),
            decided_on=TruncDate("at"),
            promised_by=F("line__claim__decide_by"),
            sort=F("line__category"),
            directorate=Coalesce("line__claim__service__directorate__name", Value("")),
            # What it came to be; what was planned where nobody has said yet.
            level=Coalesce(
                "line__claim__activity__level_achieved",
                "line__claim__activity__level_planned",
            ),
            why=Coalesce("reason__sentence", Value(IN_OTHER_WORDS)),
        )
        .values_list(
            "sent_on", "decided_on", "promised_by", "sort", "directorate", "level", "outcome", "why"
        )
        .order_by()
        .annotate(number=Count("pk"))
    )
    levels = all_levels().by_id
    return [
        Decided(
            sent,
            decided,
            by,
            str(Category(sort).label),
            where,
            _name(levels, level),
            outcome,
            why,
            number,
        )
        for sent, decided, by, sort, where, level, outcome, why, number in rows
    ]


def _name(levels: Mapping[int, Any], level_id: int | None) -> str:
    return levels[level_id].name if level_id else ""


def _within(period: Period) -> Q:
    found = Q()
    if period.first:
        found &= Q(at__date__gte=period.first)
    if period.last_day:
        found &= Q(at__date__lte=period.last_day)
    return found
