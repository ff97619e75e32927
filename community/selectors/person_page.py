"""What the page of a person shows to the involvement team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from community.models import (
    CheckHeld,
    Merge,
    Person,
    PersonExperience,
    PersonGroup,
    PersonInterest,
    PersonService,
    RightsRequest,
    RoleHeld,
    Status,
    StatusMove,
    StepDone,
)
from community.rules.people import move_person_blocker
from community.selectors.doubles import Double, likely_doubles, not_two_people
from community.selectors.people import all_ids, before_pause, person_facts
from community.selectors.rights import open_requests
from community.selectors.roles import Holding, holding
from community.sockets import PERSON_PANELS, Panel
from core.history import THEM, FieldChange, Steps, changes

# What is said of the moves, by where they lead.
MOVES = {
    Status.WELCOMED: "Finish the welcome",
    Status.ACTIVE: "They take part now",
    Status.PAUSED: "Pause",
    Status.NOT_NOW: "Say “not now”",
    Status.LEFT: "They leave",
    Status.ASKED: "They come back",
}


@dataclass(frozen=True)
class Step:
    """One move of a status as the timeline tells it."""

    at: datetime
    did: str
    who: str
    why: str


@dataclass(frozen=True)
class PersonPage:
    """All that a person's page shows besides the record itself."""

    moves: Sequence[tuple[str, str]]
    timeline: Sequence[Step]
    holding: Holding
    doubles: Sequence[Double]
    merges: Sequence[Merge]
    asked: Sequence[RightsRequest]
    panels: Sequence[Panel]


def person_page(person: Person, viewer: Any) -> PersonPage:
    """What the involvement team sees on a person's page; their aliases' past is in it."""
    ids = all_ids(person)
    return PersonPage(
        moves=possible_moves(person, viewer),
        timeline=timeline(ids),
        holding=holding(person),
        doubles=doubles_of(person),
        merges=list(Merge.objects.filter(kept=person, undone_at=None).select_related("gone", "by")),
        asked=list(open_requests().filter(person__in=ids).order_by("due_on", "id")),
        panels=panels(person, viewer),
    )


def panels(person: Person, viewer: Any) -> list[Panel]:
    """What higher apps show of a person to this viewer."""
    found = (panel(person, viewer) for panel in PERSON_PANELS)
    return [panel for panel in found if panel]


def possible_moves(person: Person, viewer: Any) -> list[tuple[str, str]]:
    """Where a status can go from here, each with its words."""
    facts = person_facts(person)
    back = before_pause(person) if person.status == Status.PAUSED else ""
    found = []
    for to in Status:
        is_welcome = to == Status.WELCOMED and person.status == Status.ASKED
        if is_welcome or move_person_blocker(viewer, facts, to, why="?"):
            continue
        if person.status == Status.PAUSED and to not in (back, Status.LEFT):
            continue
        found.append((str(to), "They come back" if to == back else MOVES[to]))
    return found


_TOLD = {
    Status.ASKED: "Asked to join",
    Status.WELCOMED: "Welcomed",
    Status.ACTIVE: "Takes part",
    Status.PAUSED: "Paused",
    Status.NOT_NOW: "“Not now”",
    Status.LEFT: "Left",
}


def timeline(ids: Sequence[int]) -> list[Step]:
    """Every move of a status, the newest first: who, when and why."""
    moves = StatusMove.objects.filter(person__in=ids).select_related("by")
    return [
        Step(move.at, _did(move), _who(move), move.why) for move in moves.order_by("-at", "-id")
    ]


def _did(move: StatusMove) -> str:
    back = move.start in (Status.PAUSED, Status.LEFT, Status.NOT_NOW)
    return "Came back" if back and move.to != Status.LEFT else _TOLD[Status(move.to)]


def _who(move: StatusMove) -> str:
    if move.is_own:
        return "themselves"
    name = move.by.display_name if move.by else "the portal"
    return f"{name}, for them" if move.is_for_person else name


def doubles_of(person: Person) -> list[Double]:
    """Other records that may be of this person, without those known to be of others."""
    found = likely_doubles(
        name=person.name,
        email=person.email,
        phone=person.phone,
        outward_code=person.outward_code,
        other_than=person.pk,
    )
    return not_two_people(person.pk, found)


@dataclass(frozen=True)
class AliasHistory:
    """What had been changed on a record before it was joined with another one."""

    person_id: int
    name: str
    steps: Steps


def alias_histories(person: Person, viewer: Any) -> list[AliasHistory]:
    """The past of the records that were joined with this one, the newest first."""
    rows = Person.objects.filter(merged_into=person).order_by("-pk")
    is_own = person.account_id == viewer.pk
    return [
        AliasHistory(row.pk, row.name, person_history(row, viewer, is_own=is_own)) for row in rows
    ]


def person_history(
    person: Person,
    viewer: Any,
    back: Callable[[int], str] | None = None,
    *,
    is_own: bool | None = None,
) -> Steps:
    """What was changed on a record, step by step; `back` leads to its earlier versions.

    To all but its owner it says that a number or an address was changed, and not what it was.
    """
    of_person = {"person_id": person.pk}
    chosen = (PersonInterest, PersonExperience, PersonGroup, PersonService)
    models = (*chosen, RoleHeld, CheckHeld, StepDone)
    steps = changes(
        person,
        reader=viewer,
        parts=[(model, of_person) for model in models],
        skip=("version", "heard_from_at"),
        back=back,
    )
    is_theirs = person.account_id == viewer.pk if is_own is None else is_own
    if is_theirs:
        for place, step in enumerate(steps):
            if step.on_behalf_of == THEM:
                steps[place] = replace(step, on_behalf_of=_("you"))
    else:
        for place, step in enumerate(steps):
            steps[place] = replace(step, fields=tuple(_hushed(each) for each in step.fields))
    return steps


# Who wants to read how to reach somebody opens that page, and the look is noted.
_UNTOLD = {
    str(field.verbose_name).capitalize()
    for field in Person._meta.fields
    if field.name in ("email", "phone", "address")
}


def _hushed(field: FieldChange) -> FieldChange:
    if field.label not in _UNTOLD:
        return field
    return replace(field, before="", after="", is_untold=True)
