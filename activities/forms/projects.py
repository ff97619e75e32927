"""Forms and filters of projects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from activities.models import Project
from core.fields import CharacterCount, DateField, Radios
from core.forms import PortalForm
from organisation.models import Directorate
from organisation.selectors import ServiceName


class ProjectForm(PortalForm):
    """What a project's record says."""

    submit_text = "Save"

    name = forms.CharField(label="Name", max_length=150)
    aim = forms.CharField(
        label="Aim",
        required=False,
        max_length=2000,
        widget=CharacterCount(attrs={"rows": 4}),
        help_text="What should be better at the end, in a sentence or two.",
    )
    service = forms.TypedChoiceField(label="Service", required=False, coerce=int, empty_value=None)
    starts_on = DateField(label="Starts", called="The start", required=False)
    ends_on = DateField(label="Ends", called="The end", required=False)

    def __init__(self, *args: Any, services: Iterable[ServiceName], **kwargs: Any):
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[int, str]]] = {}
        for each in services:
            groups.setdefault(each.directorate, []).append(
                (each.id, f"{each.name} ({each.directorate})")
            )
        flat = [choice for choices in groups.values() for choice in choices]
        self.fields["service"].choices = [("", "The whole trust"), *flat]

    def clean(self) -> dict[str, Any]:
        """A project must not end before it starts."""
        found = super().clean() or {}
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("ends_on", "The end must be on or after the start")
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        found = dict(self.cleaned_data)
        found["service_id"] = found.pop("service")
        return found


class ProjectMoveForm(PortalForm):
    """A new status, with the reason where one is owed."""

    submit_text = "Save"

    to = forms.ChoiceField(label="What is it now?", widget=Radios)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=1000,
        widget=CharacterCount(attrs={"rows": 3}),
        help_text="What came of it, or why it stopped. Needed when it is finished or stopped.",
    )

    def __init__(self, *args: Any, moves: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(move, str(Project.Status(move).label)) for move in moves]


class ProjectFilters(django_filters.FilterSet):
    """What the list of projects can be narrowed by."""

    q = django_filters.CharFilter(label="Search", method="search")
    status = django_filters.ChoiceFilter(label="Status", choices=Project.Status.choices)
    directorate = django_filters.ModelChoiceFilter(
        label="Directorate",
        field_name="service__directorate",
        queryset=Directorate.objects.order_by("name"),
    )

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word somewhere in name or aim."""
        for word in value.split()[:10]:
            rows = rows.filter(Q(name__icontains=word) | Q(aim__icontains=word))
        return rows
