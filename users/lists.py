"""The list of accounts."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core.tables import Column, Table, Tag
from users.models import User
from users.permissions import Role


def _name(name: str, email: str, account_id: int) -> tuple[str, str]:
    return name or email, reverse("users:account_detail", args=[account_id])


def _roles(roles: list[str]) -> str:
    return ", ".join(str(Role(role).label) for role in roles)


def _state(is_open: bool) -> Tag:
    return Tag("Open", "green") if is_open else Tag("Closed", "grey")


ACCOUNTS = Table(
    name="accounts",
    caption="Accounts",
    what="accounts",
    columns=(
        Column(
            "name",
            "Name",
            ("name", "email", "id"),
            cell=_name,
            sort="name",
            sort_is_personal=True,
            meaning="What the person chose to be called; the address of those who chose nothing",
        ),
        Column(
            "email",
            "Email address",
            "email",
            sort="email",
            sort_is_personal=True,
            meaning="The address the person signs in with",
        ),
        Column(
            "roles",
            "Roles",
            "roles",
            cell=_roles,
            meaning="What the person may do anywhere in the portal",
            values=tuple(str(label) for label in Role.labels),
        ),
        Column(
            "second_factor",
            "Two-step sign-in",
            "has_second_factor",
            cell=lambda has: "On" if has else "Off",
            meaning="Whether the person signs in with a code as well",
            values=("On", "Off"),
        ),
        Column(
            "state",
            "State",
            "is_active",
            cell=_state,
            sort="is_active",
            meaning="Whether the person can sign in",
            values=("Open", "Closed"),
        ),
        Column(
            "joined",
            "Opened on",
            "joined_at",
            cell=lambda moment: date_format(localtime(moment), "j F Y"),
            export=lambda moment: localtime(moment).date(),
            sort="joined_at",
            meaning="The day the account was opened",
        ),
    ),
    order="name",
    empty="There are no accounts yet.",
)


class AccountFilters(django_filters.FilterSet):
    """Search by name or address, filter by role and state."""

    search = django_filters.CharFilter(method="by_words", label="Name or email address")
    role = django_filters.ChoiceFilter(
        choices=Role.choices, method="by_role", label="Role", empty_label="Any role"
    )
    state = django_filters.ChoiceFilter(
        choices=[("open", "Open"), ("closed", "Closed")],
        method="by_state",
        label="State",
        empty_label="Open and closed",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Accounts with these letters in their name or address."""
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def by_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Accounts that have this role, perhaps among others."""
        return rows.filter(roles__contains=[value])

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Open or closed accounts."""
        return rows.filter(is_active=value == "open")
