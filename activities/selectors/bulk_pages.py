"""What the preview, the report and the lists of changes of many show, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from activities.models import BulkChange, BulkRow, Project
from activities.rules import bulk as rules
from activities.rules.bulk import COLUMNS, Changes, Parts
from activities.selectors.levels import all_levels
from activities.selectors.log import actor_of
from community.models import Partner
from core.models import Work
from core.work.selectors import latest_work
from organisation.models import ActivityKind, Group, Theme

Outcome = BulkRow.Outcome
SHOWN = 20
# Kinds of background work.
PREVIEW = "activities.make_preview"
CHANGE, UNDO = "activities.change_many", "activities.undo_change"


@dataclass(frozen=True)
class Names:
    """What the ids in a change are called, words put away since included."""

    by_part: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def of(self, part: str, number: int | None) -> str:
        return self.by_part[part].get(number, "Something since removed") if number else "None"


def all_names() -> Names:
    """Names of all words, projects, partners and levels: five short lists."""
    words = {
        "kind_id": dict(ActivityKind.objects.values_list("pk", "label")),
        "project_id": dict(Project.objects.values_list("pk", "name")),
        "themes": dict(Theme.objects.values_list("pk", "label")),
        "partners": dict(Partner.objects.values_list("pk", "name")),
        "meant": dict(Group.objects.values_list("pk", "label")),
    }
    levels = {row.id: row.name for row in all_levels().rows}
    return Names(
        words | {"reached": words["meant"], "level_planned_id": levels, "level_achieved_id": levels}
    )


LABELS = {
    "kind_id": "Kind",
    "project_id": "Project",
    "level_planned_id": "Level planned",
    "level_achieved_id": "Level",
    "themes": "Themes",
    "partners": "Partners",
    "meant": "Meant to reach",
    "reached": "Reached",
}


def difference(before: Any, after: Any, names: Names) -> list[str]:
    """What a change does to one activity, a line for each part: “Kind: Survey, was Workshop”."""
    was, will = Parts.of(before), Parts.of(after)
    lines = []
    for name in COLUMNS:
        old, new = getattr(was, name), getattr(will, name)
        if old == new:
            continue
        if name == "is_public":
            lines.append("Named on the public onion" if new else "Not named on the public onion")
        else:
            lines.append(f"{LABELS[name]}: {names.of(name, new)}, was {names.of(name, old)}")
    for name in rules.SETS:
        old, new = getattr(was, name), getattr(will, name)
        lines += [f"{LABELS[name]}: {names.of(name, each)} added" for each in sorted(new - old)]
        lines += [
            f"{LABELS[name]}: {names.of(name, each)} taken away" for each in sorted(old - new)
        ]
    return lines


def asked(changes: Changes, names: Names) -> list[str]:
    """What a change was asked to do, a line for each thing."""
    lines = []
    if changes.kind_id is not None:
        lines.append(f"Kind becomes {names.of('kind_id', changes.kind_id)}")
    if changes.project_id is not None:
        project = names.of("project_id", changes.project_id)
        lines.append(f"Project becomes {project}" if changes.project_id else "Out of its project")
    if changes.level_id is not None:
        lines.append(f"Level becomes {names.of('level_achieved_id', changes.level_id)}")
    if changes.is_public is not None:
        word = "Named" if changes.is_public else "Not named"
        lines.append(f"{word} on the public onion")
    for verb, sets in (("add", changes.added), ("take away", changes.removed)):
        for name in rules.SETS:
            words = [names.of(name, each) for each in sorted(sets.get(name, ()))]
            if words:
                lines.append(f"{LABELS[name]}: {verb} {', '.join(words)}")
    return lines


# --- The pages ----------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownRow:
    """An activity of a change as a page shows it."""

    id: int
    title: str
    lines: list[str]
    reason: str = ""


@dataclass(frozen=True)
class LevelMove:
    """How many activities go from one level to another; `is_planned`: of those still to come."""

    was: str
    becomes: str
    is_planned: bool
    count: int


@dataclass(frozen=True)
class BulkPage:
    """What the preview and the report of a change show."""

    change: BulkChange
    asked: list[str]
    counts: Mapping[str, int]
    reasons: list[tuple[str, int]]
    rows: list[ShownRow]
    moves: list[LevelMove]
    undone: Mapping[str, int]
    work: Work | None
    undo_blocker: str | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def will(self) -> int:
        return self.counts.get(Outcome.WILL, 0)

    @property
    def changed(self) -> int:
        return self.counts.get(Outcome.CHANGED, 0)

    @property
    def same(self) -> int:
        return self.counts.get(Outcome.SAME, 0)

    @property
    def left_out(self) -> int:
        return self.total - self.will - self.changed - self.same

    @property
    def taken_back(self) -> int:
        return self.undone.get(BulkRow.Undo.TAKEN_BACK, 0)

    @property
    def kept(self) -> int:
        return self.undone.get(BulkRow.Undo.KEPT, 0)

    @property
    def unseen(self) -> int:
        """How many activities the preview has still to look at."""
        return len(self.change.unseen_ids)

    @property
    def is_long(self) -> bool:
        """Whether a worker has to do it."""
        return self.will > rules.MOST_AT_ONCE

    @property
    def was_long(self) -> bool:
        """Whether a worker has to take it back."""
        return self.changed > rules.MOST_AT_ONCE


def find_change(change_id: int, viewer) -> BulkChange:
    """A change of many; a preview is its maker's alone. Or Http404."""
    found = BulkChange.objects.select_related("by", "undone_by").filter(pk=change_id).first()
    is_hidden = found is not None and (
        found.state == BulkChange.State.PREPARED and found.by_id != viewer.pk
    )
    if found is None or is_hidden:
        raise Http404
    return found


def bulk_page(change: BulkChange, viewer) -> BulkPage:
    """Everything on the preview or the report; the number of queries does not grow."""
    names = all_names()
    by_outcome = change.rows.values_list("outcome", "reason").annotate(Count("pk")).order_by()
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for outcome, reason, count in by_outcome:
        counts[outcome] += count
        if reason:
            reasons[reason] += count
    undone = change.rows.exclude(undo="").values_list("undo").annotate(Count("pk")).order_by()
    kind = UNDO if change.state == BulkChange.State.DONE else CHANGE
    if change.unseen_ids:
        kind = PREVIEW
    return BulkPage(
        change=change,
        asked=asked(Changes.of(change.changes), names),
        counts=counts,
        reasons=reasons.most_common(),
        rows=_first_rows(change, names),
        moves=_moves(change),
        undone=dict(undone),
        work=latest_work(kind, change.pk),
        undo_blocker=rules.undo_blocker(
            change.state, actor_of(viewer), is_own=change.by_id == viewer.pk
        ),
    )


CHANGING = (Outcome.WILL, Outcome.CHANGED)


def _first_rows(change: BulkChange, names: Names) -> list[ShownRow]:
    rows = change.rows.filter(outcome__in=CHANGING).order_by("pk")
    read = rows.values_list("activity_id", "activity__title", "before", "after")[:SHOWN]
    return [ShownRow(pk, title, difference(old, new, names)) for pk, title, old, new in read]


def _moves(change: BulkChange) -> list[LevelMove]:
    """Between which levels activities move: that is how the onion moves."""
    if Changes.of(change.changes).level_id is None:
        return []
    levels = all_levels().by_id
    keys = [f"{side}__{name}" for name in COLUMNS[-2:] for side in ("before", "after")]
    rows = change.rows.filter(outcome__in=CHANGING)
    moves: Counter[tuple[bool, str, str]] = Counter()
    for *four, count in rows.values_list(*keys).annotate(Count("pk")).order_by():
        planned, reached = four[:2], four[2:]
        for (was, will), is_planned in ((reached, False), (planned, True)):
            if was != will and will is not None:
                name = levels[was].name if was else "No level"
                moves[is_planned, name, levels[will].name] += count
    return [
        LevelMove(was, becomes, is_planned, count)
        for (is_planned, was, becomes), count in sorted(
            moves.items(), key=lambda each: (each[0][0], -each[1])
        )
    ]


def changed_since(change: BulkChange) -> QuerySet[BulkRow]:
    """Rows of a change whose activity was changed again afterwards."""
    rows = change.rows.filter(outcome=Outcome.CHANGED)
    return rows.filter(~Q(activity__version=F("version_after"))).order_by("activity_id")


def since_rows(change: BulkChange, most: int) -> list[tuple[int, str]]:
    """Ids of those, with title and reference, at most so many and one."""
    rows = (
        changed_since(change)
        .select_related("activity")
        .only("activity", "activity__title")[: most + 1]
    )
    return [(row.activity_id, f"{row.activity.title} ({row.activity.reference})") for row in rows]


def since_ids(change: BulkChange) -> list[int]:
    return list(changed_since(change).values_list("activity_id", flat=True))


def change_rows(change: BulkChange) -> QuerySet[BulkRow]:
    """Every activity of a change, for its list."""
    return change.rows.annotate(title=F("activity__title"))


def changes_seen_by(viewer) -> QuerySet[BulkChange]:
    """Changes that were carried out, and the viewer's own previews."""
    return BulkChange.objects.filter(
        ~Q(state=BulkChange.State.PREPARED) | Q(by_id=viewer.pk)
    ).annotate(
        changed=Count("rows", filter=Q(rows__outcome__in=CHANGING)),
    )
