"""Reads of templates of the log form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.http import Http404

from activities.models import LogTemplate
from activities.rules.templates import change_template_blocker
from activities.selectors.log import actor_of

SHOWN = 6


@dataclass(frozen=True)
class OfferedTemplates:
    """The templates a log form offers: one's own first, then shared ones; at most so many."""

    shown: list[tuple[int, str]]
    has_more: bool


def templates_of(person) -> QuerySet[Any]:
    """A person's own templates and the shared ones, with whose they are."""
    return LogTemplate.objects.filter(Q(by_id=person.pk) | Q(is_shared=True)).annotate(
        is_own=Case(
            When(by_id=person.pk, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


def offered_templates(person) -> OfferedTemplates:
    """One query."""
    rows = templates_of(person).order_by("-is_own", Lower("name"), "pk")
    found = list(rows.values_list("pk", "name")[: SHOWN + 1])
    return OfferedTemplates(found[:SHOWN], has_more=len(found) > SHOWN)


def template_named(number: str, person) -> LogTemplate | None:
    """The template that an address asks for; None if there is none that this person may use."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return templates_of(person).filter(pk=int(number)).first()


def find_template(template_id: int, person) -> LogTemplate:
    """A template that this person may use, or Http404."""
    found = templates_of(person).select_related("by").filter(pk=template_id).first()
    if found is None:
        raise Http404
    return found


def change_refusal(template: LogTemplate, person) -> str | None:
    """Why this person may not change a template, to say before they type."""
    actor = actor_of(person, with_posts=False)
    return change_template_blocker(actor, owner_id=template.by_id, is_shared=template.is_shared)
