"""The list of templates of the log form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.urls import reverse

from activities.rules.log import Actor
from activities.rules.templates import change_template_blocker
from core.saved.words import whose
from core.tables import Column, Table


def _use(name: str, pk: int) -> tuple[str, str]:
    return name, f"{reverse('activities:activity_log')}?template={pk}"


def _deed(pk: int, owner_id: int, is_shared: bool, *, actor: Actor) -> tuple[str, str] | str:
    if change_template_blocker(actor, owner_id=owner_id, is_shared=is_shared):
        return ""
    return "Change or delete", reverse("activities:template_change", args=[pk])


TEMPLATES = Table(
    name="templates",
    caption="Templates",
    what="templates",
    columns=(
        Column("name", "Start from", ("name", "pk"), cell=_use, sort="name"),
        Column("whose", "Whose", ("is_own", "is_shared", "by__name", "by__email"), cell=whose),
        Column("saved", "Saved", "saved_at", sort="saved_at"),
    ),
    order="name",
    empty="No template is saved yet. Open an activity that comes again and choose “Save as a template”.",
)


def templates_for(actor: Actor) -> Table:
    """The list with what this person may do to each template."""
    deed = partial(_deed, actor=actor)
    last = Column("deed", "Change", ("pk", "by_id", "is_shared"), cell=deed)
    return replace(TEMPLATES, columns=(*TEMPLATES.columns, last))
