"""The page of cases, read: its policies as terms, its rows as facts and what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from claims.judging import CategoryTerms, LineFacts, Terms
from claims.mileage import Journey, MileRate
from claims.models import Category, Unit, Vehicle

PAGE = Path(__file__).resolve().parents[2] / "docs/guides/claims-policy-cases.md"
VEHICLES = {"Car or van": "car", "Each passenger": "passenger"}
USUAL_DAY = date(2026, 6, 1)
EVIDENCE = {"receipt": "receipt", "invoice": "invoice", "lost receipt": "declaration"}


@dataclass(frozen=True)
class Case:
    """One row: what is claimed, and what the page says of it."""

    name: str
    line: LineFacts
    pence: int
    mended: int
    by_two: bool
    why: tuple[str, ...]


def pence(words: str) -> int:
    """£1,200.50 as pence."""
    return int(Decimal(words.strip().removeprefix("£").replace(",", "")) * 100)


def day(words: str) -> date:
    return datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone


def category(words: str) -> str:
    return Category[words.upper().replace(" ", "_")]


def tables(text: str) -> Iterator[list[dict[str, str]]]:
    """Every table of a text, each row by the headings of its columns."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.M):
        rows = [
            [cell.strip() for cell in row.strip("|").split("|")]
            for row in block.strip().splitlines()
        ]
        yield [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def editions() -> list[Terms]:
    """The policies of the page, the earliest first."""
    parts = re.split(r"^## The policy from (.*)$", PAGE.read_text(), flags=re.M)
    return [
        _edition(day(starts), *list(tables(text))[:2])
        for starts, text in zip(parts[1::2], parts[2::2], strict=True)
    ]


def _edition(starts: date, values: list[dict[str, str]], rules: list[dict[str, str]]) -> Terms:
    said = {row["Term"]: row["Value"] for row in values}
    return Terms(
        starts_on=starts,
        claim_within_days=int(said["Claim within"].split()[0]),
        receipt_above_pence=pence(said["Receipt above"]),
        second_above_pence=pence(said["Two people above"]),
        categories={category(row["Sort of cost"]): _rule(row) for row in rules},
        rates={
            VEHICLES.get(name, name.lower()): _rate(words)
            for name, words in said.items()
            if VEHICLES.get(name, name.lower()) in Vehicle.values
        },
    )


def _rate(words: str) -> MileRate:
    numbers = [Decimal(found.replace(",", "")) for found in re.findall(r"[\d,.]*\d", words)]
    if len(numbers) == 1:
        return MileRate(numbers[0])
    return MileRate(numbers[0], after_miles=int(numbers[2]), pence_after=numbers[1])


def _rule(row: dict[str, str]) -> CategoryTerms:
    amount, _each, unit = row["Limit"].partition(" each ")
    return CategoryTerms(
        category=category(row["Sort of cost"]),
        is_offered=row["We pay"] == "yes",
        limit_pence=pence(amount) if amount else None,
        limit_unit=Unit(unit or "cost"),
        receipt_above_pence=pence(row["Own receipt rule"]) if row["Own receipt rule"] else None,
        is_asked_first=row["Ask first"] == "yes",
        is_invoice_needed=row["Invoice"] == "yes",
    )


def cases() -> list[Case]:
    """Every case of the page."""
    found = [
        row
        for table in tables(PAGE.read_text())
        for row in table
        if re.match(r"\d", row.get("Case", ""))
    ]
    return [_case(row) for row in found]


def _case(row: dict[str, str]) -> Case:
    amounts = re.findall(r"£[\d,.]*\d", row["We pay"])
    sort, _colon, claimed = row["What is claimed"].partition(":")
    said = [each.strip() for each in re.split(r",(?!\d{3})", claimed)]
    return Case(
        name=f"case {row['Case']}",
        line=LineFacts(category=category(sort), **_more(said)),
        pence=pence(amounts[0]),
        mended=pence(amounts[-1]),
        by_two="by two people" in row["We pay"],
        why=tuple(words.strip() for words in row["Why"].split(";") if words.strip()),
    )


# How a word about a cost is read: its shape, and what it says of the line or of the journey.
LINE_WORDS: list[tuple[str, Callable[[re.Match], dict]]] = [
    (r"(£[\d,.]+)", lambda m: {"amount_pence": pence(m[1])}),
    (r"on (\d.*)", lambda m: {"spent_on": day(m[1])}),
    (r"sent (\d.*)", lambda m: {"sent_on": day(m[1])}),
    (r"(receipt|invoice|lost receipt)", lambda m: {"evidence": EVIDENCE[m[1]]}),
    (r"agreed (£.*)", lambda m: {"agreed_pence": pence(m[1])}),
    (r"(£.*) paid that day", lambda m: {"day_pence": pence(m[1])}),
    (r"([\d.]+) hours", lambda m: {"minutes": int(Decimal(m[1]) * 60)}),
    (r"access need", lambda m: {"has_access_need": True}),
    (r"came", lambda m: {"has_attended": True}),
    (r"did not come", lambda m: {"has_attended": False}),
    (r"late with a good reason", lambda m: {"is_late_allowed": True}),
]
JOURNEY_WORDS: list[tuple[str, Callable[[re.Match], dict]]] = [
    (r"([\d.]+) miles by (\w+)", lambda m: {"tenths": int(Decimal(m[1]) * 10), "vehicle": m[2]}),
    (r"(\d) passengers?", lambda m: {"passengers": int(m[1])}),
    (r"([\d,]+) miles before", lambda m: {"tenths_before": int(m[1].replace(",", "")) * 10}),
]


def _read(words: str, known: list[tuple[str, Callable[[re.Match], dict]]]) -> dict:
    matches = ((re.fullmatch(shape, words), read) for shape, read in known)
    return next((read(found) for found, read in matches if found), {})


def _more(said: list[str]) -> dict:
    """What was said of a cost. A word nobody knows is a fault of the page."""
    more: dict = {"spent_on": USUAL_DAY}
    journey: dict = {}
    for words in said:
        of_line, of_journey = _read(words, LINE_WORDS), _read(words, JOURNEY_WORDS)
        assert of_line or of_journey, f"the page of cases says “{words}”, which nobody knows"
        more |= of_line
        journey |= of_journey
    more.setdefault("sent_on", more["spent_on"] + timedelta(days=2))
    return more | ({"journey": Journey(**journey)} if journey else {})
