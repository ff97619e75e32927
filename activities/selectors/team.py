"""Whose names are shown as leading a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.models import CoFacilitator, Opportunity


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
