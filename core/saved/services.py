"""Every write of saved views."""

from __future__ import annotations

from typing import Any

from core.forgetting import Known
from core.models import SavedView
from core.saved import rules
from core.saved.lists import list_place, searches
from core.saved.selectors import KEEP
from core.service import acting, refuse, require_version, service
from core.turns import take_turns


@service
def save_view(
    *, by: Any, list_name: str, query: str, name: str, is_shared: bool, replaces: bool = False
) -> SavedView:
    """Keep a list's filters and order under a name; `replaces` puts it in the place of its namesake."""
    take_turns(f"views of {by.pk}")
    own = SavedView.objects.filter(by=by, list_name=list_name)
    place = list_place(list_name)
    namesake = own.filter(name__iexact=name).first()
    is_another = namesake is None or not replaces
    refuse(
        rules.save_view_blocker(
            rules.SaveFacts(
                may_open=place is not None and place.may_be_opened_by(by),
                says_something=bool(query),
                how_many=own.count() if is_another else 0,
            )
        )
    )
    _refuse_sharing(list_name, query, is_shared)
    if namesake is not None and replaces:
        namesake.query, namesake.name, namesake.is_shared = query, name, is_shared
        return _save(namesake, "query", "name", "is_shared")
    refuse(rules.name_blocker(is_taken=namesake is not None), field="name")
    view = SavedView.objects.create(
        by=by, list_name=list_name, query=query, name=name, is_shared=is_shared
    )
    acting().subject = view
    return view


@service
def change_view(
    *, by: Any, view_id: int, expected: int | None, name: str, is_shared: bool
) -> SavedView:
    """Give a view another name; share it or keep it to oneself."""
    take_turns(f"views of {by.pk}")
    view = _lock(view_id)
    refuse(rules.change_view_blocker(is_own=view.by_id == by.pk))
    require_version(view, expected, lambda: _in_words(view))
    _refuse_sharing(view.list_name, view.query, is_shared)
    others = SavedView.objects.filter(by=by, list_name=view.list_name).exclude(pk=view.pk)
    refuse(rules.name_blocker(is_taken=others.filter(name__iexact=name).exists()), field="name")
    view.name, view.is_shared = name, is_shared
    return _save(view, "name", "is_shared")


@service
def unshare_view(*, by: Any, view_id: int) -> SavedView:
    """Show a view to its owner alone again."""
    view = _lock(view_id)
    is_own = view.by_id == by.pk
    refuse(
        rules.unshare_view_blocker(is_own=is_own, is_shared=view.is_shared, may_keep=by.may(KEEP))
    )
    view.is_shared = False
    return _save(view, "is_shared")


@service
def delete_view(*, by: Any, view_id: int) -> None:
    """Take a view away; the list and what it shows stay."""
    view = _lock(view_id)
    refuse(rules.change_view_blocker(is_own=view.by_id == by.pk))
    acting().subject = view
    SavedView.objects.filter(pk=view.pk).delete()


def _refuse_sharing(list_name: str, query: str, is_shared: bool) -> None:
    place = list_place(list_name)
    is_private = place is not None and place.is_search_private and searches(query)
    reason = rules.share_view_blocker(is_shared=is_shared, is_private=is_private)
    refuse(reason, field="is_shared")


def _lock(view_id: int) -> SavedView:
    return SavedView.objects.select_for_update().get(pk=view_id)


def _save(view: SavedView, *fields: str) -> SavedView:
    view.version += 1
    view.save(update_fields=[*fields, "version"])
    acting().subject = view
    return view


def _in_words(view: SavedView) -> dict[str, str]:
    return {"name": view.name, "is_shared": "Yes" if view.is_shared else "No"}


@service
def forget_in_views(*, by: Any, known: Known) -> int:
    """Remove every view that was kept to look for somebody who is to be forgotten; how many."""
    rows = SavedView.objects.values_list("pk", "name", "query")
    named = [
        pk
        for pk, name, query in rows.iterator()
        if known.stands_in(name) or known.is_looked_for(query)
    ]
    return SavedView.objects.filter(pk__in=named).delete()[0]
