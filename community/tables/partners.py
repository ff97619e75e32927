"""The lists of partners, and of what is to be done with them."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from community.models import PartnerArea, PartnerGroup, PartnerKind
from core.fields import date_words
from core.tables import Column, RowAddress, Table, Tag
from core.tables.columns import Cell
from core.tables.filters import ChoiceFilter
from organisation.selectors import choices_of

_page = RowAddress("community:partner_detail")
NO_CONTACT = "Nobody"


class PartnerFilters(django_filters.FilterSet):
    """Partners by name, kind, reach, and what is missing."""

    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    kind = ChoiceFilter(label="Kind", choices=PartnerKind.choices, empty_label="Any")
    group = ChoiceFilter(label="Community", choices=[], method="by_group", empty_label="Any")
    area = ChoiceFilter(label="Area", choices=[], method="by_area", empty_label="Any")
    to_do = ChoiceFilter(
        label="To do",
        choices=[("alone", "Has no contact"), ("review", "Agreement due for review")],
        method="by_to_do",
        empty_label="Any",
    )
    is_in_use = django_filters.BooleanFilter(label="In use")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = choices_of("groups", "areas")
        self.filters["group"].extra["choices"] = lists["groups"]
        self.filters["area"].extra["choices"] = lists["areas"]

    def by_group(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Those that reach a community."""
        return rows.filter(
            Exists(PartnerGroup.objects.filter(partner=OuterRef("pk"), group=int(value)))
        )

    def by_area(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Those that reach an area."""
        return rows.filter(
            Exists(PartnerArea.objects.filter(partner=OuterRef("pk"), area=int(value)))
        )

    def by_to_do(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Those for which something is to be done."""
        if value == "alone":
            return rows.filter(spoken_for_by__isnull=True, is_in_use=True)
        return rows.filter(agreement_review_on__lte=timezone.localdate())


def _linked(partner_id: int, name: str) -> Cell:
    return name, _page(partner_id)


def _kind(kind: str) -> str:
    return PartnerKind(kind).label if kind else ""


def _contact(name: str | None, is_in_use: bool) -> Cell:
    return name or (Tag(NO_CONTACT, "orange") if is_in_use else "")


def _review(on: date | None) -> Cell:
    if on is not None and on <= timezone.localdate():
        return Tag(f"Due {date_words(on)}", "orange")
    return date_words(on)


def _in_use(value: bool) -> Cell:
    return "Yes" if value else Tag("No longer offered", "grey")


PARTNERS = Table(
    name="partners",
    caption="Partners",
    columns=(
        Column(
            "name",
            "Name",
            ("id", "name"),
            cell=_linked,
            sort="name",
            meaning="What the organisation is called",
        ),
        Column(
            "kind",
            "Kind",
            "kind",
            cell=_kind,
            meaning="What kind of organisation it is",
            values=tuple(PartnerKind.labels),
        ),
        Column(
            "contact",
            "Contact",
            ("spoken_for_by", "is_in_use"),
            cell=_contact,
            meaning="Who speaks for it: the main contact, or the first one",
            values=("A name", f"{NO_CONTACT}: nobody is written down"),
        ),
        Column(
            "review",
            "Agreement review",
            "agreement_review_on",
            cell=_review,
            export=lambda on: on,
            meaning="When the next of its agreements is looked at again",
        ),
        Column("talked", "Last in touch", "talked_on", meaning="The last line of the contact log"),
        Column(
            "in_use",
            "In use",
            "is_in_use",
            cell=_in_use,
            meaning="Whether it can be chosen now",
            values=("Yes", "No longer offered: it is kept where it was chosen before"),
        ),
    ),
    order="name",
    empty="No partner has been added yet.",
)


def _due(on: date) -> Cell:
    words = date_words(on)
    return Tag(f"Late: {words}", "red") if on < timezone.localdate() else words


def _partner(partner_id: int, name: str) -> Cell:
    return name, _page(partner_id)


STEPS = Table(
    name="next-steps",
    caption="Next steps with partners",
    what="next steps",
    columns=(
        Column(
            "due",
            "Due",
            "due_on",
            cell=_due,
            export=lambda on: on,
            sort="due_on",
            sort_has_gaps=False,
            meaning="By when it is to be done",
        ),
        Column("step", "Next step", "next_step", meaning="What is to be done"),
        Column(
            "partner",
            "Partner",
            ("partner_id", "partner__name"),
            cell=_partner,
            export=lambda _id, name: name,
            meaning="With whom",
        ),
        Column(
            "by",
            "Written by",
            ("by__name", "by__email"),
            cell=lambda name, email: name or (email or "").split("@")[0],
            meaning="Who wrote it down",
        ),
    ),
    order="due",
    empty="Nothing is to be done with partners.",
)
