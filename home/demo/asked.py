"""Records put together, and what people asked about their own: for the pages of the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from community.models import Person, RightsRequest, Status, StatusMove, WayIn
from community.rules.rights import due_on
from community.services.merging import merge_people, undo_merge
from core.service import acting
from home.demo.days import midday
from users.models import User

Kind, State, Way = RightsRequest.Kind, RightsRequest.State, RightsRequest.Way


def write_asked(people: Sequence[Person], *, by: User, noted_by: User, today: date) -> None:
    """The same each time: the places in the list are fixed, the days follow today."""
    acting()
    _entered_twice(people[2], by=by)
    _taken_apart(people[4], people[5], by=by)
    _requests(people[6:9], by=by, noted_by=noted_by, today=today)


def _entered_twice(person: Person, *, by: User) -> None:
    """Somebody who joined, and sent a paper form a year later: the two records are one now."""
    first, _space, last = person.name.partition(" ")
    again = Person.objects.create(
        name=f"{first[:-1]} {last}",
        phone=person.phone or "01632 960 199",
        kinds=person.kinds,
        district_id=person.district_id,
        status=Status.ASKED,
        way_in=WayIn.PAPER,
        brings="I can hand out leaflets.",
    )
    StatusMove.objects.create(person=again, to=Status.ASKED, by=by)
    merge_people(by=by, kept_id=person.pk, gone_id=again.pk, chosen={})


def _taken_apart(person: Person, other: Person, *, by: User) -> None:
    """Two people who share a telephone were taken for one, and are two again."""
    merged = merge_people(by=by, kept_id=person.pk, gone_id=other.pk, chosen={})
    undo_merge(by=by, merge_id=merged.pk)


def _requests(people: Sequence[Person], *, by: User, noted_by: User, today: date) -> None:
    """One open and due in days, one answered, one whose copy was handed over."""
    known = "I called the number in their record"
    soon, answered, handed = today - timedelta(days=26), today - timedelta(days=50), 80
    RightsRequest.objects.bulk_create(
        [
            RightsRequest(
                person=people[0],
                kind=Kind.ACCESS,
                words="What do you have about me from before I moved?",
                way=Way.TELEPHONE,
                noted_by=noted_by,
                checked=known,
                state=State.ACKNOWLEDGED,
                asked_at=midday(soon),
                due_on=due_on(Kind.ACCESS, soon),
                acknowledged_at=midday(soon + timedelta(days=1)),
                acknowledged_by=by,
            ),
            RightsRequest(
                person=people[1],
                kind=Kind.CORRECTION,
                words="I have moved. My district is wrong.",
                state=State.ANSWERED,
                asked_at=midday(answered),
                due_on=due_on(Kind.CORRECTION, answered),
                answered_at=midday(answered + timedelta(days=3)),
                answered_by=by,
                answer="Thank you. It is right now.",
            ),
            RightsRequest(
                person=people[2],
                kind=Kind.ACCESS,
                way=Way.PAPER,
                noted_by=noted_by,
                checked=known,
                state=State.ANSWERED,
                asked_at=midday(today - timedelta(days=handed)),
                due_on=due_on(Kind.ACCESS, today - timedelta(days=handed)),
                answered_at=midday(today - timedelta(days=handed - 12)),
                answered_by=by,
                answer="Here is everything we keep about you.",
                handed_over="By post, signed for",
            ),
        ]
    )
