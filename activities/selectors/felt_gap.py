"""Reading how deep sessions felt, for the involvement team alone: never whose answer it was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from activities.felt_gap import SIDES, Counted, Figure, figure
from activities.models import Attendance, Felt, Session
from activities.rules.felt import FEWEST
from activities.selectors.levels import DEFAULT_LADDER, Levels, all_levels

# The newest activities with answers enough; the others are in the sums.
MOST_SHOWN = 50
MOST_WORDS = 200


@dataclass(frozen=True)
class ActivityGap:
    """One activity: what was logged, and what each side said."""

    activity_id: int
    title: str
    logged: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Said:
    """What somebody of one side wanted the team to know, without a name or a time."""

    title: str
    side: str
    words: str


@dataclass(frozen=True)
class GapPage:
    """All sums, the activities with answers enough, how many have not, and what people wrote."""

    as_of: date
    figures: tuple[Figure, ...]
    activities: tuple[ActivityGap, ...]
    too_few: int
    said: tuple[Said, ...]


def answers() -> QuerySet[Felt]:
    """Answers that count."""
    there = Q(attendance__outcome=Attendance.Outcome.CAME, attendance__person__merged_into=None)
    return Felt.objects.filter(Q(attendance=None) | there).exclude(
        session__status=Session.Status.CANCELLED
    )


def gap_page() -> GapPage:
    """How deep it felt to both sides; four queries."""
    levels = all_levels()
    rows = counted(levels)
    by_activity: dict[int, list[Counted]] = defaultdict(list)
    for row in rows:
        by_activity[row.activity_id].append(row)
    names = {level.position: level.name for level in levels.on(DEFAULT_LADDER)}
    shown = []
    for pk, mine in by_activity.items():
        figures = tuple(figure(mine, side) for side in SIDES)
        if any(each.is_shown for each in figures):
            logged = names.get(mine[0].logged or 0, "")
            shown.append(ActivityGap(pk, mine[0].title, logged, figures))
    return GapPage(
        as_of=timezone.localdate(),
        figures=tuple(figure(rows, side) for side in SIDES),
        activities=tuple(shown[:MOST_SHOWN]),
        too_few=len(by_activity) - len(shown),
        said=tuple(what_people_wrote()),
    )


def counted(levels: Levels) -> list[Counted]:
    """Equal answers added up by the database, the activity of the newest session first."""
    columns = (
        "session__activity",
        "session__activity__title",
        "session__activity__counted_level_id",
    )
    rows = (
        answers()
        .values_list(*columns, "session__activity__status", "side", "shared", "used")
        .annotate(n=Count("pk"), written=Count("written_by"), newest=Max("session__held_on"))
        .order_by("-newest", "session__activity")
    )
    places = {level.code: level.position for level in levels.on(DEFAULT_LADDER)}
    return [
        Counted(
            pk, title, _place(levels, level, status), side, places.get(shared), used, n, written
        )
        for pk, title, level, status, side, shared, used, n, written, _newest in rows
    ]


def _place(levels: Levels, level_id: int | None, status: str) -> int | None:
    """Where the level an activity reached stands on the ladder of five; None if that is not known."""
    if level_id is None or status not in ("happened", "closed"):
        return None
    found = levels.shown_on(level_id, DEFAULT_LADDER)
    return found[0].position if len(found) == 1 else None


def what_people_wrote() -> list[Said]:
    """What people want the team to know, where enough of their side answered about the activity.

    Enough are FEWEST different people: one who runs five sessions is one. The order is that of
    the words, and no time stands beside them: neither tells whose they are.
    """
    whose = Count("attendance__person", distinct=True) + Count("account", distinct=True)
    sides = answers().order_by().values("session__activity", "side").annotate(people=whose)
    enough = set(sides.filter(people__gte=FEWEST).values_list("session__activity", "side"))
    rows = answers().exclude(words="").filter(session__activity__in={pk for pk, _side in enough})
    found = rows.order_by("session__activity__title", "side", "words").values_list(
        "session__activity", "session__activity__title", "side", "words"
    )
    names = dict(Felt.Side.choices)
    said = [
        Said(title, names[side], words) for pk, title, side, words in found if (pk, side) in enough
    ]
    return said[:MOST_WORDS]
