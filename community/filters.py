"""What the lists of people can be narrowed by: for staff at large only by what they may read."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from community.models import (
    KIND_WORDS,
    CommunityRole,
    Meeting,
    Person,
    PersonGroup,
    PersonInterest,
    RoleHeld,
    Status,
    When,
)
from community.selectors.finding import found_by
from core.imports.selectors import imports_to_choose
from core.tables.filters import ChoiceFilter
from core.tables.found import Remark
from organisation.selectors import choices_of

TO_DO = [
    ("waiting", "Waits for a welcome"),
    ("back", "Wanted to be back by now"),
    ("bounced", "E-mail came back"),
    ("asked", "Was asked if they are still with us"),
    ("alone", "Has no named contact"),
]


def _choice(label: str, method: str, choices: Any = ()) -> ChoiceFilter:
    return ChoiceFilter(label=label, choices=list(choices), method=method, empty_label="Any")


class OpenPersonFilters(django_filters.FilterSet):
    """Search and filters over what staff at large may read."""

    q = django_filters.CharFilter(label="Name, interest or place", method="by_words")
    interest = _choice("Interest", "by_interest")
    district = _choice("District", "by_district")
    role = _choice("Role", "by_role", CommunityRole.choices)
    free = _choice("Usually free", "by_part", When.choices)
    meets = _choice("Can meet", "by_way", Meeting.choices)

    # Word lists and districts: drawn filters may be kept.
    names_nobody = True
    is_whole = False
    # Filters whose choices come from a list.
    LISTS: ClassVar = {"interest": "interests", "district": "areas"}
    remarks: tuple[Remark, ...] = ()

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for lists, name in zip(choices_of(*self.LISTS.values()).values(), self.LISTS, strict=True):
            self.filters[name].extra["choices"] = lists

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = found_by(rows, value, is_whole=self.is_whole)
        self.remarks = found.remarks
        return found.rows

    def by_interest(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        chosen = PersonInterest.objects.filter(person=OuterRef("pk"), interest_id=int(value))
        return rows.filter(Exists(chosen))

    def by_district(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(district_id=int(value))

    def by_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        held = RoleHeld.objects.filter(person=OuterRef("pk"), role=value, starts_on__lte=today)
        return rows.filter(Exists(held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))))

    def by_part(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(availability__contains=[value])

    def by_way(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(meets__contains=[value])


class TeamPersonFilters(OpenPersonFilters):
    """The same over everything, and by what only the involvement team may read."""

    q = django_filters.CharFilter(
        label="Name, interest, place, telephone number or e-mail",
        method="by_words",
    )
    status = _choice("Status", "by_status", Status.choices)
    kind = _choice("As", "by_kind", KIND_WORDS.items())
    group = _choice("Asked to be listed for", "by_group")
    to_do = _choice("Needs something", "by_to_do", TO_DO)
    mine = _choice("Named contact", "by_contact", [("me", "Me")])
    # Offered where the report of an import has led.
    batch = _choice("Came in with", "by_batch")

    is_whole = True
    LISTS: ClassVar = {**OpenPersonFilters.LISTS, "group": "groups"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.data.get("batch"):
            self.filters["batch"].extra["choices"] = imports_to_choose("members")
        else:
            del self.filters["batch"]

    def by_status(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(status=value)

    def by_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(kinds__contains=[value])

    def by_group(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        chosen = PersonGroup.objects.filter(person=OuterRef("pk"), group_id=int(value))
        return rows.filter(Exists(chosen))

    def by_to_do(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        asked = {
            "waiting": Q(status=Status.ASKED),
            "back": Q(status=Status.PAUSED, back_on__lte=timezone.localdate()),
            "bounced": Q(email_failed_at__isnull=False),
            "asked": Q(nudged_at__isnull=False),
            "alone": Q(
                named_contact__isnull=True,
                status__in=[Status.ASKED, Status.WELCOMED, Status.ACTIVE],
            ),
        }
        return rows.filter(asked[value])

    def by_contact(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(named_contact=self.request.user)

    def by_batch(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(batch_id=int(value))
