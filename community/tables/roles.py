"""The lists of training and checks, and of what runs out soon."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from community.models import CommunityRole
from community.tables.standing import in_use
from core.tables import Column, RowAddress, Table, Tag, words

_check = RowAddress("community:check_change")
_person = RowAddress("community:person_detail")


def _linked(name: str, pk: int) -> tuple[str, str]:
    return name, _check(pk)


def _named(name: str, pk: int) -> tuple[str, str]:
    return name, _person(pk)


def _months(months: int | None) -> str:
    return f"{months} months" if months else "Does not run out"


def _due(day: date | None) -> str | Tag:
    if day is None:
        return Tag("Not agreed yet", "yellow")
    return Tag(f"Since {words(day)}", "red") if day < timezone.localdate() else words(day)


def _runs_out(day: date) -> str | Tag:
    return Tag(f"Ran out {words(day)}", "red") if day <= timezone.localdate() else words(day)


_PERSON = Column(
    "person",
    "Person",
    ("person__name", "person_id"),
    cell=_named,
    export=lambda name, pk: name,
    meaning="Who it is about",
)

CHECKS = Table(
    name="training-and-checks",
    caption="Training and checks",
    what="training and checks",
    columns=(
        Column(
            "name",
            "Name",
            ("name", "pk"),
            cell=_linked,
            sort="name",
            export=lambda name, pk: name,
            meaning="What the training or check is called",
        ),
        Column(
            "lasts",
            "Lasts",
            "lasts_months",
            cell=_months,
            meaning="How long after it was done it counts",
        ),
        Column(
            "in_use",
            "In use",
            "is_in_use",
            cell=in_use,
            meaning="Whether it is asked for now",
            values=("Yes", "No longer offered: it is kept where it was recorded"),
        ),
    ),
    order="name",
    empty="No training or check has been added yet.",
)

RENEWALS = Table(
    name="roles-to-renew",
    caption="Roles to agree or renew",
    what="roles",
    columns=(
        _PERSON,
        Column(
            "role",
            "Role",
            "role",
            cell=lambda role: str(CommunityRole(role).label),
            meaning="The role they hold",
        ),
        Column("since", "Since", "starts_on", meaning="When the role began", sort="starts_on"),
        Column(
            "renew",
            "Renew by",
            "renew_on",
            cell=_due,
            export=lambda day: day,
            sort="renew_on",
            meaning="When the agreement is to be made again; empty if none was made",
        ),
    ),
    order="renew",
    empty="No agreement is due in the next 60 days.",
)

LACKING = Table(
    name="roles-without-a-check",
    caption="Roles without what they need",
    what="roles",
    columns=(
        _PERSON,
        Column(
            "role",
            "Role",
            "role",
            cell=lambda role: str(CommunityRole(role).label),
            meaning="The role they hold",
        ),
        Column("since", "Since", "starts_on", meaning="When the role began", sort="starts_on"),
        Column(
            "lacking",
            "What is missing",
            "lacking",
            meaning="Training or checks that the role needs and that ran out or were never recorded",
        ),
    ),
    order="since",
    empty="Everybody who holds a role has the training and checks it needs.",
)

EXPIRIES = Table(
    name="training-that-runs-out",
    caption="Training and checks that run out",
    what="training and checks",
    columns=(
        _PERSON,
        Column("check", "Training or check", "check_done__name", meaning="What runs out"),
        Column("done", "Done", "done_on", meaning="When it was done"),
        Column(
            "expires",
            "Runs out",
            "expires_on",
            cell=_runs_out,
            export=lambda day: day,
            sort="expires_on",
            sort_has_gaps=False,
            meaning="From this day it no longer counts",
        ),
    ),
    order="expires",
    empty="Nothing runs out in the next 60 days.",
)
