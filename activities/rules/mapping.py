"""Mapping rounds: who may open, answer, remind and close. None, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from activities.models import MappingReply, MappingRound
from core.transitions import transition_blocker

Answer = MappingReply.Answer

# Nobody is written to more often than this about answers they owe.
REMINDER_PAUSE = timedelta(days=1)
LONGEST_PERIOD = timedelta(days=366 * 5)


@dataclass(frozen=True)
class Actor:
    """Who asks: what their roles allow and which directorates they lead today."""

    id: int
    runs_rounds: bool
    may_answer: bool
    led_directorate_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RoundFacts:
    """A round as the rules need it."""

    status: str
    due_on: date


@dataclass(frozen=True)
class ReplyFacts:
    """One directorate's answer as the rules need it."""

    answer: str
    directorate_id: int
    lead_id: int | None
    round_status: str


def open_round_blocker(
    actor: Actor,
    *,
    period_from: date,
    period_to: date,
    due_on: date,
    today: date,
    directorates: int,
) -> str | None:
    """May a round with these dates be opened?"""
    if not actor.runs_rounds:
        return "Only the involvement team can open a mapping round."
    if directorates == 0:
        return "There is no directorate yet, so nobody could answer."
    if period_to < period_from:
        return "The period must end on or after the day it starts."
    if period_to - period_from > LONGEST_PERIOD:
        return "The period can be five years at most."
    if due_on <= today:
        return "Give the leads time: choose a day after today."
    return None


def is_lead_of(actor: Actor, facts: ReplyFacts) -> bool:
    """A lead post in the directorate, or being named for this round."""
    return facts.directorate_id in actor.led_directorate_ids or facts.lead_id == actor.id


def see_reply_blocker(actor: Actor, facts: ReplyFacts) -> str | None:
    """May this person look at a directorate's answer?"""
    if actor.runs_rounds or (actor.may_answer and is_lead_of(actor, facts)):
        return None
    return "This page is for the people who lead this directorate."


def answer_blocker(actor: Actor, facts: ReplyFacts, to: str) -> str | None:
    """May this person answer (or take back the answer, `to` "waiting") for the directorate?"""
    if not (actor.may_answer and is_lead_of(actor, facts)):
        return "Only a lead of this directorate can answer for it."
    if facts.round_status != MappingRound.Status.OPEN:
        return "This mapping round is closed. Ask the involvement team to add or change something."
    if to == Answer.WAITING and facts.answer == Answer.WAITING:
        return "There is no answer to take back."
    if to != Answer.WAITING and facts.answer != Answer.WAITING:
        return "This directorate has answered already. To change it, take the answer back first."
    return transition_blocker(MappingReply.TRANSITIONS, facts.answer, to)


def choose_lead_blocker(actor: Actor, facts: ReplyFacts, *, can_answer: bool) -> str | None:
    """May this person name somebody, whose role may answer or not, as lead for the round?"""
    if not actor.runs_rounds:
        return "Only the involvement team can choose who answers."
    if facts.round_status != MappingRound.Status.OPEN:
        return "This mapping round is closed."
    if facts.answer != Answer.WAITING:
        return "This directorate has answered already."
    if not can_answer:
        return "Choose a member of staff whose account is open."
    return None


def remind_blocker(actor: Actor, facts: RoundFacts, *, waiting: int, due: int) -> str | None:
    """May reminders go out now? `waiting` have not answered, `due` of them can be written to."""
    if not actor.runs_rounds:
        return "Only the involvement team can send reminders."
    if facts.status != MappingRound.Status.OPEN:
        return "This mapping round is closed."
    if waiting == 0:
        return "Every directorate has answered. There is nobody to remind."
    if due == 0:
        return (
            "Everybody who has not answered was reminded in the last 24 hours, "
            "or has no lead yet. Try again tomorrow, or choose a lead."
        )
    return None


def is_reminder_due(reminded_at: datetime | None, now: datetime) -> bool:
    """Whether a day has passed since the last reminder."""
    return reminded_at is None or now - reminded_at >= REMINDER_PAUSE


def close_round_blocker(actor: Actor, facts: RoundFacts) -> str | None:
    """May the round be closed?"""
    if not actor.runs_rounds:
        return "Only the involvement team can close a mapping round."
    return transition_blocker(MappingRound.TRANSITIONS, facts.status, MappingRound.Status.CLOSED)


def due_words(due_on: date, today: date, *, is_open: bool) -> str:
    """The due date and how far off it is."""
    day = f"{due_on.day} {due_on:%B %Y}"
    days = (due_on - today).days
    if not is_open:
        return day
    if days > 1:
        return f"{day}, in {days} days"
    if days == 1:
        return f"{day}, tomorrow"
    if days == 0:
        return f"{day}, today"
    return f"{day}, {-days} day{'s' if days < -1 else ''} late"
