"""What lists of parts and posts are compared with, and what became of what came in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import (
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.utils import timezone

from core.imports.cells import DayOrder, as_address, one_name, squeezed
from core.imports.kinds import Told
from core.models import Act, ImportDouble, ImportMark
from organisation.imports.cells import directorate_key
from organisation.imports.columns import DAY_ORDER
from organisation.imports.parts import (
    CHANGES_COST_CENTRES,
    KnownDirectorate,
    KnownParts,
    KnownService,
)
from organisation.imports.people import KnownPeople, KnownPerson
from organisation.imports.posts import Ended, HeldPost, KnownPlace, KnownPosts, PostKey
from organisation.models import Directorate, Post, Service
from organisation.rules import PartFacts, said
from users.models import User
from users.permissions import Role
from users.selectors import lock_accounts

LOAD_PARTS, LOAD_POSTS = "organisation.load_parts", "organisation.load_posts"
UNDO_POSTS = "organisation.undo_posts"


# --- What cells are compared with -------------------------------------------------------------


def known_parts(told: Told) -> KnownParts:
    """Every directorate and service, as they are now."""
    rows = Service.objects.filter(valid_to__isnull=True).order_by("directorate__name", "name")
    services = tuple(
        KnownService(
            row.pk, row.name, row.directorate_id, row.directorate.name, row.cost_centre, row.version
        )
        for row in rows.select_related("directorate")
    )
    directorates: dict[str, KnownDirectorate] = {}
    closing: dict[str, str] = {}
    parts = Directorate.objects.select_related("successor")
    for each in parts.order_by(F("valid_to").asc(nulls_first=True), "name"):
        # A name of today means more than one somebody else had once.
        for key in _keys(each):
            if each.valid_to:
                closing.setdefault(key, _closing(each))
            elif key not in directorates or key == directorate_key(each.name):
                directorates[key] = KnownDirectorate(each.pk, each.name)
    return KnownParts(
        directorates=directorates,
        services=services,
        closing=closing,
        new_directorates=frozenset(map(directorate_key, _said_new(told, "directorate"))),
        new_services=frozenset(map(squeezed, _said_new(told, "service"))),
        changes_cost_centres=bool(told.choices.get(CHANGES_COST_CENTRES, False)),
        days=_days(told),
    )


def _keys(directorate: Directorate) -> list[str]:
    """The keys of every name it has, that of today first."""
    names = (directorate.name, directorate.short_name, directorate.old_name)
    return [directorate_key(name) for name in names if name]


def _closing(part: Directorate | Service) -> str:
    assert part.valid_to is not None  # noqa: S101 - asked by the caller
    follows = f" {part.successor} follows it." if part.successor else ""
    return (
        f"{part.name} closes or closed on {said(part.valid_to)}.{follows} Choose one that is open."
    )


def _said_new(told: Told, field: str) -> list[str]:
    return [one_name(word) for word in told.to_add.get(field, ())]


def _days(told: Told) -> DayOrder:
    return DayOrder(str(told.choices.get(DAY_ORDER.key) or ""))


def known_posts(by: Any, told: Told) -> KnownPosts:
    """Every account, open place and post that has not ended, as they are now."""
    directorates: dict[str, KnownPlace] = {}
    services: dict[str, list[KnownPlace]] = {}
    ended: dict[str, Ended] = {}
    today = timezone.localdate()
    is_open = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    for each in Directorate.objects.filter(is_open).order_by("pk"):
        place = KnownPlace(each.pk, None, each.name, _facts(each))
        for key in reversed(_keys(each)):
            directorates[key] = place
    for row in Service.objects.filter(is_open).select_related("directorate").order_by("pk"):
        place = KnownPlace(row.directorate_id, row.pk, _full_name(row), _facts(row))
        services.setdefault(squeezed(row.name), []).append(place)
        services.setdefault(squeezed(place.name), []).append(place)
    for gone in Directorate.objects.exclude(is_open).select_related("successor"):
        follows = (gone.successor.name,) if gone.successor else ()
        ended |= {key: Ended(_closing(gone), follows) for key in _keys(gone)}
    closed = Service.objects.exclude(is_open).select_related("successor__directorate")
    for old in closed.order_by("valid_to"):
        follows = (_full_name(old.successor),) if old.successor else ()
        ended[squeezed(old.name)] = Ended(_closing(old), follows)
    return KnownPosts(
        by=by,
        today=today,
        people=KnownPeople(
            dict(_people()), frozenset(map(as_address, told.to_add.get("email", ())))
        ),
        directorates=directorates,
        services={key: tuple(places) for key, places in services.items()},
        ended=ended,
        held=_held(today),
        days=_days(told),
    )


def _full_name(service: Service) -> str:
    return f"{service.directorate.name}, {service.name}"


def _facts(part: Directorate | Service) -> PartFacts:
    return PartFacts(part.name, part.valid_from, part.valid_to)


def _people() -> Iterator[tuple[str, KnownPerson]]:
    again = _invited_again()
    rows = User.objects.values_list("email", "pk", "name", "is_active", "roles")
    for email, pk, name, is_active, roles in rows.iterator():
        holds_trust_role = bool(set(roles) - {Role.CO_CREATOR})
        yield email, KnownPerson(pk, name or email, is_active, holds_trust_role, pk in again)


def _invited_again() -> set[int]:
    """Accounts that nobody ever used and that were closed when an import was taken out: the last
    thing that was done to them. What an administrator closed stays closed."""
    newest_first = User.objects.filter(pk=OuterRef("pk")).order_by("-events__pgh_id")
    undone = Act.objects.filter(service=UNDO_POSTS).values("pk")
    unused = User.objects.filter(is_active=False, last_login__isnull=True).annotate(
        last_act=Subquery(newest_first.values("events__act_id")[:1])
    )
    closed = unused.filter(last_act__in=undone)
    return {person.pk for person in closed if not person.has_usable_password()}


def _held(today: date) -> dict[PostKey, tuple[HeldPost, ...]]:
    held: dict[PostKey, tuple[HeldPost, ...]] = {}
    rows = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    for row in rows.select_related("service").iterator():
        directorate_id = row.service.directorate_id if row.service else row.directorate_id
        key: PostKey = (row.person_id, row.duty, directorate_id or 0, row.service_id)
        held[key] = (*held.get(key, ()), HeldPost(row.pk, row.valid_from, row.valid_to))
    return held


def likely_there(batch_id: int, what: str) -> list[tuple[int, int]]:
    """(row number, id) of rows that say what is here already: a `what` of this id."""
    marks = ImportMark.objects.filter(batch_id=batch_id, telling__startswith=f"{what} ")
    return [
        (number, int(telling.removeprefix(f"{what} ")))
        for number, telling in marks.order_by("number").values_list("number", "telling")
    ]


def parts_coming_in(batch_id: int) -> dict[str, int]:
    """What the rows of a checked list that come in will open and change, by words.

    Read from what the rows say (`parts.check_parts`): the word before the first space tells what
    happens, and the next one is the directorate.
    """
    stays_out = ImportDouble.objects.filter(batch_id=batch_id, is_brought_in=False)
    marks = ImportMark.objects.filter(batch_id=batch_id).exclude(
        number__in=stays_out.values("number")
    )
    key = Func(F("telling"), Value(" "), Value(2), function="split_part", output_field=TextField())
    counts = marks.annotate(key=key).aggregate(
        services=Count("number", filter=Q(telling__regex=r"^new-\S+ \S+ \S")),
        directorates=Count(
            "key", distinct=True, filter=Q(telling__startswith="new-directorate-of ")
        ),
        changed=Count("number", filter=Q(telling__startswith="change ")),
    )
    counts["cost centres changed"] = counts.pop("changed")
    return {words: number for words, number in counts.items() if number}


# --- What became of an import -----------------------------------------------------------------


def lock_parts(batch_id: int) -> None:
    """Lock what an import opened or changed. Who uses or changes it meanwhile is waited for, or
    waits and finds it gone. Directorates first, as everywhere."""
    opened = Service.objects.filter(batch_id=batch_id).values_list("pk", flat=True)
    changed = [old.service.pk for old in cost_centres_before(batch_id)]
    services = Service.objects.filter(pk__in=[*opened, *changed])
    own = Q(batch_id=batch_id) | Q(pk__in=services.values("directorate_id"))
    _lock(Directorate.objects.filter(own))
    _lock(services)


def lock_posts(batch_id: int) -> None:
    """Lock the posts of an import, and the accounts it opened: who signs in or ends a post
    meanwhile is waited for, or waits."""
    lock_accounts([person.pk for person in _accounts_opened(batch_id)])
    _lock(Post.objects.filter(batch_id=batch_id))


def _lock(rows: QuerySet) -> None:
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


@dataclass(frozen=True)
class Touched:
    """Something of an import that stays when it is taken out, and why."""

    row: Any
    why: str
    is_in_use: bool = False  # what uses it would be left with nothing, so it always stays


def load_act(batch_id: int, service: str) -> UUID | None:
    """The act in which an import came in."""
    found = Act.objects.filter(
        service=service, subject_type="core.importbatch", subject_id=batch_id
    )
    return found.values_list("pk", flat=True).order_by("-pk").first()


def acts_bringing_in(part: Directorate | Service) -> list[UUID]:
    """The act in which a part came in from a file, if it did."""
    act = load_act(part.batch_id, LOAD_PARTS) if part.batch_id else None
    return [act] if act else []


def uses_of(
    model: type[models.Model], ids: Collection[int], *, but: Collection[type[models.Model]] = ()
) -> dict[int, str]:
    """What points at rows of a model, in words, by id: "2 posts, 1 activity". History does not
    count. Every relation is asked, so that apps above are heard without being named."""
    found: dict[int, list[str]] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in but:
            continue
        field, other = relation.field, relation.related_model
        if not getattr(field, "db_constraint", True):
            continue
        rows = other._base_manager.filter(**{f"{field.name}__in": ids})
        for pk, count in rows.values_list(field.attname).annotate(count=Count("pk")).order_by():
            words = other._meta.verbose_name if count == 1 else other._meta.verbose_name_plural
            found.setdefault(pk, []).append(f"{count} {words}")
    return {pk: ", ".join(dict.fromkeys(words)) for pk, words in found.items()}


def _touched(row: models.Model, uses: str) -> Touched:
    return Touched(row, f"in use: {uses}" if uses else _changed_by(row), is_in_use=bool(uses))


def services_staying(batch_id: int) -> list[Touched]:
    """Services of an import that are in use, or were changed since."""
    rows = {row.pk: row for row in Service.objects.filter(batch_id=batch_id).order_by("name")}
    uses = uses_of(Service, list(rows))
    return [
        _touched(row, uses.get(pk, "")) for pk, row in rows.items() if pk in uses or row.version > 1
    ]


def directorates_staying(batch_id: int) -> list[Touched]:
    """Directorates of an import that are in use by more than its own services, or were changed."""
    rows = {row.pk: row for row in Directorate.objects.filter(batch_id=batch_id).order_by("name")}
    uses = uses_of(Directorate, list(rows), but=[Service])
    staying = {each.row.pk for each in services_staying(batch_id)}
    others = Service.objects.filter(directorate_id__in=rows)
    for service in others.filter(~Q(batch_id=batch_id) | Q(batch=None) | Q(pk__in=staying)):
        uses[service.directorate_id] = f"its service {service.name} stays"
    return [
        _touched(row, uses.get(pk, "")) for pk, row in rows.items() if pk in uses or row.version > 1
    ]


@dataclass(frozen=True)
class OldCostCentre:
    """A service whose cost centre an import changed, and the one that it had before."""

    service: Service
    before: str
    is_as_left: bool  # nobody has changed the service since


def cost_centres_before(batch_id: int) -> list[OldCostCentre]:
    """The services that an import changed, as history tells."""
    act = load_act(batch_id, LOAD_PARTS)
    if act is None:
        return []
    rows = Service.objects.filter(events__act_id=act, events__pgh_label="update").annotate(
        before=F("events__cost_centre"), version_before=F("events__version")
    )
    return [
        OldCostCentre(row, row.before, is_as_left=row.version == row.version_before + 1)
        for row in rows.order_by("name")
    ]


def posts_staying(batch_id: int) -> list[Touched]:
    """Posts of an import that were changed since, ended for example."""
    act = load_act(batch_id, LOAD_POSTS)
    rows = Post.objects.filter(batch_id=batch_id).select_related("person", "service", "directorate")
    found = {row.pk: row for row in rows}
    uses = uses_of(Post, list(found))
    updates = Q(events__pgh_label="update") & ~Q(events__act_id=act)
    changed = set(Post.objects.filter(updates, pk__in=found).values_list("pk", flat=True))
    return [
        _touched(row, uses.get(pk, "")) for pk, row in found.items() if pk in uses or pk in changed
    ]


def accounts_unused(batch_id: int) -> list[User]:
    """Accounts that an import opened and that nobody has used: never signed in to, and without a
    post from elsewhere."""
    elsewhere = Post.objects.exclude(batch_id=batch_id).values("person_id")
    opened = _accounts_opened(batch_id)
    unused = opened.filter(is_active=True, last_login__isnull=True).exclude(pk__in=elsewhere)
    return [person for person in unused.order_by("pk") if not person.has_usable_password()]


def _accounts_opened(batch_id: int) -> QuerySet[User]:
    """Accounts that are new by an import, and those that it opened again."""
    act = load_act(batch_id, LOAD_POSTS)
    if act is None:
        return User.objects.none()
    is_opened = Q(events__pgh_label="insert") | Q(
        events__pgh_label="update", events__is_active=False
    )
    return User.objects.filter(is_opened, events__act_id=act).distinct()


def _changed_by(row: models.Model) -> str:
    acts = Act.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    newest = acts.select_related("by").order_by("-pk").first()
    if newest is None:
        return "changed since it came in"
    who = newest.by.display_name if newest.by else "the portal"
    return f"changed by {who} on {said(timezone.localdate(newest.at))}"
