"""What may be done to the trust's parts, posts, places and word lists, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.service import System
from users.models import User

Actor = User | System

CLOSE = None  # in a plan of a reorganisation: the service closes and moves nowhere


def permission_blocker(actor: Actor, permission: str) -> str | None:
    """Whether the person's roles hold a permission; the portal itself may do anything."""
    if isinstance(actor, System) or actor.may(permission):
        return None
    return "Your account does not let you change this. Ask an administrator."


def said(day: date) -> str:
    """A day as the sentences here say it: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"


# --- Names that must not be there twice ---------------------------------------------------


@dataclass(frozen=True)
class Double:
    """Something else with the same name: how it is written, and whether it was put away."""

    name: str
    is_in_use: bool = True


def double_blocker(double: Double | None, *, what: str) -> str | None:
    """Two entries that differ only in capitals, spaces or hyphens would split the counts."""
    if double is None:
        return None
    if double.is_in_use:
        return f"There is already a {what} called “{double.name}”."
    return f"There is already a {what} called “{double.name}”, which is no longer offered. Bring it back."


# --- Directorates and services ------------------------------------------------------------


@dataclass(frozen=True)
class PartFacts:
    """A directorate or service: its name and the time it exists."""

    name: str
    valid_from: date | None
    valid_to: date | None


def change_part_blocker(actor: Actor, facts: PartFacts) -> str | None:
    """A closed part keeps the name it had: the records under it say so."""
    if reason := permission_blocker(actor, "keep_organisation"):
        return reason
    if facts.valid_to is not None:
        return f"{facts.name} closes or closed on {said(facts.valid_to)}. Its name stays as it was."
    return None


def close_part_blocker(actor: Actor, facts: PartFacts, closes_on: date | None) -> str | None:
    """Why a directorate or service cannot close on a day; no day: cannot close at all."""
    if reason := permission_blocker(actor, "keep_organisation"):
        return reason
    if facts.valid_to is not None:
        return f"{facts.name} already has a closing day: {said(facts.valid_to)}."
    if closes_on is not None and facts.valid_from is not None and closes_on <= facts.valid_from:
        return f"{facts.name} opened on {said(facts.valid_from)}. Choose a closing day after that."
    return None


@dataclass(frozen=True)
class TargetFacts:
    """A directorate that services are to move to, with the names of its open services."""

    part: PartFacts
    service_names: frozenset[str]


def move_blocker(service: PartFacts, target: TargetFacts, moves_on: date) -> str | None:
    """Why a service cannot move to a directorate on a day."""
    there = target.part
    if there.valid_to is not None:
        return f"{there.name} closes on {said(there.valid_to)}, so nothing can move there."
    if there.valid_from is not None and moves_on < there.valid_from:
        return f"{there.name} only opens on {said(there.valid_from)}."
    if service.name.casefold() in target.service_names:
        return (
            f"{there.name} already has a service called {service.name}. Close or rename one first."
        )
    return None


@dataclass(frozen=True)
class ReorganisationFacts:
    """A directorate about to close: its open services and the directorates they could join."""

    directorate_id: int
    services: Mapping[int, PartFacts]
    targets: Mapping[int, TargetFacts]


def reorganisation_blocker(
    facts: ReorganisationFacts,
    *,
    closes_on: date,
    successor_id: int | None,
    plan: Mapping[int, int | None],
) -> str | None:
    """Why a directorate cannot close with this plan: service id → directorate id, or `CLOSE`."""
    if successor_id == facts.directorate_id:
        return "A directorate cannot follow itself."
    if successor_id is not None and successor_id not in facts.targets:
        return "The directorate that follows is not there any more. Choose again."
    for service_id, service in facts.services.items():
        if service_id not in plan:
            return f"Say what happens to {service.name}."
        if service.valid_from is not None and closes_on <= service.valid_from:
            return f"{service.name} opened on {said(service.valid_from)}. Choose a day after that."
    for service_id, target_id in plan.items():
        if target_id is CLOSE or service_id not in facts.services:
            continue
        service, target = facts.services[service_id], facts.targets.get(target_id)
        if target is None or target_id == facts.directorate_id:
            return f"Choose another directorate for {service.name}."
        if reason := move_blocker(service, target, closes_on):
            return reason
    return None


# --- Posts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostFacts:
    """A post about to begin: the person, the place and the time."""

    person: str
    is_active: bool
    holds_trust_role: bool
    place: PartFacts
    valid_from: date | None
    valid_to: date | None
    holds_it_already: bool


def add_post_blocker(actor: Actor, facts: PostFacts) -> str | None:
    """Why a person cannot take up a post."""
    if reason := permission_blocker(actor, "keep_organisation"):
        return reason
    place, start, end = facts.place, facts.valid_from, facts.valid_to
    if not facts.is_active:
        return f"The account of {facts.person} is closed."
    if not facts.holds_trust_role:
        return f"{facts.person} has no staff role. Give the account one first."
    if start and end and end <= start:
        return "The last day must be after the first day."
    if place.valid_from and start and start < place.valid_from:
        return f"{place.name} opens on {said(place.valid_from)}. The post cannot begin before."
    if place.valid_to and (end is None or end > place.valid_to):
        return f"{place.name} closes on {said(place.valid_to)}. Give the post an end by then."
    if facts.holds_it_already:
        return f"{facts.person} already has this post at that time."
    return None


def end_post_blocker(actor: Actor, facts: PartFacts, ends_on: date | None) -> str | None:
    """Why a post (its name says whose) cannot end on a day."""
    if reason := permission_blocker(actor, "keep_organisation"):
        return reason
    if facts.valid_to is not None and ends_on is not None and facts.valid_to <= ends_on:
        return f"This post already ends on {said(facts.valid_to)}."
    if ends_on is not None and facts.valid_from is not None and ends_on <= facts.valid_from:
        return f"This post began on {said(facts.valid_from)}. Choose a day after that."
    return None


# --- Word lists and places ----------------------------------------------------------------


def put_away_blocker(actor: Actor, permission: str, *, name: str, is_in_use: bool) -> str | None:
    """Why an entry cannot be put away. Being used is no hindrance: records keep it."""
    if reason := permission_blocker(actor, permission):
        return reason
    return None if is_in_use else f"“{name}” is not offered any more already."


def bring_back_blocker(actor: Actor, permission: str, *, name: str, is_in_use: bool) -> str | None:
    """Why an entry cannot be brought back."""
    if reason := permission_blocker(actor, permission):
        return reason
    return f"“{name}” is in use already." if is_in_use else None


# --- Special days -------------------------------------------------------------------------

LONGEST_TIME = 60


def special_date_blocker(first_on: date, last_on: date, *, is_there: bool) -> str | None:
    """Why a special day cannot be entered for these days of a year."""
    if last_on < first_on:
        return "The last day must be the same as the first day or after it."
    if (last_on - first_on).days >= LONGEST_TIME:
        return f"This is longer than {LONGEST_TIME} days. Check both days."
    return f"It is entered for {said(first_on)} already." if is_there else None
