"""Projects as pages and rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left
from django.http import Http404

from activities.models import Activity, Project
from activities.rules.projects import ProjectFacts
from core.fields import date_words
from core.search import Source, named_like

LONGEST_AIM = 200  # letters of an aim among what a search found
NAMED = 50  # activities named on a project's page before the list takes over


@dataclass(frozen=True)
class ProjectActivity:
    """An activity on its project's page."""

    id: int
    title: str
    status: str
    on: object

    @property
    def status_words(self) -> str:
        return str(Activity.Status(self.status).label)


def project_facts(row: Project) -> ProjectFacts:
    """A project as the rules need it."""
    return ProjectFacts(status=row.status)


def project_rows() -> QuerySet[Project]:
    """Every project with its service, directorate and number of activities."""
    counted = (
        Activity.objects.filter(project=OuterRef("pk"))
        .order_by()
        .values("project")
        .annotate(number=Count("*"))
        .values("number")
    )
    return Project.objects.annotate(
        service_name=F("service__name"),
        directorate_name=F("service__directorate__name"),
        activity_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    )


def projects_like(words: Sequence[str]) -> Source:
    """Projects by what somebody typed, in the name or the aim, for `core.search.hits`."""
    aim = Left("aim", LONGEST_AIM)
    return named_like("project", Project.objects.all(), words, note=aim, also=("aim",))


def find_project(project_id: int) -> Project:
    """One project with its service; 404 if there is none."""
    row = Project.objects.select_related("service__directorate").filter(pk=project_id).first()
    if row is None:
        raise Http404
    return row


def is_name_taken(name: str, *, apart_from: int | None = None) -> bool:
    """Whether another project is called so, in any case."""
    rows = Project.objects.filter(name__iexact=name)
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from)
    return rows.exists()


def activities_of(row: Project) -> tuple[list[ProjectActivity], int]:
    """The newest activities of a project, and how many there are in all."""
    rows = row.activities.order_by(F("span_from").desc(nulls_last=True), "-id")
    named = rows.values_list("id", "title", "status", "span_from")[:NAMED]
    return [ProjectActivity(*each) for each in named], rows.count()


def in_words(row: Project) -> dict[str, str]:
    """What a project's record says, field by field, as words."""
    return {
        "name": row.name,
        "aim": row.aim,
        "service": str(row.service) if row.service else "",
        "starts_on": date_words(row.starts_on),
        "ends_on": date_words(row.ends_on),
    }
