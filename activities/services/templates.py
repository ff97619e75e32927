"""Every write of templates of the log form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.models import LogTemplate
from activities.rules import templates as rules
from activities.selectors.log import actor_of
from core.service import acting, refuse, require_version, service
from core.turns import take_turns


@service
def save_template(*, by: Any, name: str, is_shared: bool, values: Mapping[str, Any]) -> LogTemplate:
    """Keep what stays the same each time under a name."""
    take_turns(f"templates of {by.pk}")
    own = LogTemplate.objects.filter(by=by)
    actor = actor_of(by, with_posts=False)
    refuse(rules.save_template_blocker(actor, how_many=own.count()))
    _refuse_double(own, name)
    template = LogTemplate.objects.create(
        by=by, name=name, is_shared=is_shared, values=dict(values)
    )
    acting().subject = template
    return template


@service
def change_template(
    *,
    by: Any,
    template_id: int,
    expected: int | None,
    name: str,
    is_shared: bool,
    values: Mapping[str, Any],
) -> LogTemplate:
    """Change what a template says, its name or who sees it; activities logged from it stay."""
    template = _lock(template_id)
    take_turns(f"templates of {template.by_id}")
    _refuse_change(template, by)
    require_version(template, expected, lambda: {"name": template.name})
    others = LogTemplate.objects.filter(by=template.by_id).exclude(pk=template.pk)
    _refuse_double(others, name)
    template.name, template.is_shared, template.values = name, is_shared, dict(values)
    template.version += 1
    template.save(update_fields=["name", "is_shared", "values", "version"])
    acting().subject = template
    return template


@service
def delete_template(*, by: Any, template_id: int) -> None:
    """Take a template away; activities logged from it stay."""
    template = _lock(template_id)
    _refuse_change(template, by)
    acting().subject = template
    LogTemplate.objects.filter(pk=template.pk).delete()


def _lock(template_id: int) -> LogTemplate:
    return LogTemplate.objects.select_for_update().get(pk=template_id)


def _refuse_change(template: LogTemplate, by: Any) -> None:
    actor = actor_of(by, with_posts=False)
    refuse(
        rules.change_template_blocker(actor, owner_id=template.by_id, is_shared=template.is_shared)
    )


def _refuse_double(rows: Any, name: str) -> None:
    is_taken = rows.filter(name__iexact=name).exists()
    refuse(rules.template_name_blocker(is_taken=is_taken), field="name")
