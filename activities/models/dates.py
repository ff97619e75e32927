"""Dates that are known to the day, the month or the year."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Q


class Precision(models.TextChoices):
    """How exactly a date is known. A month or year is stored as its first day."""

    DAY = "day", "Exact day"
    MONTH = "month", "Month only"
    YEAR = "year", "Year only"


class LastDay(Func):
    """The last day of a date known to the day, month or year: `LastDay("held_on", "precision")`."""

    output_field = models.DateField()

    def as_sql(self, compiler, connection, *args, **extra):
        (day, day_params), (precision, precision_params) = (
            compiler.compile(e) for e in self.source_expressions
        )
        sql = (
            f"(CASE {precision}"
            f" WHEN 'year' THEN ({day} + interval '1 year' - interval '1 day')::date"
            f" WHEN 'month' THEN ({day} + interval '1 month' - interval '1 day')::date"
            f" ELSE {day} END)"
        )
        return sql, [*precision_params, *day_params, *day_params, *day_params]


def first_of_period(day: str, precision: str) -> Q:
    """A date known to the month or year sits on that period's first day."""
    return (
        Q(**{f"{day}__isnull": True})
        | Q(**{precision: Precision.DAY})
        | Q(**{precision: Precision.MONTH, f"{day}__day": 1})
        | Q(**{precision: Precision.YEAR, f"{day}__day": 1, f"{day}__month": 1})
    )
