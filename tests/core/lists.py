"""A list of directorates with every sort of filter, and what it shows."""

from datetime import date, timedelta
from random import Random

import django_filters
import lxml.html
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.tables import Column, Table, list_page
from organisation.models import Directorate

DAY = date(2024, 1, 1)

PLACES = Table(
    name="directorates",
    caption="Directorates",
    columns=(
        Column("name", "Name", ("name", "pk"), cell=lambda n, pk: (n, f"/d/{pk}/"), sort="name"),
        Column("valid_from", "From", "valid_from", sort="valid_from", empty="Always"),
        Column("version", "Changes", "version", numeric=True, sort="version"),
        Column("old_name", "Older name", "old_name"),
        Column("number", "Number", "pk", sort="pk", numeric=True),
    ),
    order="-valid_from",
    empty="No directorates yet.",
    start=("Add a directorate", "/d/add/"),
)


class PlaceFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="Search")
    version = django_filters.NumberFilter(label="Changes")
    since = django_filters.DateFilter(field_name="valid_from", lookup_expr="gte", label="Since")
    old = django_filters.ChoiceFilter(
        field_name="old_name", choices=[("Red", "Red team"), ("Blue", "Blue team")], label="Team"
    )
    teams = django_filters.MultipleChoiceFilter(
        field_name="old_name",
        choices=[("Red", "Red team"), ("Blue", "Blue team")],
        label="Teams",
        widget=forms.CheckboxSelectMultiple,
    )
    is_open = django_filters.BooleanFilter(
        field_name="valid_to", lookup_expr="isnull", label="Still open"
    )
    after_this = django_filters.ModelChoiceFilter(
        field_name="successor", queryset=Directorate.objects.all(), label="Became"
    )


def fill(count: int, seed: int = 1) -> None:
    """Rows with many ties and many gaps, the same each time."""
    pick = Random(seed)
    Directorate.objects.all().delete()
    Directorate.objects.bulk_create(
        Directorate(
            name=f"Place {number:05}",
            valid_from=pick.choice([None, DAY + timedelta(days=pick.randrange(9))]),
            version=pick.randrange(4),
            old_name=pick.choice(["Red", "Blue"]),
        )
        for number in range(count)
    )


def open_page(query: str = "", **options):
    request = RequestFactory().get(f"/d/{query}")
    return list_page(request, PLACES, Directorate.objects.all(), PlaceFilters, **options)


def html_of(page) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(
        f"<main>{render_to_string('core/list.html', {'page': page})}</main>"
    )


def query_of(address: str) -> str:
    return "?" + address.partition("?")[2]


def keys(page) -> list[int]:
    return [row[-1] for row in page.rows]
