"""Moves of a status: one table per model says which are possible.

A model with a status declares `TRANSITIONS = {State.WAITING: {State.SENDING}, ...}` with a
line for each state. Rules ask `transition_blocker`; `moves_by_table` has the database refuse
every other move; docs/states/ holds the diagrams drawn from the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models
from pghistory.models import Event

# From each state, as its choice or its text, to those it can become.
Transitions = Mapping[Any, AbstractSet[Any]]


def transition_blocker(table: Transitions, start: str, to: str) -> str | None:
    """None if the table allows this move, or the reason why not in plain English."""
    if to in table.get(start, ()):
        return None
    if start == to:
        return f"This is already {_label(table, start)}."
    return f"This is {_label(table, start)}. It cannot become {_label(table, to)}."


def way_between(table: Transitions, start: str, to: str) -> list[str]:
    """The fewest moves from one state to another, without the first; empty if there is no way."""
    ways: list[list[str]] = [[start]]
    seen = {str(start)}
    while ways:
        way = ways.pop(0)
        if way[-1] == to:
            return way[1:]
        for following in sorted(str(each) for each in table.get(way[-1], ())):
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def moves_by_table(field: str) -> Callable[[type[models.Model]], type[models.Model]]:
    """Have the database refuse moves of `field` that the model's TRANSITIONS do not list."""

    def decorate(model: type[models.Model]) -> type[models.Model]:
        moves = [
            (str(a), str(b))
            for a, ends in getattr(model, "TRANSITIONS", {}).items()
            for b in sorted(ends)
        ]
        guard = pgtrigger.FSM(
            name=f"{field}_moves",
            field=field,
            transitions=moves,
            condition=pgtrigger.AnyChange(field),
        )
        return pgtrigger.register(guard)(model)

    return decorate


@dataclass(frozen=True)
class Ladder:
    """A model with a status: its field and its table of moves."""

    model: type[models.Model]
    field: models.Field

    @property
    def table(self) -> Transitions:
        return getattr(self.model, "TRANSITIONS", {})

    @property
    def file_name(self) -> str:
        return f"{self.model._meta.label_lower.replace('.', '_')}.md"


STATUS_FIELDS = ("status", "state")


def ladders(found: Iterable[type[models.Model]] | None = None) -> Iterator[Ladder]:
    """Every model with a table of moves or a status; history tables only repeat theirs."""
    for model in sorted(found or apps.get_models(), key=lambda m: m._meta.label):
        if issubclass(model, Event):
            continue
        states = {str(state) for state in getattr(model, "TRANSITIONS", ())}
        for field in model._meta.fields:
            values = {str(value) for value, _ in field.flatchoices}
            if values and (field.name in STATUS_FIELDS or values == states):
                yield Ladder(model, field)


def faults(ladder: Ladder) -> list[str]:
    """What is wrong with a model's table of moves; empty when it covers every state."""
    label, table = ladder.model._meta.label, ladder.table
    states = {value for value, _ in ladder.field.flatchoices}
    ends = {end for listed in table.values() for end in listed}
    wrong = [f"{label}: TRANSITIONS has no line for {s}" for s in sorted(states - set(table))]
    wrong += [
        f"{label}: TRANSITIONS names {s}, which is no {ladder.field.name}"
        for s in sorted((set(table) | ends) - states)
    ]
    start = ladder.field.get_default()
    lost = states - ends - {start}
    if ladder.field.has_default():
        wrong += [f"{label}: nothing leads to {s}" for s in sorted(lost)]
    guards = {t.name for t in getattr(ladder.model._meta, "triggers", [])}
    if f"{ladder.field.name}_moves" not in guards:
        wrong.append(f"{label}: add @moves_by_table('{ladder.field.name}')")
    return wrong


def diagram(ladder: Ladder) -> str:
    """The table as a Mermaid drawing with its heading: one page of docs/states/."""
    labels, table = dict(ladder.field.flatchoices), ladder.table
    lines = [
        f"# {str(ladder.model._meta.verbose_name).capitalize()}: {ladder.field.name}",
        "",
        (
            f"Drawn from `{ladder.model._meta.label}.TRANSITIONS` by "
            "`manage.py state_diagrams`; do not edit by hand."
        ),
        "",
        "```mermaid",
        "stateDiagram-v2",
        *[f"    {value}: {label}" for value, label in labels.items()],
    ]
    if ladder.field.has_default():
        lines.append(f"    [*] --> {ladder.field.get_default()}")
    for start in labels:
        ends = [end for end in labels if end in table.get(start, ())]
        lines += [f"    {start} --> {end}" for end in ends] or [f"    {start} --> [*]"]
    return "\n".join([*lines, "```", ""])


def _label(table: Transitions, state: str) -> str:
    """A state's name as people read it, from the choices that the table is made of."""
    for known in table:
        if known == state and isinstance(known, models.enums.Choices):
            words = str(known.label)
            return words[:1].lower() + words[1:]
    return f"“{state}”"
