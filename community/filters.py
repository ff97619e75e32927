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
    PersonExperience,
    PersonGroup,
    PersonInterest,
    RoleHeld,
    Status,
    When,
)
from community.models.need_words import ABOUT, WORDS
from community.rules.needs import SEE_NEEDS
from community.selectors.contact import ADDRESS_IS_SURE
from community.selectors.finding import found_by
from community.selectors.induction import late_welcomes
from community.selectors.needs import needing
from core.imports.selectors import imports_to_choose
from core.tables.filters import ChoiceFilter
from core.tables.found import Remark
from organisation.selectors import choices_of

TO_DO = [
    ("waiting", "Waits for a welcome"),
    ("late", "Waits for a welcome longer than we promise"),
    ("back", "Wanted to be back by now"),
    ("bounced", "Email does not reach them"),
    ("unsure", "Has not said that the email address is theirs"),
    ("asked", "Was asked if they are still with us"),
    ("alone", "Has no named contact"),
]


# Each with what it is about: “By email” alone says little.
NEEDS = [
    (word.code, f"{word.words} ({ABOUT[category].lower()})")
    for category, words in WORDS.items()
    for word in words
]


def _choice(label: str, method: str, choices: Any = ()) -> ChoiceFilter:
    return ChoiceFilter(label=label, choices=list(choices), method=method, empty_label="Any")


class OpenPersonFilters(django_filters.FilterSet):
    """Search and filters over what staff at large may read."""

    q = django_filters.CharFilter(label="Name, interest, experience or place", method="by_words")
    interest = _choice("Interest", "by_interest")
    experience = _choice("Has done before", "by_experience")
    district = _choice("District", "by_district")
    role = _choice("Role", "by_role", CommunityRole.choices)
    free = _choice("Usually free", "by_part", When.choices)
    meets = _choice("Can meet", "by_way", Meeting.choices)

    # Word lists and districts: drawn filters may be kept.
    names_nobody = True
    is_whole = False
    # Filters whose choices come from a list.
    LISTS: ClassVar = {
        "interest": "interests",
        "experience": "experiences",
        "district": "areas",
    }
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

    def by_experience(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        chosen = PersonExperience.objects.filter(person=OuterRef("pk"), experience_id=int(value))
        return rows.filter(Exists(chosen))

    def by_district(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(district_id=int(value))

    def by_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        held = RoleHeld.objects.filter(person=OuterRef("pk"), role=value)
        return rows.filter(Exists(held.held_on(timezone.localdate())))

    def by_part(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(availability__contains=[value])

    def by_way(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(meets__contains=[value])


class TeamPersonFilters(OpenPersonFilters):
    """The same over everything, and by what only the involvement team may read."""

    q = django_filters.CharFilter(
        label="Name, interest, experience, place, telephone number or email",
        method="by_words",
    )
    status = _choice("Status", "by_status", Status.choices)
    kind = _choice("Takes part as", "by_kind", KIND_WORDS.items())
    group = _choice("Asked to be listed for", "by_group")
    need = _choice("What they need", "by_need", NEEDS)
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
        if not self.request.user.may(SEE_NEEDS):
            del self.filters["need"]

    def by_status(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(status=value)

    def by_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(kinds__contains=[value])

    def by_group(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        chosen = PersonGroup.objects.filter(person=OuterRef("pk"), group_id=int(value))
        return rows.filter(Exists(chosen))

    def by_need(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(needing(self.request.user, value))

    def by_to_do(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        asked = {
            "waiting": Q(status=Status.ASKED),
            "late": late_welcomes(timezone.localdate()),
            "back": Q(status=Status.PAUSED, back_on__lte=timezone.localdate()),
            "bounced": Q(email_failed_at__isnull=False),
            "unsure": ~Q(email="") & Q(email_failed_at__isnull=True) & ~ADDRESS_IS_SURE,
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
