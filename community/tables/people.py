"""The lists of people: what the involvement team sees, and what staff at large do."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from community.models import KIND_WORDS, CommunityRole, Kind, Meeting, Status, When
from core.tables import Column, RowAddress, Table, Tag, words

COLOURS = {
    Status.ASKED: "blue",
    Status.WELCOMED: "aqua-green",
    Status.ACTIVE: "green",
    Status.PAUSED: "yellow",
    Status.NOT_NOW: "grey",
    Status.LEFT: "grey",
}
THEY_SAID = "What the person said, or somebody for them"
KEPT = "Kept by the involvement team"
UNNAMED = "A member"

_page = RowAddress("community:person_detail")


def reference(pk: int) -> str:
    """What people quote on the telephone."""
    return f"P{pk:05d}"


def status_tag(status: str) -> Tag:
    """Where somebody stands, as a coloured word."""
    return Tag(str(Status(status).label), COLOURS[Status(status)])


def kinds_said(kinds: Sequence[str]) -> str:
    """As whom somebody takes part, in the words of staff."""
    return ", ".join(KIND_WORDS[Kind(kind)] for kind in Kind if kind in kinds)


def roles_said(roles: Sequence[str] | None) -> str:
    """Roles by name, in their order."""
    return ", ".join(str(role.label) for role in CommunityRole if role in (roles or ()))


def free_said(parts: Sequence[str]) -> str:
    """When somebody is usually free."""
    return ", ".join(str(part.label) for part in When if part in parts)


def meets_said(ways: Sequence[str]) -> str:
    """How somebody can meet."""
    return ", ".join(str(way.label) for way in Meeting if way in ways)


def _named(name: str, pk: int) -> tuple[str, str]:
    return name, _page(pk)


def _shown(name: str, pk: int) -> tuple[str, str]:
    return name or UNNAMED, _page(pk)


_DISTRICT = Column(
    "district", "District", "district__name", meaning="Where they live", origin=THEY_SAID
)
_INTERESTS = Column(
    "interests",
    "Interests",
    "interests_said",
    meaning="What they would like to help with or know about",
    values=("Words of the list “Interests”",),
    origin=THEY_SAID,
)
_EXPERIENCES = Column(
    "experiences",
    "What they have done before",
    "experiences_said",
    meaning="Things they have done before, such as interview panels",
    values=("Words of the list “Experience”",),
    origin=THEY_SAID,
)
_ROLES = Column(
    "roles",
    "Roles",
    "roles_now",
    cell=roles_said,
    meaning="Roles they hold today",
    values=tuple(str(role.label) for role in CommunityRole),
    origin=KEPT,
)
_FREE = Column(
    "free",
    "Usually free",
    "availability",
    cell=free_said,
    meaning="Parts of the week in which they can usually take part",
    values=tuple(str(part.label) for part in When),
    origin=THEY_SAID,
)
_MEETS = Column(
    "meets",
    "Can meet",
    "meets",
    cell=meets_said,
    meaning="How they can meet others",
    values=tuple(str(way.label) for way in Meeting),
    origin=THEY_SAID,
)

# How to reach people is on no list and in no file: the portal writes to them, with their consent.
TEAM = Table(
    name="people",
    caption="People",
    what="people",
    columns=(
        Column(
            "name",
            "Name",
            ("name", "pk"),
            cell=_named,
            export=lambda name, pk: name,
            sort="name",
            sort_is_personal=True,
            meaning="What the person is called",
            origin=THEY_SAID,
        ),
        Column(
            "kinds",
            "Takes part as",
            "kinds",
            cell=kinds_said,
            meaning="As whom they take part; several at once are possible",
            values=tuple(KIND_WORDS.values()),
            origin=THEY_SAID,
        ),
        _DISTRICT,
        _INTERESTS,
        _ROLES,
        Column(
            "status",
            "Status",
            "status",
            cell=status_tag,
            export=lambda status: str(Status(status).label),
            meaning="Where they stand",
            values=tuple(str(status.label) for status in Status),
            origin=KEPT,
        ),
        Column(
            "asked",
            "Asked on",
            "asked_at",
            export=timezone.localdate,
            cell=lambda at: words(timezone.localdate(at)),
            sort="asked_at",
            meaning="When they asked to join, or to come back after they had left",
            origin=KEPT,
        ),
        Column(
            "heard",
            "Last heard from",
            "heard_from_at",
            export=lambda at: at.date(),
            cell=lambda at: f"{at:%b %Y}",
            sort="heard_from_at",
            meaning="When they last did or said something here",
            origin=KEPT,
        ),
    ),
    only_in_files=(
        Column(
            "reference",
            "Reference",
            "pk",
            cell=reference,
            export=reference,
            meaning="The number of the record, like P00012; it stays the same",
            origin=KEPT,
        ),
        Column(
            "shown_name",
            "Name others see",
            "shown_name",
            meaning="The name other members see; empty where they want none seen",
            origin=THEY_SAID,
        ),
        _EXPERIENCES,
        _FREE,
        _MEETS,
        Column("language", "Language", "language", meaning="Preferred language", origin=THEY_SAID),
    ),
    order="name",
    empty="Nobody has joined yet.",
)

OPEN = Table(
    name="people",
    caption="People",
    what="people",
    columns=(
        Column(
            "name",
            "Name",
            ("shown_name", "pk"),
            cell=_shown,
            export=lambda name, pk: name or UNNAMED,
            sort="shown_key",
            sort_is_personal=True,
            meaning="The name they let others see",
            origin=THEY_SAID,
        ),
        _DISTRICT,
        _INTERESTS,
        _ROLES,
        _FREE,
    ),
    only_in_files=(_EXPERIENCES, _MEETS),
    order="name",
    empty="Nobody who shows themselves to staff takes part yet.",
)
