"""Moves of a status: the table decides, the database insists, the drawing shows it."""

import pytest
from django.db import InternalError, connection, models, transaction

from activities.models import MappingRound
from core.models import Message
from core.transitions import Ladder, diagram, faults, ladders, transition_blocker

State = Message.State


def test_a_move_in_the_table_is_allowed():
    assert transition_blocker(Message.TRANSITIONS, State.WAITING, State.SENDING) is None
    assert transition_blocker(Message.TRANSITIONS, "waiting", "sending") is None


@pytest.mark.parametrize(
    ("start", "to", "said"),
    [
        ("waiting", "delivered", "This is waiting. It cannot become handed over."),
        ("delivered", "waiting", "This is handed over. It cannot become waiting."),
        ("held", "held", "This is already held for a person to decide."),
        ("elsewhere", "held", "This is “elsewhere”. It cannot become held for a person to decide."),
    ],
)
def test_any_other_move_is_refused_with_the_reason(start, to, said):
    assert transition_blocker(Message.TRANSITIONS, start, to) == said


def test_the_database_refuses_a_move_that_goes_round_the_table(db):
    made = MappingRound.objects.create(
        title="x", period_from="2026-01-01", period_to="2026-02-01", due_on="2026-03-01"
    )
    made_again = MappingRound.objects.filter(pk=made.pk)
    made_again.update(status="closed")
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        made_again.update(status="open")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_mappinground SET title = 'y'")
    assert made_again.get().title == "y"


def broken(**changes):
    """A copy of a real model's case with something missing."""

    class Fake:
        _meta = Message._meta
        TRANSITIONS = {**Message.TRANSITIONS, **changes}

    return Ladder(Fake, Message._meta.get_field("state"))


def test_a_table_with_a_hole_is_found():
    whole = next(one for one in ladders() if one.model is Message)
    assert faults(whole) == []
    hole = broken()
    del hole.model.TRANSITIONS[State.HELD]
    assert faults(hole) == ["core.Message: TRANSITIONS has no line for held"]
    assert faults(broken(lost=set())) == ["core.Message: TRANSITIONS names lost, which is no state"]
    no_way = broken(**{State.SENDING: {State.WAITING}, State.HELD: {State.WAITING}})
    assert "core.Message: nothing leads to delivered" in faults(no_way)


def test_a_status_without_a_guard_in_the_database_is_found():
    class Bare:
        TRANSITIONS = Message.TRANSITIONS

        class _meta:  # noqa: N801 - stands in for Django's
            label = "x.Bare"
            triggers = ()

    field = models.CharField(choices=State, default=State.WAITING)
    field.set_attributes_from_name("state")
    assert faults(Ladder(Bare, field)) == ["x.Bare: add @moves_by_table('state')"]


def test_the_drawing_shows_every_state_and_move():
    text = diagram(next(one for one in ladders() if one.model is Message))
    assert "    [*] --> waiting\n" in text
    assert "    held: Held for a person to decide\n" in text
    assert "    sending --> refused\n" in text
    assert "    refused --> [*]\n" in text
