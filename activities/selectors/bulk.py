"""Which activities a change of many is about, and what they say now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from activities.filters import ActivityFilters
from activities.models import Activity, ActivityGroup, ActivityPartner, ActivityTheme
from activities.rules.bulk import COLUMNS, MOST_ROWS, Parts
from activities.rules.log import ActivityFacts, Actor
from activities.selectors.lists import activity_rows
from community.models import Partner
from core.tables.filters import Filters
from organisation.models import Group, Theme


@dataclass(frozen=True)
class Current:
    """One activity as it is now: its version, what the rules ask about, and its parts."""

    version: int
    facts: ActivityFacts
    parts: Parts


READ = ("pk", "version", "status", "logged_by_id", "led_by_id", "service_ids", "directorate_ids")


def current_of(ids: Sequence[int], *, lock: bool = False) -> dict[int, Current]:
    """The activities of these ids as they are now, in the order of their ids; four statements.

    `lock` keeps others from changing them until the act ends. Rows are locked in the order of
    their ids, as everything that locks several does, so that two of those cannot wait for each
    other; and not against being pointed to, which is all that a new session needs of them.
    """
    rows = Activity.objects.filter(pk__in=ids).order_by("pk")
    if lock:
        rows = rows.select_for_update(no_key=True)
    read = list(rows.values_list(*READ, *COLUMNS))
    themes = _words(ActivityTheme.objects.filter(activity_id__in=ids), "theme_id")
    partners = _words(ActivityPartner.objects.filter(activity_id__in=ids), "partner_id")
    groups = ActivityGroup.objects.filter(activity_id__in=ids)
    meant: dict[int, set[int]] = defaultdict(set)
    reached: dict[int, set[int]] = defaultdict(set)
    for pk, group, is_meant, is_reached in groups.values_list(
        "activity_id", "group_id", "is_meant", "is_reached"
    ):
        if is_meant:
            meant[pk].add(group)
        if is_reached:
            reached[pk].add(group)
    return {
        pk: Current(
            version,
            ActivityFacts(
                status=status,
                logged_by_id=logged_by,
                led_by_id=led_by,
                service_ids=frozenset(services),
                directorate_ids=frozenset(directorates),
            ),
            Parts(
                **dict(zip(COLUMNS, columns, strict=True)),
                themes=frozenset(themes[pk]),
                partners=frozenset(partners[pk]),
                meant=frozenset(meant[pk]),
                reached=frozenset(reached[pk]),
            ),
        )
        for pk, version, status, logged_by, led_by, services, directorates, *columns in read
    }


def _words(links: QuerySet, column: str) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for pk, word in links.values_list("activity_id", column):
        found[pk].add(word)
    return found


# --- Which activities ---------------------------------------------------------------------


def changeable_by(rows: QuerySet, actor: Actor) -> QuerySet:
    """The activities among `rows` that this person may change: what `edit_blocker` says, in SQL."""
    return _near(rows, actor).exclude(status=Activity.Status.CLOSED)


def _near(rows: QuerySet, actor: Actor) -> QuerySet:
    return rows if actor.may_correct_any else rows.filter(_is_near(actor))


def _is_near(actor: Actor) -> Q:
    return (
        Q(logged_by_id=actor.id)
        | Q(led_by_id=actor.id)
        | Q(service_ids__overlap=sorted(actor.service_ids))
        | Q(directorate_ids__overlap=sorted(actor.directorate_ids))
    )


@dataclass(frozen=True)
class NotOffered:
    """How many activities match but may not be changed, by the reason; at most `MOST` and one."""

    MOST = 1_000

    others: int
    closed: int

    def __bool__(self) -> bool:
        return bool(self.others or self.closed)


def not_offered(request: HttpRequest, actor: Actor) -> NotOffered:
    """What the filters in the address let through that this person may not change."""
    rows = Filters(request, activity_rows(), ActivityFilters).queryset
    others = 0
    if not actor.may_correct_any:
        others = _up_to(rows.exclude(_is_near(actor)))
    closed = _near(rows, actor).filter(status=Activity.Status.CLOSED)
    return NotOffered(others, _up_to(closed))


def _up_to(rows: QuerySet) -> int:
    return len(rows.order_by().values_list("pk", flat=True)[: NotOffered.MOST + 1])


def matching_ids(request: HttpRequest, actor: Actor) -> list[int]:
    """Every activity that the filters in the address let through and this person may change; at
    most one more than may be changed at once. None at all if a filter cannot be understood:
    without it, all would match.
    """
    filters = Filters(request, changeable_by(activity_rows(), actor), ActivityFilters)
    if filters.errors:
        return []
    ids = filters.queryset.order_by().values_list("pk", flat=True)
    return list(ids[: MOST_ROWS + 1])


def ticked_ids(values: Iterable[str]) -> list[int]:
    """Ids from an address; anything else is left out."""
    return [int(each) for each in values if each.isascii() and each.isdigit() and len(each) < 18]


def removable_words() -> dict[str, list[tuple[str, str]]]:
    """Themes, partners and groups that may be taken away, those put away too."""
    themes, groups = (
        [(str(pk), _put_away(label, is_in_use)) for pk, label, is_in_use in rows]
        for rows in (
            model.objects.order_by("-is_in_use", "position", "label").values_list(
                "pk", "label", "is_in_use"
            )
            for model in (Theme, Group)
        )
    )
    partners = Partner.objects.order_by("-is_in_use", "name")
    read = partners.values_list("pk", "name", "is_in_use")
    return {
        "themes": themes,
        "meant": groups,
        "reached": groups,
        "partners": [(str(pk), _put_away(name, is_in_use)) for pk, name, is_in_use in read],
    }


def _put_away(label: str, is_in_use: bool) -> str:
    return label if is_in_use else f"{label} (no longer offered)"
