"""The lists of the community pages."""

import django_filters
from django.urls import reverse

from core.tables import Column, Table, Tag
from core.tables.columns import Cell


class PartnerFilters(django_filters.FilterSet):
    """Partners by name."""

    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    is_in_use = django_filters.BooleanFilter(label="In use")


def _linked(partner_id: int, name: str) -> Cell:
    return name, reverse("community:partner_rename", args=[partner_id])


def _in_use(value: bool) -> Cell:
    return "Yes" if value else Tag("Put away", "grey")


PARTNERS = Table(
    name="partners",
    caption="Partners",
    columns=(
        Column("name", "Name", ("id", "name"), cell=_linked, sort="name"),
        Column("in_use", "In use", "is_in_use", cell=_in_use),
    ),
    order="name",
    empty="No partner has been added yet.",
)
