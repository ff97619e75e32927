"""Who leads a session together, who offers to, and what a viewer can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import CoFacilitator, Opportunity, Session, SignUp
from activities.rules import leading as rules
from activities.rules.sign_up import MOST_LISTED
from activities.selectors.names import called
from activities.selectors.sign_ups import opportunity_facts, place_facts
from community.models import Person, Status
from community.selectors.people import own_record, visible_to

State = CoFacilitator.State
# How it stands, said to the person it is about.
STANDS = {
    State.OFFERED: _("You have offered to lead this with us. We tell you soon."),
    State.ASKED: _("Would you lead this with us?"),
    State.AGREED: _("You lead this with us. Thank you."),
    State.NOT_NOW: _("Not this time. Thank you for offering."),
    State.DECLINED: _("You do not want to lead this."),
    State.TAKEN_BACK: _("You took it back."),
}


@dataclass(frozen=True)
class OwnLead:
    """What one member can do about leading a session."""

    call: str
    row: CoFacilitator | None
    why_not: str | None

    @property
    def stands(self) -> str:
        """How it stands for them, in words."""
        return str(STANDS[State(self.row.state)]) if self.row else ""

    @property
    def answers(self) -> list[str]:
        """What they can say now."""
        if self.row is None:
            return []
        return [str(to) for state, to in sorted(rules.OWN) if state == self.row.state]


def own_lead(opportunity: Opportunity, viewer: Any) -> OwnLead | None:
    """How a member stands with leading a session; None for others."""
    person = own_record(viewer) if viewer.is_authenticated else None
    if person is None:
        return None
    row = CoFacilitator.objects.filter(opportunity=opportunity, person=person).first()
    why_not = rules.offer_to_lead_blocker(
        opportunity_facts(opportunity),
        place_facts(viewer, opportunity, person, None),
        timezone.now(),
        is_called=bool(opportunity.lead_call),
        state=row.state if row else "",
        since=row.at if row else None,
    )
    return OwnLead(opportunity.lead_call, row, why_not)


@dataclass(frozen=True)
class LeadLine:
    """Somebody who leads, offers to, or was asked, as those who run the session see them."""

    row: CoFacilitator
    name: str
    answers: Sequence[tuple[str, str]]


# What those who run a session can do, and how the link is called.
FOR_STAFF = {
    (State.OFFERED, State.AGREED): "Say yes",
    (State.OFFERED, State.NOT_NOW): "Not this time",
    (State.OFFERED, State.TAKEN_BACK): "They took it back",
    (State.ASKED, State.AGREED): "They said yes",
    (State.ASKED, State.DECLINED): "They said no",
    (State.AGREED, State.TAKEN_BACK): "They cannot any more",
}


def staff_words(state: str, to: str) -> str | None:
    """How an answer is called; one that is not possible any more too, for the reason why."""
    exact = FOR_STAFF.get((State(state), State(to))) if to in State.values else None
    return exact or next((words for (_s, each), words in FOR_STAFF.items() if each == to), None)


def lead_lines(opportunity: Opportunity, viewer: Any) -> list[LeadLine]:
    """Everybody who ever offered or was asked, for those who run the session."""
    rows = CoFacilitator.objects.filter(opportunity=opportunity, person__in=visible_to(viewer))
    return [
        LeadLine(
            row,
            called(row.person, row.shown_name, viewer),
            [(str(to), words) for (state, to), words in FOR_STAFF.items() if state == row.state],
        )
        for row in rows.select_related("person")[:100]
    ]


@dataclass(frozen=True)
class Company:
    """Who else comes, for a member who leads a session: the names they show, and how many more."""

    names: Sequence[str]
    others: int


def company_of(row: SignUp) -> Company | None:
    """Who else has a place, for who leads the session with staff; None for everybody else."""
    if not row.is_leading:
        return None
    rows = (
        SignUp.objects.filter(opportunity=row.opportunity_id, status=SignUp.Status.PLACED)
        .exclude(pk=row.pk)
        .select_related("person")
        .order_by("turn")
    )
    found = [
        "" if each.person.is_hidden else each.shown_name or each.person.shown_name
        for each in rows[:MOST_LISTED]
    ]
    names = [name for name in found if name]
    return Company(sorted(names, key=str.casefold), len(found) - len(names))


def unplaced_lead_ids(limit: int) -> list[int]:
    """Who leads a session to come and has no place of who leads it yet."""
    placed = SignUp.objects.filter(
        opportunity=OuterRef("opportunity"), person=OuterRef("person"), is_leading=True
    )
    rows = CoFacilitator.objects.filter(
        ~Exists(placed),
        state=State.AGREED,
        person__merged_into__isnull=True,
        opportunity__session__status=Session.Status.PLANNED,
        opportunity__session__held_on__gte=timezone.localdate(),
    )
    rows = rows.exclude(opportunity__status=Opportunity.Status.DRAFT)
    rows = rows.exclude(person__status__in=(Status.PAUSED, Status.NOT_NOW, Status.LEFT))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def find_lead(lead_id: int) -> CoFacilitator:
    """One row; the page asks whether the viewer may."""
    found = (
        CoFacilitator.objects.filter(pk=lead_id)
        .select_related("person", "opportunity__session__activity", "opportunity__session__venue")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_own_lead(lead_id: int, viewer: Any) -> CoFacilitator:
    """One row for the person it is about; 404 for everybody else."""
    row, person = find_lead(lead_id), own_record(viewer)
    if person is None or row.person_id != person.pk:
        raise Http404
    return row


def lead_of(opportunity: Opportunity, person: Person) -> CoFacilitator | None:
    """How a person stands with leading a session."""
    return CoFacilitator.objects.filter(opportunity=opportunity, person=person).first()
