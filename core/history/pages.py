"""The page that goes back to an earlier version: the same look for every sort of record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.history.forms import RestoreForm
from core.history.restoring import WayBack, compared
from core.history.rules import restore_blocker
from core.history.states import version_of
from core.history.words import FieldChange
from core.pages import submit_page


@dataclass(frozen=True)
class Earlier:
    """An earlier version as its page shows it.

    `rows` are the differences: `before` is what the record says now, `after` what it would say.
    `notes` are sentences about what comes back although it is closed or put away, or cannot
    come back; `blocker` is why this person cannot go back to it.
    """

    called: str
    version: int
    until: datetime | None
    rows: Sequence[FieldChange]
    notes: Sequence[str] = ()
    blocker: str | None = None


def versions_at(url_name: str, *args: Any) -> Callable[[int], str]:
    """The addresses of a record's earlier versions: what `changes` takes as `back`."""
    return lambda version: reverse(url_name, args=[*args, version])


def earlier_of(
    row: models.Model, number: int, names: Sequence[str], blocker: str | None = None
) -> Earlier:
    """An earlier version of a record whose own columns (`attname`s) say it all; 404 if unknown."""
    version = version_of(row, number)
    if version is None:
        raise Http404
    rows = compared(row, version, names)
    same = restore_blocker(differs=bool(rows))
    return Earlier(str(row), number, version.ended_at, rows, blocker=blocker or same)


def restore_page(
    request: HttpRequest,
    template: str,
    earlier: Earlier,
    row: Any,
    carry_out: Callable[[RestoreForm], Any],
    *,
    then: Callable[[Any], str],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show what would change and, when it is posted with a reason, have it carried out."""
    form = RestoreForm(request.POST if request.method == "POST" else None, version=row.version)
    return submit_page(
        request,
        form,
        template,
        lambda: carry_out(form),
        then=then,
        context={"earlier": earlier, "record": row, **(context or {})},
        said=_("It says again what it said then. The history has both."),
    )


def way_back_page(
    request: HttpRequest,
    row: Any,
    way: WayBack[Any],
    restore: Callable[..., Any],
    *,
    version: int,
    then: str,
    blocker: str | None = None,
    which: dict[str, Any] | None = None,
) -> HttpResponse:
    """The same for a record with a way back, by its service that restores; `then` is its page.

    `which` is what the service needs besides the record's number to find it.
    The template is named as the service's view: `organisation/venue_restore.html`.
    """
    verb, noun = restore.__name__.split("_", 1)
    return restore_page(
        request,
        f"{restore.__module__.split('.')[0]}/{noun}_{verb}.html",
        earlier_of(row, version, way.names, blocker),
        row,
        lambda form: restore(
            by=request.user, version=version, **{way.key: row.pk}, **(which or {}), **form.given
        ),
        then=lambda _: then,
        context=which,
    )
