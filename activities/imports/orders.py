"""The dates of one column, whichever way round they are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from activities.imports.dates import Days, read_days
from activities.imports.days import in_words, one_day
from activities.imports.readings import Reading, shown
from core.imports.orders import EACH, MONTH, ONLY_MONTH_FIRST, DateOrder


class Order(DateOrder):
    """How one column writes its dates. It reads them, and keeps an example of each way."""

    def __init__(self, said: str, today: date) -> None:
        super().__init__(said)
        self._today = today

    def read(self, text: str) -> Reading:
        """The dates of a cell; the way is noted where another would give other dates."""
        could_be_both = self.look_at(text)
        if self.said == EACH:
            return self._either_way(text)
        reading = self._read(text, self.said == MONTH)
        if could_be_both and not reading.sentence and not reading.note:
            return replace(reading, note=self.note)
        return reading

    def _read(self, text: str, is_month_first: bool) -> Reading:
        return read_days(text, today=self._today, is_month_first=is_month_first)

    def _either_way(self, text: str) -> Reading:
        by_day, by_month = self._read(text, False), self._read(text, True)
        if by_day.sentence and not by_month.sentence:
            return replace(by_month, note=by_month.note or ONLY_MONTH_FIRST)
        if by_month.sentence or by_day.value == by_month.value:
            return by_day
        ways = _in_words(by_day.value), _in_words(by_month.value)
        sentence = f"{shown(text)} could be {ways[0]} or {ways[1]}. Choose one."
        return Reading(None, sentence, ways)

    def in_words(self, way: str, text: str) -> str:
        """A date in figures, read this way round."""
        day = one_day(text, way == MONTH)
        return in_words(day) if day else text


def _in_words(days: Days) -> str:
    return "; ".join(map(in_words, days.days))
