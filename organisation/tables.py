"""The lists of the organisation pages: their columns and filters."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.imports.selectors import imports_to_choose
from core.tables import Column, Table, Tag
from core.tables.columns import Cell
from organisation.models import Area, Directorate, Post
from organisation.selectors import ListFacts, word_lists_known

OPEN, CLOSED = "open", "closed"


def _link(name: str):
    """A cell that leads to the page of its row."""
    return lambda row_id, text: (text, reverse(name, args=[row_id]))


def _standing(valid_from: date | None, valid_to: date | None) -> Cell:
    today = timezone.localdate()
    if valid_to is not None and valid_to <= today:
        return Tag("Closed", "grey")
    if valid_from is not None and valid_from > today:
        return Tag("Not open yet", "yellow")
    return Tag("Closing", "orange") if valid_to is not None else Tag("Open", "green")


class PeriodFilters(django_filters.FilterSet):
    """Open now, or closed."""

    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="Open or closed",
        choices=[(OPEN, "Open now"), (CLOSED, "Closed")],
        empty_label="All",
        method="of_state",
    )

    def of_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        if value == CLOSED:
            return rows.filter(valid_to__lte=today)
        return rows.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        )


class CameInFilters(PeriodFilters):
    """Rows that one import brought: offered where its report has led, so that other visits ask less."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("batch"):
            del self.filters["batch"]


class ServiceFilters(CameInFilters):
    """Services by directorate, and by the import that brought them."""

    directorate = django_filters.ModelChoiceFilter(
        label="Directorate",
        queryset=Directorate._default_manager.order_by("name"),
        empty_label="All",
    )
    batch = django_filters.ChoiceFilter(
        label="Came in with", choices=partial(imports_to_choose, "parts"), empty_label="All"
    )


class PostFilters(CameInFilters):
    """Posts by person, role, directorate and the import that brought them."""

    name = django_filters.CharFilter(label="Person", method="of_person")
    duty = django_filters.ChoiceFilter(label="Role", choices=Post.Duty.choices, empty_label="All")
    directorate = django_filters.ModelChoiceFilter(
        label="Directorate",
        queryset=Directorate._default_manager.order_by("name"),
        empty_label="All",
        method="of_directorate",
    )
    batch = django_filters.ChoiceFilter(
        label="Came in with", choices=partial(imports_to_choose, "posts"), empty_label="All"
    )

    def of_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(Q(person__name__icontains=value) | Q(person__email__icontains=value))

    def of_directorate(self, rows: QuerySet, _name: str, value: Directorate) -> QuerySet:
        return rows.filter(place_directorate_id=value.pk)


class VenueFilters(django_filters.FilterSet):
    """Venues by name, area and what they offer."""

    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    area = django_filters.ModelChoiceFilter(
        label="Area", queryset=Area._default_manager.order_by("name"), empty_label="All"
    )
    is_step_free = django_filters.BooleanFilter(label="Step-free")
    is_in_use = django_filters.BooleanFilter(label="In use")


class WordFilters(django_filters.FilterSet):
    """Words of one list."""

    label = django_filters.CharFilter(label="Word", lookup_expr="icontains")
    is_in_use = django_filters.BooleanFilter(label="In use")


STATE = Column(
    "state",
    "Open or closed",
    ("valid_from", "valid_to"),
    cell=_standing,
    meaning="How it stands today",
    values=("Not open yet", "Open", "Closing: its last day is known", "Closed"),
)
UNTIL = Column(
    "valid_to",
    "Until",
    "valid_to",
    sort="valid_to",
    meaning="The day from which it is closed. Empty if none is set",
)

DIRECTORATES = Table(
    name="directorates",
    caption="Directorates",
    columns=(
        Column(
            "name",
            "Name",
            ("id", "name"),
            cell=_link("organisation:directorate_detail"),
            sort="name",
            meaning="What the directorate is called",
        ),
        Column("short_name", "Short name", "short_name", meaning="What people say for short"),
        Column("old_name", "Older name", "old_name", meaning="What older records call it"),
        Column(
            "services",
            "Services",
            "service_count",
            numeric=True,
            meaning="How many services it has today",
            unit="services",
        ),
        STATE,
        UNTIL,
    ),
    order="name",
    empty="No directorate has been opened yet.",
)

SERVICES = Table(
    name="services",
    caption="Services",
    columns=(
        Column(
            "name",
            "Name",
            ("id", "name"),
            cell=_link("organisation:service_detail"),
            sort="name",
            meaning="What the service is called",
        ),
        Column(
            "directorate",
            "Directorate",
            "directorate_name",
            sort="directorate_name",
            meaning="The directorate it belongs to now",
        ),
        Column(
            "cost_centre",
            "Cost centre",
            "cost_centre",
            sort="cost_centre",
            meaning="Its code in the finance system. Empty if it has none",
        ),
        STATE,
        UNTIL,
    ),
    order="name",
    empty="No service has been opened yet. Open one on the page of its directorate.",
)


def _person(row_id: int, name: str, email: str) -> Cell:
    return (
        name or email.split("@", maxsplit=1)[0],
        reverse("organisation:post_detail", args=[row_id]),
    )


POSTS = Table(
    name="posts",
    caption="Posts",
    columns=(
        Column(
            "person",
            "Person",
            ("id", "person_name", "person_email"),
            cell=_person,
            sort="person_name",
            sort_is_personal=True,
            meaning="Who holds the post",
        ),
        Column(
            "duty",
            "Role",
            "duty",
            cell=lambda duty: str(Post.Duty(duty).label),
            meaning="What the person is there",
            values=tuple(str(label) for label in Post.Duty.labels),
        ),
        Column(
            "service",
            "Service",
            "service_name",
            empty="The directorate itself",
            meaning="Where the post is; empty in a file if it is the directorate's own",
        ),
        Column(
            "directorate",
            "Directorate",
            "place_directorate",
            sort="place_directorate",
            meaning="The directorate of the post",
        ),
        Column(
            "valid_from",
            "From",
            "valid_from",
            sort="valid_from",
            meaning="Its first day. Empty if nobody said",
        ),
        Column(
            "valid_to",
            "Until",
            "valid_to",
            sort="valid_to",
            meaning="The day from which it has ended. Empty if it goes on",
        ),
    ),
    order="person",
    empty="Nobody has a post yet.",
)


def _known(value: bool | None) -> str:
    return {True: "Yes", False: "No"}.get(value, "Not known") if value is not None else "Not known"


def _in_use(value: bool) -> Cell:
    return "Yes" if value else Tag("No longer offered", "grey")


KNOWN = ("Yes", "No", "Not known")
IN_USE = Column(
    "in_use",
    "In use",
    "is_in_use",
    cell=_in_use,
    meaning="Whether it can be chosen now",
    values=("Yes", "No longer offered: it is kept where it was chosen before"),
)

VENUES = Table(
    name="venues",
    caption="Venues",
    columns=(
        Column(
            "name",
            "Name",
            ("id", "name"),
            cell=_link("organisation:venue_detail"),
            sort="name",
            meaning="What the venue is called",
        ),
        Column("area", "Area", "area_name", sort="area_name", meaning="The area it lies in"),
        Column("postcode", "Postcode", "postcode", meaning="Its postcode"),
        Column(
            "step_free",
            "Step-free",
            "is_step_free",
            cell=_known,
            meaning="Whether one can get in and about without steps",
            values=KNOWN,
        ),
        Column(
            "hearing_loop",
            "Hearing loop",
            "has_hearing_loop",
            cell=_known,
            meaning="Whether it has a hearing loop",
            values=KNOWN,
        ),
        IN_USE,
    ),
    order="name",
    empty="No venue has been added yet.",
)

AREAS = Table(
    name="areas",
    caption="Areas",
    columns=(
        Column(
            "name",
            "Name",
            ("id", "name"),
            cell=_link("organisation:area_change"),
            sort="name",
            meaning="What the area is called",
        ),
        Column(
            "code",
            "ONS code",
            "code",
            sort="code",
            meaning="Its code at the Office for National Statistics. Empty for a town",
        ),
        Column(
            "venues",
            "Venues",
            "venue_count",
            numeric=True,
            meaning="How many venues lie in it",
            unit="venues",
        ),
    ),
    order="name",
    empty="No area has been added yet.",
)


def _words(facts: ListFacts) -> Table:
    def linked(word_id: int, label: str) -> Cell:
        return label, reverse("organisation:word_change", args=[facts.name, word_id])

    reading = Column(
        "is_publication",
        "How people take part",
        "is_publication",
        cell=_way,
        meaning="Whether people come to it, or read or watch it",
        values=("They attend", "They read or watch it"),
    )
    return Table(
        name=facts.name,
        caption=facts.title,
        columns=(
            Column(
                "place",
                "Place",
                "position",
                sort="position",
                numeric=True,
                meaning="Where it stands in the list",
            ),
            Column("label", "Word", ("id", "label"), cell=linked, sort="label", meaning="The word"),
            Column("hint", "What it means", "hint", meaning="What people are told about it"),
            *([reading] if facts.name == "activity-kinds" else []),
            IN_USE,
        ),
        order="place",
        empty="This list is empty.",
        what="words",
        per_page=100,
    )


def _way(is_publication: bool) -> str:
    return "They read or watch it" if is_publication else "They attend"


WORDS = {facts.name: _words(facts) for facts in word_lists_known()}
