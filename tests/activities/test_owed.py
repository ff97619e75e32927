"""What happens next: owed to those who came, late on the desk, and read by them alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import (
    Activity,
    Attendance,
    CallWanted,
    Opportunity,
    OwedAnswer,
    Session,
)
from activities.services.attendance import FinishEntry, finish_session
from tests.activities.places import BY, open_session, place_for
from tests.house.world import World

WORDS = "We change the letter by March. The garden has to wait: there is no money this year."


@pytest.fixture
def held(cast):
    """A session of yesterday that Ivy logged, to which Amina came and which was held."""
    made, member = open_session("Garden group"), World().member
    row = place_for(made, member)
    Session.objects.filter(pk=made.session_id).update(
        held_on=timezone.localdate() - timedelta(days=1)
    )
    Activity.objects.filter(pk=made.session.activity_id).update(logged_by=cast.ivy)
    Attendance.objects.create(session=made.session, person=member, outcome="came", way="list")
    finish_session(
        by=BY, opportunity_id=made.pk, expected=None, entry=FinishEntry(counts={"carer": 1})
    )
    return row


def address(row) -> str:
    return reverse("activities:opportunity_next", args=[row.opportunity_id])


def own_page(client, row) -> str:
    return client.get(reverse("activities:sign_up_detail", args=[row.pk])).content.decode()


def test_once_it_was_held_an_answer_is_owed_within_four_weeks(as_person, held):
    owed = OwedAnswer.objects.get()
    assert owed.due_on == timezone.localdate() + timedelta(days=27)
    run = reverse("activities:opportunity_run", args=[held.opportunity_id])
    ivy = as_person("ivy")
    assert "Write what happens next, by" in ivy.get(run).content.decode()
    # Not late yet
    assert "Those who came still wait to hear." not in ivy.get("/").content.decode()


def test_it_stands_on_the_organisers_desk_when_late_until_it_is_written(as_person, held):
    OwedAnswer.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    ivy, member = as_person("ivy"), as_person("amina")
    assert address(held) in ivy.get("/").content.decode()
    assert address(held) not in as_person("olu").get("/").content.decode()
    assert "What happens next" not in own_page(member, held)
    version = OwedAnswer.objects.get().version
    assert ivy.send(address(held), {"words": WORDS, "version": version}).status_code == 302
    assert address(held) not in ivy.get("/").content.decode()
    assert WORDS in own_page(member, held)
    late = ivy.send(address(held), {"words": "Mine", "version": version}).content.decode()
    assert "This was changed while you had it open" in late


def test_who_did_not_come_does_not_read_it(as_person, held):
    OwedAnswer.objects.update(words=WORDS, written_at=timezone.now())
    Attendance.objects.update(outcome="missed")
    assert WORDS not in own_page(as_person("amina"), held)


def test_nothing_can_be_written_before_it_was_held_or_by_others(as_person, cast):
    made = World().opportunity
    shown = as_person("sam").send(
        reverse("activities:opportunity_next", args=[made.pk]), {"words": WORDS}
    )
    assert "Say first that the session was held." in shown.content.decode()
    olu = as_person("olu").get(reverse("activities:opportunity_next", args=[made.pk]))
    assert olu.status_code == 403


def test_what_is_owed_stands_on_the_desk_of_who_is_named_as_its_organiser(as_person, held, cast):
    OwedAnswer.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    # Ivy logged it; Sam said that people can read his name as its organiser
    assert address(held) not in as_person("sam").get("/").content.decode()
    Opportunity.objects.filter(pk=held.opportunity_id).update(organiser=cast.sam)
    row = Attendance.objects.get()
    CallWanted.objects.create(attendance=row, phone="01632 960555", due_on=timezone.localdate())
    start = as_person("sam").get("/").content.decode()
    assert address(held) in start
    assert reverse("activities:felt_staff", args=[held.opportunity_id]) in start
    assert reverse("activities:call_finish", args=[row.call_wanted.pk]) in start
    assert address(held) not in as_person("olu").get("/").content.decode()
