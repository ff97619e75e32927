"""Whose names are shown as leading a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from activities.models import CoFacilitator, Opportunity
from users.models import User
from users.permissions import Role
from users.selectors import open_accounts_of


@dataclass(frozen=True)
class Team:
    """Who leads a session: staff who said so, and members by the name they show."""

    organiser: str
    members: Sequence[str]

    @property
    def names(self) -> str:
        """All of them on one line."""
        members = ", ".join(self.members)
        if self.organiser and members:
            return _("%(staff)s, together with %(members)s") % {
                "staff": self.organiser,
                "members": members,
            }
        return self.organiser or members


def team_of(opportunity: Opportunity) -> Team:
    """Whose names may be shown as leading a session."""
    rows = CoFacilitator.objects.filter(
        opportunity=opportunity, state=CoFacilitator.State.AGREED, person__merged_into__isnull=True
    )
    staff = opportunity.organiser
    return Team(
        organiser=staff.display_name if staff and staff.is_active else "",
        members=list(rows.order_by("at", "id").values_list("shown_name", flat=True)),
    )


def organisers_of(opportunity: Opportunity) -> list[User]:
    """Who is told what a session needs: the first who is still here, or the involvement team."""
    activity = opportunity.session.activity
    for staff in (opportunity.organiser, activity.led_by, activity.logged_by):
        if staff is not None and staff.is_active:
            return [staff]
    return list(open_accounts_of(Role.INVOLVEMENT_TEAM))


def organised_by(account: Any, path: str = "") -> Q:
    """Sessions on somebody's desk: what they logged or lead, and what is organised in their name.

    `path` leads from the rows that are asked for to their session.
    """
    return (
        Q(**{f"{path}activity__logged_by": account})
        | Q(**{f"{path}activity__led_by": account})
        | Q(**{f"{path}opportunity__organiser": account})
    )
