"""The lists of the engagement log: activities and projects here, others in their files."""

from activities.tables.activities import (
    ACTIVITIES,
    COLOURS,
    PROJECTS,
    WITHOUT_PEOPLE,
    day_in_files,
    project_status,
    reference,
    when_shown,
    yes_no,
)

__all__ = [
    "ACTIVITIES",
    "COLOURS",
    "PROJECTS",
    "WITHOUT_PEOPLE",
    "day_in_files",
    "project_status",
    "reference",
    "when_shown",
    "yes_no",
]
