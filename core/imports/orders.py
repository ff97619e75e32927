"""Which way round dates in figures are written: what was said, and what the dates show. Pure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

DAY, MONTH, EACH = "day", "month", "each"
OPTIONS = (
    (DAY, "Day first, as in the UK: 3/5/2023 is 3 May"),
    (MONTH, "Month first, as in America: 3/5/2023 is 5 March"),
    (EACH, "Some one way, some the other: ask me about those that could be both"),
)
# 3/5/2023 anywhere in a cell, in figures alone.
IN_FIGURES = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(?:\d{4}|\d{2})(?!\d)", re.ASCII
)
ONLY_MONTH_FIRST = "A date that can only have the month first was read so"


class DateOrder(ABC):
    """How dates are written. It keeps an example of each way among those that it looks at.

    `day_only` can only have the day first (25/3/2023), `month_only` only the month (3/25/2023),
    `either` could be both (3/5/2023).
    """

    def __init__(self, said: str) -> None:
        self.said = said
        self.day_only = self.month_only = self.either = ""

    def look_at(self, text: str) -> bool:
        """Keep an example of each way; whether a date of this text could be both."""
        could_be_both = False
        for found in IN_FIGURES.finditer(text):
            first, second = int(found[1]), int(found[3])
            if first <= 12 and second <= 12:
                if first != second:
                    could_be_both = True
                    self.either = self.either or found[0]
            elif first <= 12 and second <= 31:
                self.month_only = self.month_only or found[0]
            elif second <= 12 and first <= 31:
                self.day_only = self.day_only or found[0]
        return could_be_both

    @property
    def question(self) -> str:
        """What the dates leave open, in words; nothing where what was said fits them."""
        fits, other = self.day_only, self.month_only
        if self.said == MONTH:
            fits, other = other, fits
        if self.said == EACH or not other:
            return ""
        if not fits:
            way = DAY if self.said == MONTH else MONTH
            return f"These dates seem to have the {way} first: {other} can only be {self.in_words(way, other)}."
        if not self.either:
            return ""
        return (
            f"These dates are written in both ways: {self.day_only} can only have the day first, "
            f"{self.month_only} only the month. Others, such as {self.either}, could be either."
        )

    @property
    def note(self) -> str:
        """How the dates that could be both were read."""
        way = self.said or DAY
        return (
            f"Dates such as {self.either} were read with the {way} first: "
            f"{self.in_words(way, self.either)}"
        )

    @abstractmethod
    def in_words(self, way: str, text: str) -> str:
        """A date in figures, read this way round."""
