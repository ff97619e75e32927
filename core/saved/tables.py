"""The list of saved views."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.urls import reverse

from core.saved.lists import list_place
from core.saved.rules import change_view_blocker, unshare_view_blocker
from core.saved.selectors import KEEP
from core.saved.words import whose
from core.tables import Column, Table
from core.tellings.readers import may_see_names


def _name(name: str, list_name: str, query: str) -> tuple[str, str] | str:
    place = list_place(list_name)
    return (name, place.address(query)) if place else name


def _list(list_name: str) -> str:
    place = list_place(list_name)
    return place.title if place else "A list that is not there any more"


def _deed(pk: int, is_own: bool, is_shared: bool, *, may_keep: bool) -> tuple[str, str] | str:
    if change_view_blocker(is_own=is_own) is None:
        return "Change or delete", reverse("core:saved_view_change", args=[pk])
    if unshare_view_blocker(is_own=is_own, is_shared=is_shared, may_keep=may_keep) is None:
        return "Stop sharing", reverse("core:saved_view_unshare", args=[pk])
    return ""


VIEWS = Table(
    name="saved-views",
    caption="Saved views",
    what="views",
    columns=(
        Column("name", "View", ("name", "list_name", "query"), cell=_name, sort="name"),
        Column("list", "List", "list_name", cell=_list, sort="list_name"),
        Column("whose", "Whose", ("is_own", "is_shared", "by__name", "by__email"), cell=whose),
        Column("saved", "Saved", "saved_at", sort="saved_at"),
    ),
    order="name",
    empty="No view is saved yet. Filter or sort a list, then choose “Save this view”.",
)


def views_for(person: Any) -> Table:
    """The list as this person may read it, with what they may do to each view."""
    deed = partial(_deed, may_keep=person.may(KEEP))
    columns = VIEWS.columns
    if not may_see_names(person):
        columns = tuple(
            replace(each, source=("is_own", "is_shared")) if each.key == "whose" else each
            for each in columns
        )
    last = Column("deed", "Change", ("pk", "is_own", "is_shared"), cell=deed)
    return replace(VIEWS, columns=(*columns, last))
