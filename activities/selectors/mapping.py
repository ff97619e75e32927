"""Mapping rounds as pages and rules need them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.http import Http404
from django.utils import timezone

from activities.models import Activity, MappingReply, MappingRound
from activities.models.counts import Scope
from activities.rules.mapping import Actor, ReplyFacts, RoundFacts, due_words
from activities.selectors.levels import OLD_LADDER, LevelFact, all_levels
from activities.selectors.onion import Asked, OnionFigure, Place, onion_counts, onion_figure
from core.periods import Period, month_of
from core.search import Source, named_like
from core.service import System
from organisation.selectors import directorates_led_by, leads_of, led_directorates

LONGEST_NOTE = 200  # letters of an answer among what a search found
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


def onion_of(reply: MappingReply) -> OnionFigure:
    """The directorate's onion in the round's months; three queries."""
    return onion_figure(Asked(_place(reply), _months(reply.round)), all_levels())


def _place(reply: MappingReply) -> Place:
    pk = reply.directorate_id
    return Place(Scope.DIRECTORATE, pk, reply.directorate.name, directorate_id=pk)


def _months(row: MappingRound) -> Period:
    return Period(month_of(row.period_from), month_of(row.period_to))


def _in_period(row: MappingRound, directorate_id: int) -> QuerySet[Activity]:
    """A directorate's activities, planned or happened, whose span touches the period."""
    return Activity.objects.filter(
        Q(span_from__lte=row.period_to) | Q(span_from__isnull=True, is_standing=True),
        Q(span_to__gte=row.period_from) | Q(span_to__isnull=True),
        directorate_ids__contains=[directorate_id],
        counted_level_id__isnull=False,
    )


def recorded_rings(reply: MappingReply) -> list[RecordedRing]:
    """What is recorded for a directorate in the round's months, deepest level first.

    Levels of the old ladder appear only where something is recorded on them; `ring` says
    what a level is on the onion of 2020. Three queries: the numbers come from the roll-ups.
    """
    levels = all_levels()
    counts = onion_counts(_place(reply), _months(reply.round))
    numbers: dict[int, int] = {}
    for (level_id, _), count in counts.items():
        numbers[level_id] = numbers.get(level_id, 0) + count
    names = _names(reply, list(counts))
    return [
        RecordedRing(
            level=level,
            ring=" or ".join(other.name for other in levels.shown_on(level.id, OLD_LADDER)),
            number=numbers.get(level.id, 0),
            activities=tuple(names.get(level.id, ())[:NAMED]),
        )
        for level in sorted(levels.rows, key=lambda row: (row.ladder == OLD_LADDER, -row.position))
        if level.ladder != OLD_LADDER or level.id in numbers
    ]


def _names(
    reply: MappingReply, rings: list[tuple[int, str]]
) -> dict[int, list[tuple[int, str, str]]]:
    """Standing activities first, then the newest; each part reads no further than it needs."""
    rows = _in_period(reply.round, reply.directorate_id)
    columns = ("counted_level_id", "id", "title", "counted_state")
    parts = [
        rows.filter(counted_level_id=level_id, counted_state=state, is_standing=is_standing)
        .order_by(*(["-id"] if is_standing else [F("span_from").desc(nulls_last=True), "-id"]))
        .values_list(*columns)[:NAMED]
        for level_id, state in rings
        for is_standing in (True, False)
    ]
    found: dict[int, list[tuple[int, str, str]]] = {}
    for level_id, *named in parts[0].union(*parts[1:], all=True) if parts else ():
        found.setdefault(level_id, []).append(tuple(named))
    return found


def has_added_since(directorate_id: int, row: MappingRound, person) -> bool:
    """Whether this person logged an activity of the directorate and period since it opened."""
    recorded = _in_period(row, directorate_id)
    return recorded.filter(logged_at__gte=row.opened_at, logged_by=person).exists()


def waiting_replies(round_id: int) -> QuerySet[MappingReply]:
    """The answers of a round that are still owed, with their directorate."""
    return (
        MappingReply.objects.filter(round_id=round_id, answer=MappingReply.Answer.WAITING)
        .select_related("directorate", "lead")
        .order_by(F("directorate__name"), "id")
    )


def answers_like(reader, words: Sequence[str]) -> list[Source]:
    """What directorates wrote in mapping rounds, by directorate, for `core.search.hits`.

    The involvement team finds every answer, on the page of its round; a lead finds those that
    they may see, each on its own page.
    """
    rows = MappingReply.objects.exclude(note="")
    if reader.may("run_mapping"):
        kind, key = "answer", "round_id"
    elif reader.may("answer_mapping"):
        kind, key = "own_answer", "pk"
        rows = rows.filter(Q(directorate_id__in=led_directorates(reader)) | Q(lead=reader))
    else:
        return []
    note = Left("note", LONGEST_NOTE)
    return [
        named_like(kind, rows, words, name="directorate__name", note=note, also=("note",), key=key)
    ]
