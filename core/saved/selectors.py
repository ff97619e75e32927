"""Reads of saved views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.http import Http404

from core.models import SavedView
from core.saved.lists import ListPlace, list_place
from core.saved.words import somebody
from core.tellings.readers import may_see_names

KEEP = "keep_shared_views"


@dataclass(frozen=True)
class NamedView:
    """A view as a link: whose it is, as far as this reader may know."""

    id: int
    name: str
    href: str
    query: str
    list_title: str
    is_own: bool
    is_shared: bool
    owner: str


def views_of_list(place: ListPlace, person: Any) -> list[NamedView]:
    """The person's own views of a list, then those shared with everybody who may open it."""
    with connection.cursor() as cursor:
        cursor.execute(_views_of_list_sql(), [place.name, person.pk])
        return _named(cursor.fetchall(), person, {place.name: place})


@cache
def _views_of_list_sql() -> str:
    """Every list page asks: put together by the ORM, it took longer to build than to answer."""
    people = SavedView._meta.get_field("by").related_model._meta.db_table
    return (
        "SELECT v.id, v.name, v.query, v.list_name, v.by_id, v.is_shared, p.name, p.email"  # noqa: S608
        f" FROM {SavedView._meta.db_table} v JOIN {people} p ON p.id = v.by_id"
        " WHERE v.list_name = %s AND (v.by_id = %s OR v.is_shared) ORDER BY lower(v.name), v.id"
    )


def own_views(person: Any) -> list[NamedView]:
    """A person's own views of all lists that they may open, by name."""
    rows = SavedView.objects.filter(by_id=person.pk).order_by(Lower("name"), "pk")
    return _named(rows.values_list(*READ), person, {})


def view_rows(person: Any) -> QuerySet[SavedView]:
    """The rows of the list of views: one's own, and the shared ones of lists one may open."""
    names = SavedView.objects.filter(is_shared=True).values_list("list_name", flat=True).distinct()
    places = [list_place(name) for name in names]
    open_to = [place.name for place in places if place and place.may_be_opened_by(person)]
    return SavedView.objects.filter(
        Q(by_id=person.pk) | Q(is_shared=True, list_name__in=open_to)
    ).annotate(
        is_own=Case(
            When(by_id=person.pk, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


def find_view(view_id: int, person: Any) -> SavedView:
    """A view that this person may see, or Http404."""
    row = SavedView.objects.select_related("by").filter(pk=view_id).first()
    place = list_place(row.list_name) if row else None
    if row is None or place is None:
        raise Http404
    if row.by_id != person.pk and not (row.is_shared and place.may_be_opened_by(person)):
        raise Http404
    return row


READ = ("pk", "name", "query", "list_name", "by_id", "is_shared", "by__name", "by__email")


def _named(rows: Iterable[tuple], person: Any, known: dict[str, ListPlace]) -> list[NamedView]:
    """Views as links, one's own first; `known` are lists that are open to the person anyway."""
    found, is_named = [], may_see_names(person)
    for pk, name, query, list_name, owner, is_shared, of, email in rows:
        place = known.get(list_name) or list_place(list_name)
        if place is None or not (list_name in known or place.may_be_opened_by(person)):
            continue
        found.append(
            NamedView(
                id=pk,
                name=name,
                href=place.address(query),
                query=query,
                list_title=place.title,
                is_own=owner == person.pk,
                is_shared=is_shared,
                owner=(of or email.split("@")[0]) if is_named else somebody(),
            )
        )
    return sorted(found, key=lambda view: not view.is_own)
