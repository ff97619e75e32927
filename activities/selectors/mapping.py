"""Mapping rounds as pages and rules need them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils import timezone

from activities.models import Activity, MappingReply, MappingRound
from activities.rules.mapping import Actor, ReplyFacts, RoundFacts, due_words
from activities.selectors.levels import OLD_LADDER, LevelFact, Levels, all_levels
from core.service import System
from organisation.selectors import directorates_led_by, leads_of

NAMED = 30  # activities named in one ring before the list takes over


@dataclass(frozen=True)
class RoundRow:
    """A round in the list of rounds."""

    id: int
    title: str
    is_open: bool
    period_from: date
    period_to: date
    due: str
    answered: int
    asked: int


@dataclass(frozen=True)
class ReplyRow:
    """One directorate's answer. `leads` are the names of those who may give it."""

    id: int
    directorate_id: int
    directorate: str
    leads: tuple[str, ...]
    answer: str
    answer_words: str
    note: str
    answered_at: datetime | None
    answered_by: str
    reminded_at: datetime | None
    is_late: bool

    @property
    def is_waiting(self) -> bool:
        return self.answer == MappingReply.Answer.WAITING


@dataclass(frozen=True)
class OwedReply:
    """An answer that a person owes."""

    id: int
    round_title: str
    directorate: str
    due_on: date
    due: str
    is_late: bool


@dataclass(frozen=True)
class RecordedRing:
    """What is recorded at one level: how many, and the first of them by name."""

    level: LevelFact
    ring: str
    number: int
    activities: tuple[tuple[int, str, str], ...]

    @property
    def more(self) -> int:
        return self.number - len(self.activities)


def actor_of(by) -> Actor:
    """The person (or the portal itself) as the rules need them; one query for a person."""
    if isinstance(by, System):
        return Actor(id=0, runs_rounds=True, may_answer=False)
    return Actor(
        id=by.pk,
        runs_rounds=by.may("run_mapping"),
        may_answer=by.may("answer_mapping"),
        led_directorate_ids=frozenset(d.id for d in directorates_led_by(by)),
    )


def round_facts(row: MappingRound) -> RoundFacts:
    """A round as the rules need it."""
    return RoundFacts(status=row.status, due_on=row.due_on)


def reply_facts(row: MappingReply) -> ReplyFacts:
    """An answer, with its round loaded, as the rules need it."""
    return ReplyFacts(
        answer=row.answer,
        directorate_id=row.directorate_id,
        lead_id=row.lead_id,
        round_status=row.round.status,
    )


def round_rows() -> list[RoundRow]:
    """Every round, the open ones first, then the newest; one query."""
    waiting = Q(replies__answer=MappingReply.Answer.WAITING)
    rows = MappingRound.objects.annotate(
        asked=Count("replies"), answered=Count("replies", filter=~waiting)
    ).order_by("-status", "-opened_at")
    return [
        RoundRow(
            id=row.pk,
            title=row.title,
            is_open=is_open(row),
            period_from=row.period_from,
            period_to=row.period_to,
            due=due_of(row),
            answered=row.answered,
            asked=row.asked,
        )
        for row in rows
    ]


def find_round(round_id: int) -> MappingRound:
    """One round; 404 if there is none."""
    row = MappingRound.objects.filter(pk=round_id).first()
    if row is None:
        raise Http404
    return row


def find_reply(reply_id: int) -> MappingReply:
    """One directorate's answer with round and directorate; 404 if there is none."""
    row = (
        MappingReply.objects.select_related("round", "directorate", "lead", "answered_by")
        .filter(pk=reply_id)
        .first()
    )
    if row is None:
        raise Http404
    return row


def is_open(row: MappingRound) -> bool:
    """Whether answers are still taken."""
    return row.status == MappingRound.Status.OPEN


def due_of(row: MappingRound) -> str:
    """When answers are due, in words."""
    return due_words(row.due_on, timezone.localdate(), is_open=is_open(row))


def reply_rows(row: MappingRound) -> list[ReplyRow]:
    """The answers of a round by directorate, with who may give them; two queries."""
    replies = list(row.replies.select_related("directorate", "lead", "answered_by"))
    leads = leads_of(reply.directorate_id for reply in replies)
    late = is_open(row) and row.due_on < timezone.localdate()
    return [
        ReplyRow(
            id=reply.pk,
            directorate_id=reply.directorate_id,
            directorate=reply.directorate.name,
            leads=_lead_names(reply, [person.label for person in leads[reply.directorate_id]]),
            answer=reply.answer,
            answer_words=reply.get_answer_display(),
            note=reply.note,
            answered_at=reply.answered_at,
            answered_by=reply.answered_by.display_name if reply.answered_by else "",
            reminded_at=reply.reminded_at,
            is_late=late and reply.answer == MappingReply.Answer.WAITING,
        )
        for reply in replies
    ]


def _lead_names(reply: MappingReply, names: Iterable[str]) -> tuple[str, ...]:
    chosen = [reply.lead.display_name] if reply.lead else []
    return tuple(dict.fromkeys([*chosen, *names]))


def replies_owed(user) -> tuple[OwedReply, ...]:
    """Answers this person owes in open rounds, the most urgent first; two queries at most."""
    if not user.may("answer_mapping"):
        return ()
    led = [directorate.id for directorate in directorates_led_by(user)]
    rows = (
        MappingReply.objects.filter(
            Q(directorate_id__in=led) | Q(lead=user),
            answer=MappingReply.Answer.WAITING,
            round__status=MappingRound.Status.OPEN,
        )
        .select_related("round", "directorate")
        .order_by("round__due_on", "directorate__name")
    )
    today = timezone.localdate()
    return tuple(
        OwedReply(
            id=row.pk,
            round_title=row.round.title,
            directorate=row.directorate.name,
            due_on=row.round.due_on,
            due=due_of(row.round),
            is_late=row.round.due_on < today,
        )
        for row in rows
    )


def _in_period(directorate_id: int, starts: date, ends: date) -> QuerySet[Activity]:
    """A directorate's activities, planned or happened, whose span touches the period."""
    return Activity.objects.filter(
        Q(span_from__lte=ends) | Q(span_from__isnull=True, is_standing=True),
        Q(span_to__gte=starts) | Q(span_to__isnull=True),
        directorate_ids__contains=[directorate_id],
        counted_level_id__isnull=False,
    )


def recorded_rings(directorate_id: int, starts: date, ends: date) -> list[RecordedRing]:
    """What is recorded for a directorate in a period, deepest level first.

    Levels of the old ladder appear only where something is recorded on them; `ring` says
    what a level is on the onion of 2020.
    """
    levels = all_levels()
    by_level: dict[int, list[tuple]] = {}
    rows = (
        _in_period(directorate_id, starts, ends)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="counted_level_id",
                order_by=["-is_standing", "title", "id"],
            ),
            number=Window(Count("*"), partition_by="counted_level_id"),
        )
        .filter(place__lte=NAMED)
        .order_by("counted_level_id", "place")
    )
    for level_id, number, *named in rows.values_list(
        "counted_level_id", "number", "id", "title", "counted_state"
    ):
        by_level.setdefault(level_id, [number]).append(tuple(named))
    return [
        _ring(level, levels, by_level.get(level.id, [0]))
        for level in sorted(levels.rows, key=lambda row: (row.ladder == OLD_LADDER, -row.position))
        if level.ladder != OLD_LADDER or level.id in by_level
    ]


def _ring(level: LevelFact, levels: Levels, found: list) -> RecordedRing:
    rings = " or ".join(other.name for other in levels.shown_on(level.id, OLD_LADDER))
    return RecordedRing(level, rings, found[0], tuple(found[1:]))


def has_added_since(directorate_id: int, row: MappingRound) -> bool:
    """Whether an activity of the directorate in the round's period was logged since it opened."""
    recorded = _in_period(directorate_id, row.period_from, row.period_to)
    return recorded.filter(logged_at__gte=row.opened_at).exists()


def waiting_replies(round_id: int) -> QuerySet[MappingReply]:
    """The answers of a round that are still owed, with their directorate."""
    return (
        MappingReply.objects.filter(round_id=round_id, answer=MappingReply.Answer.WAITING)
        .select_related("directorate", "lead")
        .order_by(F("directorate__name"), "id")
    )
