"""Adding, changing and moving projects."""

from __future__ import annotations

from datetime import date

from activities.models import Project
from activities.rules.projects import keep_blocker, move_blocker
from activities.selectors.projects import in_words, is_name_taken, project_facts
from core.service import System, acting, refuse, require_version, service

FIELDS = ("name", "aim", "service_id", "starts_on", "ends_on")


def _may_keep(by) -> bool:
    return isinstance(by, System) or by.may("keep_projects")


@service
def add_project(
    *,
    by,
    name: str,
    aim: str = "",
    service_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Project:
    """Record a project, as proposed. Raises `Refused` if the name is taken."""
    refuse(keep_blocker(_may_keep(by)))
    refuse(keep_blocker(True, is_name_taken=is_name_taken(name)), field="name")
    row = Project.objects.create(
        name=name, aim=aim, service_id=service_id, starts_on=starts_on, ends_on=ends_on
    )
    acting().subject = row
    return row


@service
def edit_project(
    *,
    by,
    project_id: int,
    expected: int,
    name: str,
    aim: str,
    service_id: int | None,
    starts_on: date | None,
    ends_on: date | None,
) -> Project:
    """Change what a project's record says; the status stays. Raises `Stale` and `Refused`."""
    row = _lock(project_id)
    refuse(keep_blocker(_may_keep(by)))
    require_version(row, expected, lambda: in_words(row))
    taken = is_name_taken(name, apart_from=row.pk)
    refuse(keep_blocker(True, is_name_taken=taken), field="name")
    row.name, row.aim, row.service_id = name, aim, service_id
    row.starts_on, row.ends_on = starts_on, ends_on
    return _save(row, *FIELDS)


@service
def move_project(*, by, project_id: int, expected: int, to: str, reason: str) -> Project:
    """Move a project along `Project.TRANSITIONS`; finishing and stopping need a reason."""
    row = _lock(project_id)
    refuse(move_blocker(_may_keep(by), project_facts(row), to, reason=reason))
    require_version(row, expected, lambda: {"to": row.get_status_display()})
    row.status, row.status_reason = to, reason
    acting().reason = reason
    return _save(row, "status", "status_reason")


def _lock(project_id: int) -> Project:
    return (
        Project.objects.select_for_update(of=("self",)).select_related("service").get(pk=project_id)
    )


def _save(row: Project, *fields: str) -> Project:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    acting().subject = row
    return row
