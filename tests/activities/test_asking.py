"""Asking people to a session: whom it may suit, why, and how often people may be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Attendance, Invitation, Opportunity, Session
from activities.services.asking import ask_people
from community.models import (
    Ask,
    Check,
    CheckHeld,
    Look,
    Person,
    PersonExperience,
    PersonInterest,
)
from community.services.consents import record_consents
from community.services.needs import NeedEntry, keep_needs_from, set_needs
from core.models import Message
from organisation.models import Area, Experience, Interest, Venue
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World


@pytest.fixture
def garden(cast) -> Opportunity:
    """A garden group on a weekday morning in Deal."""
    made = open_session("Garden group")
    area = Area.objects.create(name="Deal and Walmer")
    on = timezone.localdate() + timedelta(days=7)
    on += timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0)
    Session.objects.filter(pk=made.session_id).update(
        venue=Venue.objects.create(name="Quay Hall", area=area), held_on=on
    )
    return Opportunity.objects.select_related("session__venue", "session__activity").get(pk=made.pk)


def agreed(name: str, number: int, **given) -> Person:
    """Somebody who agreed to hear of things to take part in, by e-mail."""
    person = someone(name, email=f"p{number}@home.example", **given)
    Person.objects.filter(pk=person.pk).update(shown_name=name.partition(" ")[0])
    agree(person)
    person.refresh_from_db()
    return person


def agree(person: Person) -> None:
    """Say yes to hearing of things to take part in."""
    record_consents(
        by=BY, person_id=person.pk, choices={("opportunities", "email"): True}, source="paper"
    )


def address(row: Opportunity) -> str:
    return reverse("activities:opportunity_ask", args=[row.pk])


def test_who_fits_best_comes_first_with_the_reasons(as_person, garden):
    area = garden.session.venue.area
    near = agreed("Ann Lee", 1)
    Person.objects.filter(pk=near.pk).update(district=area, availability=["weekday_morning"])
    likes = agreed("Bo Marsh", 2)
    gardening = Interest.objects.create(label="Gardening and garden plans")
    PersonInterest.objects.create(person=likes, interest=gardening)
    Person.objects.filter(pk=likes.pk).update(meets=["face_to_face"])
    agreed("Cy Nobody", 3)
    shown = as_person("ivy").get(address(garden)).content.decode()
    assert shown.index("Bo, P") < shown.index("Ann, P")
    assert "Interested in Gardening and garden plans. Can meet this way" in shown
    assert "Lives in Deal and Walmer. Usually free then" in shown
    assert "Never asked so far. Has not come so far" in shown
    assert "Cy, P" not in shown
    # Staff at large see no more of people than on their pages.
    sam = World().opportunity
    assert "Never asked so far" not in as_person("sam").get(address(sam)).content.decode()


def test_hidden_people_are_suggested_to_the_team_alone(as_person):
    made = World().opportunity
    Session.objects.filter(pk=made.session_id).update(mode="online")
    hidden = agreed("Hid Den", 1)
    Person.objects.filter(pk=hidden.pk).update(is_hidden=True, meets=["online"])
    assert "Hid, P" in as_person("ivy").get(address(made)).content.decode()
    sam = as_person("sam")
    assert "Hid, P" not in sam.get(address(made)).content.decode()
    sam.send(address(made), {"numbers": f"P{hidden.pk}"})
    assert not Invitation.objects.exists()
    assert not Ask.objects.exists()


def test_whoever_is_ticked_is_asked_once_and_sees_what_is_by_invitation(as_person, garden):
    Opportunity.objects.filter(pk=garden.pk).update(audience="invited")
    world = World()
    amina = world.member
    agree(amina)
    Person.objects.filter(pk=amina.pk).update(
        district=garden.session.venue.area,
        email="amina@home.example",
        is_address_theirs=True,
        status="active",
    )
    page = reverse("activities:opportunity_detail", args=[garden.pk])
    member = as_person("amina")
    assert member.get(page).status_code == 404
    ivy = as_person("ivy")
    answer = ivy.send(address(garden), {"people": [amina.pk], "numbers": ""}, follow=True)
    said = answer.content.decode()
    assert "One was asked." in said, said[said.find("<main") :]
    message = Message.objects.get(recipient_key=amina.key)
    assert "Would you like to come? Garden group" in message.subject
    assert page in message.body
    assert Ask.objects.get().about == f"activities.opportunity:{garden.pk}"
    assert member.get(page).status_code == 200
    list_page = member.get(reverse("activities:take_part")).content.decode()
    assert page in list_page
    place_for(garden, amina, by=amina.account)
    shown = ivy.get(address(garden)).content.decode()
    assert "Has a place" in shown
    again = ask_people(by=BY, opportunity_id=garden.pk, person_ids=[amina.pk])
    assert again.each[0].why_not == "This person is signed up already."


def test_nobody_is_asked_beyond_their_limit_and_the_reason_is_said(as_person, garden):
    ann, bo = agreed("Ann Lee", 1), agreed("Bo Marsh", 2)
    no_consent = someone("Cy Marsh", email="p3@home.example", shown_name="Cy")
    Person.objects.update(district=garden.session.venue.area)
    Person.objects.filter(pk=ann.pk).update(asks_a_month=0)
    ivy = as_person("ivy")
    shown = ivy.get(address(garden)).content.decode()
    # Who cannot be asked is not offered; how many have had enough is said.
    assert "Bo, P" in shown
    assert "Ann, P" not in shown
    assert "Cy, P" not in shown
    assert "One more person fits, but cannot be asked now" in shown
    typed = f"P{ann.pk}, p{bo.pk:05d} {no_consent.pk}"
    said = ivy.send(address(garden), {"numbers": typed}, follow=True).content.decode()
    assert "One was asked." in said
    assert f"P{ann.pk:05d} was not asked. This person wants to be asked at most 0 times" in said
    assert f"P{no_consent.pk:05d} was not asked. This person has not agreed" in said
    assert list(Invitation.objects.values_list("person", flat=True)) == [bo.pk]
    assert Ask.objects.count() == 1
    twice = ask_people(by=BY, opportunity_id=garden.pk, person_ids=[bo.pk])
    assert twice.each[0].why_not == "This person was asked already."


def test_where_the_best_were_asked_enough_the_next_are_offered(as_person, garden):
    for number in range(22):
        agreed(f"Best {number}", number)
    Person.objects.update(
        district=garden.session.venue.area, meets=["face_to_face"], asks_a_month=0
    )
    next_best = agreed("Next Best", 30)
    Person.objects.filter(pk=next_best.pk).update(district=garden.session.venue.area)
    shown = as_person("ivy").get(address(garden)).content.decode()
    assert "Next, P" in shown
    assert "22 more people fit, but cannot be asked now" in shown
    # The trust's own limit counts as well
    Person.objects.update(asks_a_month=None)
    for person in Person.objects.exclude(pk=next_best.pk):
        for _ in range(settings.ASKS_A_MONTH):
            Ask.objects.create(person=person, purpose="opportunities", at=timezone.now())
    assert "22 more people fit" in as_person("ivy").get(address(garden)).content.decode()


def test_who_has_done_it_before_comes_first_with_the_reason(as_person, garden):
    panels = Experience.objects.create(label="Interview panels of the garden")
    form = as_person("ivy").get(reverse("activities:opportunity_correct", args=[garden.pk]))
    assert "Interview panels of the garden" in form.content.decode()
    garden.experiences.add(panels)
    near, done = agreed("Ann Lee", 1), agreed("Bo Marsh", 2)
    Person.objects.filter(pk=near.pk).update(district=garden.session.venue.area)
    PersonExperience.objects.create(person=done, experience=panels)
    shown = as_person("ivy").get(address(garden)).content.decode()
    assert "Has done before: Interview panels of the garden." in shown
    assert shown.index("Bo, P") < shown.index("Ann, P")


def test_what_somebody_needs_and_the_place_has_is_a_reason_for_the_team_alone(as_person, cast):
    made = World().opportunity
    hall = Venue.objects.create(name="Quay Hall", is_step_free=True, has_hearing_loop=False)
    Session.objects.filter(pk=made.session_id).update(venue=hall, mode="in_person")
    rows = {name: agreed(f"{name} Lee", n) for n, name in enumerate(("Ann", "Bo", "Cy"))}
    Person.objects.update(meets=["face_to_face"])
    for person, code in zip(
        rows.values(), ("place_step_free", "support_hearing_loop", "place_step_free"), strict=True
    ):
        entry = NeedEntry(code=code, shared_with="hosts")
        set_needs(by=BY, person_id=person.pk, entries=[entry])
    keep_needs_from(by=BY, person_id=rows["Cy"].pk, email=cast.ivy.email)
    shown = as_person("ivy").get(address(made)).content.decode()
    assert shown.count("The place is step-free, which they need") == 1
    assert "But there is no hearing loop, which they need" in shown
    # Whose needs it told can read that it did
    looked = Look.objects.filter(by=cast.ivy, what="needs")
    assert set(looked.values_list("person", flat=True)) == {rows["Ann"].pk, rows["Bo"].pk}
    # Who runs the session reads nothing of it, nor does the order tell
    others = as_person("sam").get(address(made)).content.decode()
    assert "which they need" not in others
    assert not Look.objects.filter(by=cast.sam).exists()


def test_only_who_has_the_training_is_suggested(as_person, garden):
    check = Check.objects.create(name="Safeguarding basics")
    garden.checks_needed.add(check)
    ann = agreed("Ann Lee", 1)
    agreed("Bo Marsh", 2)
    Person.objects.update(district=garden.session.venue.area)
    CheckHeld.objects.create(person=ann, check_done=check, done_on=timezone.localdate())
    shown = as_person("ivy").get(address(garden)).content.decode()
    assert "Has the training it needs" in shown
    assert "Bo, P" not in shown


def test_when_somebody_was_asked_and_came_last_is_said_to_the_team(as_person, garden):
    ann = agreed("Ann Lee", 1)
    Person.objects.update(district=garden.session.venue.area)
    Ask.objects.create(person=ann, purpose="opportunities", at=timezone.now() - timedelta(days=40))
    Attendance.objects.create(
        session=open_session("Other").session, person=ann, outcome="came", way="list"
    )
    shown = as_person("ivy").get(address(garden)).content.decode()
    assert "Last asked on" in shown
    assert "Last came on" in shown


@pytest.mark.parametrize("typed", ["Ann", "P1;drop", "P00012 x"])
def test_what_is_no_number_is_said(as_person, garden, typed):
    answer = as_person("ivy").send(address(garden), {"numbers": typed})
    assert "Enter numbers like P00012" in answer.content.decode()


def test_nobody_chosen_is_said(as_person, garden):
    answer = as_person("ivy").send(address(garden), {"numbers": ""})
    assert "Choose somebody, or type a number." in answer.content.decode()


def test_as_many_queries_for_many_as_for_few(as_person, garden, django_assert_max_num_queries):
    client, counts = as_person("ivy"), []
    for number in (1, 6):
        for each in range(number):
            agreed(f"Person {number} {each}", number * 10 + each)
        Person.objects.update(district=garden.session.venue.area)
        with django_assert_max_num_queries(100) as seen:
            client.get(address(garden))
        counts.append(len(seen))
    assert counts[0] == counts[1]
