"""What an old log is compared with, and what is likely there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from activities.imports.known import Known, LevelName, Names, NewWords, Place
from activities.imports.places import ALL_OF
from activities.imports.readings import parts, squeezed
from activities.models import Activity, LevelWording, Project
from activities.selectors.levels import DEFAULT_LADDER, Levels, all_levels
from activities.selectors.lists import activity_rows
from community.models import Partner
from core.imports.kinds import Told
from organisation.models import WORD_LISTS, ActivityKind, Directorate, Service, Venue
from users.models import User
from users.permissions import roles_with

# The word list behind each field of the import.
LIST_OF = {
    "kind": "activity-kinds",
    "place_kind": "place-kinds",
    "themes": "themes",
    "groups_meant": "groups",
    "groups_reached": "groups",
}


def known_names(told: Told) -> Known:
    """Everything that cells of an old log are compared with, read in a few queries."""
    levels = all_levels()
    lists = {name: _words(name) for name in dict.fromkeys(LIST_OF.values())}
    words = {field: lists[name] for field, name in LIST_OF.items()}
    places, all_of, directorates = _places()
    return Known(
        today=timezone.localdate(),
        levels=tuple(_level(row) for row in levels.rows),
        level_ids=_level_ids(levels),
        words=words,
        publications=frozenset(
            ActivityKind.objects.filter(is_publication=True).values_list("pk", flat=True)
        ),
        venues=_named(Venue.objects.filter(is_in_use=True).values_list("name", "pk")),
        partners=_named(Partner.objects.filter(is_in_use=True).values_list("name", "pk")),
        projects=_named(Project.objects.values_list("name", "pk")),
        places=places,
        all_of=all_of,
        directorate_by_service=directorates,
        people=_people(),
        choices=told.choices,
        to_add=_new_words(told.to_add, words),
    )


def _level(row) -> LevelName:
    return LevelName(row.id, row.code, row.name, row.position, row.ladder == DEFAULT_LADDER)


def _level_ids(levels: Levels) -> dict[str, int]:
    """Levels by code and by every name they ever had."""
    named = LevelWording.objects.order_by("version").values_list("name", "level_id")
    found = {squeezed(name): level_id for name, level_id in named}
    # A name on both ladders means the one in use now.
    for row in sorted(levels.rows, key=lambda level: level.ladder == DEFAULT_LADDER):
        found |= {squeezed(row.name): row.id, squeezed(row.code): row.id}
    return found


def _words(name: str) -> Names:
    """A word list. Words that were put away are known still: old logs are full of them."""
    rows = WORD_LISTS[name].objects.order_by("is_in_use", "-position", "-label")
    return _named(rows.values_list("label", "pk"))


def _named(pairs: Iterable[tuple[str, int]]) -> Names:
    pairs = list(pairs)
    return Names(
        ids={squeezed(name): pk for name, pk in pairs},
        labels={squeezed(name): name for name, _ in pairs},
    )


def _places() -> tuple[dict[str, Place], dict[str, Place], dict[int, int]]:
    """Services and directorates by their names, "all services of" a directorate, and which is whose.

    Closed ones are known by the name they had, unless one of today has it.
    """
    directorates = list(Directorate.objects.order_by("valid_to").reverse())
    services = list(Service.objects.order_by("valid_to", "pk").reverse())
    is_closed = {each.pk: each.valid_to is not None for each in services}
    own: dict[int, list[int]] = {}
    for service in reversed(services):
        if not is_closed[service.pk]:
            own.setdefault(service.directorate_id, []).append(service.pk)
    places: dict[str, Place] = {}
    all_of: dict[str, Place] = {}
    for each in sorted(directorates, key=lambda d: d.valid_to is None):
        ids = tuple(own.get(each.pk, ()))
        for name in filter(None, (each.name, each.short_name, each.old_name)):
            places[squeezed(name)] = Place(each.name, ids, is_directorate=True)
            for phrase in (ALL_OF, "all of ", "all ", "all teams of ", "whole of "):
                all_of[squeezed(phrase + name)] = Place(each.name, ids)
    names = {each.pk: each.name for each in directorates}
    often = Counter(squeezed(s.name) for s in services if not is_closed[s.pk])
    for service in sorted(services, key=lambda s: not is_closed[s.pk]):
        key = squeezed(service.name)
        # Where a name stands for several services, it takes the directorate's with it.
        is_clear = often[key] <= 1 and not (key in places and places[key].is_directorate)
        full = f"{names[service.directorate_id]}, {service.name}"
        name = service.name if is_clear else full
        places[squeezed(name)] = Place(name, (service.pk,))
    return places, all_of, {service.pk: service.directorate_id for service in services}


def _people() -> dict[str, int]:
    """Those who may log, by e-mail address and by name; 0 where two share a name."""
    rows = User.objects.filter(
        is_active=True, roles__overlap=sorted(roles_with("log_activity"))
    ).values_list("pk", "email", "name")
    found: dict[str, int] = {}
    for pk, email, name in rows:
        found[email] = pk
        key = squeezed(name)
        if key:
            found[key] = 0 if key in found else pk
    return found


def _new_words(
    to_add: Mapping[str, Iterable[str]], words: Mapping[str, Names]
) -> dict[str, NewWords]:
    """Stand-in ids for the entries of cells whose unknown words will be added to their list."""
    found: dict[str, dict[str, str]] = {}
    for field, cells in to_add.items():
        if field in LIST_OF:
            new = found.setdefault(LIST_OF[field], {})
            for cell in sorted(cells):
                pieces = parts(cell, words[field].ids) if field in MANY else [cell.strip()]
                new |= {squeezed(p): p for p in pieces if squeezed(p) not in words[field].ids}
    numbered: dict[str, NewWords] = {}
    number = 0
    for name, new in found.items():
        ids: dict[str, int] = {}
        for key in new:
            number -= 1
            ids[key] = number
        made = NewWords(ids, {ids[key]: label for key, label in new.items()})
        numbered |= {field: made for field, listed in LIST_OF.items() if listed == name}
    return numbered


MANY = frozenset({"themes", "groups_meant", "groups_reached"})


# --- Likely there already -----------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A row of the file and the activity that says the same."""

    number: int
    activity_id: int
    title: str
    day: str
    is_exact: bool


# `telling` is day, lead service, level (of those without a date) and squeezed title, a space
# between. What is compared is read once for all rows: the days of the file meet the sessions
# and spans of those days, whatever the number of rows.
SQUEEZED = "regexp_replace(lower(a.title), '[^[:alnum:]]+', '', 'g')"
TOLD = """
SELECT number, nullif(split_part(telling, ' ', 1), '')::date AS day,
       split_part(telling, ' ', 2)::bigint AS place, split_part(telling, ' ', 3)::bigint AS level,
       split_part(telling, ' ', 4) AS title
  FROM core_importmark WHERE batch_id = %(batch)s AND telling <> ''
"""
DOUBLES = f"""
WITH told AS MATERIALIZED ({TOLD}),
days AS MATERIALIZED (SELECT DISTINCT day FROM told WHERE day IS NOT NULL),
meant AS MATERIALIZED (
    SELECT s.activity_id AS id, s.held_on AS day FROM activities_session s JOIN days d ON d.day = s.held_on
    UNION
    SELECT a.id, a.span_from FROM activities_activity a JOIN days d ON d.day = a.span_from
),
there AS MATERIALIZED (
    SELECT a.id, m.day, a.title, {SQUEEZED} AS key,
           coalesce((SELECT l.service_id FROM activities_activityservice l
                      WHERE l.activity_id = a.id AND l.is_lead), 0) AS place
      FROM meant m JOIN activities_activity a ON a.id = m.id
),
exact AS MATERIALIZED (
    SELECT t.number, min(h.id) AS id FROM told t JOIN there h ON h.day = t.day AND h.key = t.title
     GROUP BY t.number
),
nearly AS MATERIALIZED (
    SELECT DISTINCT ON (t.number) t.number, h.id
      FROM told t JOIN there h ON h.day = t.day AND h.place = t.place
     WHERE abs(length(h.key) - length(t.title)) <= greatest(length(t.title) / 3, 2)
       AND similarity(h.key, t.title) >= %(near)s
       AND NOT EXISTS (SELECT 1 FROM exact e WHERE e.number = t.number)
     ORDER BY t.number, similarity(h.key, t.title) DESC, h.id
),
goes_on AS (
    SELECT t.number, min(a.id) AS id
      FROM told t JOIN activities_activity a
        ON a.is_standing AND a.counted_level_id = t.level AND {SQUEEZED} = t.title
     WHERE t.day IS NULL AND a.counted_state IN ('happened', 'planned')
     GROUP BY t.number
),
found AS (
    SELECT number, id, true AS is_exact FROM exact
    UNION ALL SELECT number, id, false FROM nearly
    UNION ALL SELECT number, id, true FROM goes_on
)
SELECT f.number, a.id, a.title, coalesce(to_char(t.day, 'FMDD FMMonth YYYY'), ''), f.is_exact
  FROM found f JOIN told t ON t.number = f.number JOIN activities_activity a ON a.id = f.id
 ORDER BY f.number
"""  # noqa: S608 - our own constants
NEAR_TITLE = 0.55


def likely_there(batch_id: int) -> Iterator[Found]:
    """Rows whose activity is likely recorded: same title and day, or nearly the same title, of
    the same service, on that day; of those that go on, same title and level."""
    with connection.cursor() as cursor, connection.cursor() as settings:
        # Nobody has counted the fresh rows yet. Guessed to be one, each would be compared with
        # everything that is there; guessed to be a million, the statement would be compiled,
        # which takes ten times as long as carrying it out.
        settings.execute("SET LOCAL jit = off; SET LOCAL enable_nestloop = off")
        cursor.execute(DOUBLES, {"batch": batch_id, "near": NEAR_TITLE})
        settings.execute("SET LOCAL enable_nestloop = on")
        while rows := cursor.fetchmany(5_000):
            for row in rows:
                yield Found(*row)


def activities_there(ids: Iterable[int]) -> QuerySet[Activity]:
    """Activities that rows of a file are like, with what is shown of them."""
    return activity_rows().filter(pk__in=list(ids)).select_related("kind")
