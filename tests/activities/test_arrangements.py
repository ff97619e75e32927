"""Travel and cover that people asked for: the team sees them, answers, and the person reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Arrangement, SignUp
from activities.services.arrangements import answer_wish, call_off_arrangement
from activities.services.sign_ups import ChangeEntry, change_sign_up, withdraw_sign_up
from activities.tasks import tell_people
from community.erasure.plan import plan
from community.models import ByHand, Look, Person
from community.selectors.data import everything_about
from community.services.needs import keep_needs_from
from core.models import Message
from core.service import Refused
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World

TAXI = "A taxi from Deal"


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def row(world):
    """Amina’s place, with a wish for travel and one for cover."""
    found = {"email": "amina@portal.example", "is_address_theirs": True}
    Person.objects.filter(pk=world.member.pk).update(**found)
    return place_for(world.opportunity, world.member, travel=TAXI, cover="Somebody for my brother")


def page(client, name: str, *arguments) -> str:
    return client.get(address(name, *arguments)).content.decode()


def start(client) -> str:
    return client.get("/").content.decode()


def test_the_team_hears_of_wishes_and_the_person_of_the_answer(as_person, world, row):
    ivy, amina = as_person("ivy"), as_person("amina")
    assert "2 wishes for travel or cover wait for an answer" in start(ivy)
    listed = page(ivy, "arrangement_board")
    assert TAXI in listed
    assert "Somebody for my brother" in listed
    assert "we have not answered yet" in page(amina, "sign_up_detail", row.pk)
    where = address("arrangement_answer", row.pk, "travel")
    said = {"outcome": "booked", "words": "The taxi comes at 9.", "wanted": TAXI}
    ivy.send(where, said)
    assert "1 wish for travel or cover waits" in start(ivy)
    own = page(amina, "sign_up_detail", row.pk)
    assert "it is arranged" in own
    assert "The taxi comes at 9." in own
    message = Message.objects.get(purpose="sign_up")
    # The email is kept, and the answer is forgotten: it says only where to read it.
    assert address("sign_up_detail", row.pk) in message.body
    assert "The taxi comes at 9." not in message.body
    assert "arranged" not in message.body


def test_who_tells_it_by_telephone_knows_the_answer(as_person, world, row):
    by_phone = {"email": "", "is_address_theirs": False, "phone": "01304 960001"}
    Person.objects.filter(pk=row.person_id).update(**by_phone)
    booked(world, row)
    told = ByHand.objects.get(person=row.person_id)
    assert "It is arranged. The taxi comes at 9." in told.words
    assert "Somebody for my brother" not in told.words


def test_the_confirmation_says_what_is_still_to_come(as_person, world, row):
    said = {"outcome": "booked", "words": "The taxi comes at 9.", "wanted": TAXI}
    as_person("ivy").send(address("arrangement_answer", row.pk, "travel"), said)
    tell_people()
    message = Message.objects.get(subject__startswith="You have a place")
    assert "We will tell you about the cover you asked for." in message.body
    assert "We will tell you about your travel." not in message.body


def test_whom_no_message_reaches_is_named(as_person, world, row):
    Person.objects.filter(pk=row.person_id).update(email="", is_address_theirs=False)
    said = {"outcome": "booked", "words": "", "wanted": TAXI}
    as_person("ivy").send(address("arrangement_answer", row.pk, "travel"), said)
    listed = page(as_person("ivy"), "arrangement_board")
    assert "We could not tell them: There is no way to reach this person." in listed


def test_a_no_says_why(as_person, world, row):
    ivy, where = as_person("ivy"), address("arrangement_answer", row.pk, "cover")
    said = {"outcome": "cannot", "words": " ", "wanted": row.cover}
    assert "Say why" in ivy.send(where, said).content.decode()
    assert not Arrangement.objects.exists()
    ivy.send(where, {**said, "words": "We have nobody that day. Bring him along."})
    assert "Bring him along" in page(as_person("amina"), "sign_up_detail", row.pk)
    with transaction.atomic(), pytest.raises(IntegrityError, match="arrangement_no_says_why"):
        Arrangement.objects.update(words="")


def test_a_wish_that_changed_is_open_again(as_person, world, row):
    ivy = as_person("ivy")
    told = {"sign_up_id": row.pk, "what": "travel", "outcome": "booked", "words": ""}
    answer_wish(by=world.cast.ivy, wanted=TAXI, **told)
    other = ChangeEntry(companions=0, shown_name="", answers={}, travel="A train from Dover")
    change_sign_up(by=BY, sign_up_id=row.pk, expected=None, entry=other)
    for each in (("arrangement_board",), ("arrangement_answer", row.pk, "travel")):
        listed = page(ivy, *each)
        assert "They changed what they ask for" in listed
        assert f"They had asked for: {TAXI}" in listed
    assert "2 wishes" in start(ivy)
    with pytest.raises(Refused, match="They changed what they ask for"):
        answer_wish(by=world.cast.ivy, wanted=TAXI, **told)
    assert "we have not answered yet" in page(as_person("amina"), "sign_up_detail", row.pk)


def test_for_who_waits_nothing_is_arranged_yet(as_person, world, row):
    SignUp.objects.filter(pk=row.pk).update(status="withdrawn")
    SignUp.objects.filter(pk=row.pk).update(status="waiting")
    assert "once you have a place" in page(as_person("amina"), "sign_up_detail", row.pk)
    assert TAXI not in page(as_person("ivy"), "arrangement_board")


def test_nobody_else_reads_or_answers_it(as_person, world, row):
    for key in ("sam", "lena", "amina", "cal"):
        client = as_person(key)
        assert client.get(address("arrangement_board")).status_code == 403
        where = address("arrangement_answer", row.pk, "travel")
        assert client.get(where).status_code == 403
    with pytest.raises(Refused, match="Only the involvement team"):
        answer_wish(
            by=world.cast.sam,
            sign_up_id=row.pk,
            what="travel",
            wanted=TAXI,
            outcome="booked",
            words="",
        )
    assert "wait for an answer" not in start(as_person("sam"))


def test_whom_needs_are_kept_from_reads_no_wishes(as_person, world, row):
    keep_needs_from(by=BY, person_id=row.person_id, email=world.cast.ivy.email)
    ivy = as_person("ivy")
    listed = page(ivy, "arrangement_board")
    assert TAXI not in listed
    assert row.person.name not in listed
    assert "Ask a colleague" in listed
    assert ivy.get(address("arrangement_answer", row.pk, "travel")).status_code == 404
    assert TAXI not in page(ivy, "opportunity_prepare", row.opportunity_id)
    comes = page(ivy, "opportunity_run", row.opportunity_id)
    assert TAXI not in comes
    assert "Asked for" not in comes


def test_who_gave_the_place_back_or_came_already_waits_for_nothing(as_person, world, row):
    ivy = as_person("ivy")
    session = row.opportunity.session
    type(session).objects.filter(pk=session.pk).update(
        held_on=timezone.localdate() - timedelta(days=1)
    )
    assert TAXI not in page(ivy, "arrangement_board")
    with pytest.raises(Refused, match="is over"):
        answer_wish(
            by=world.cast.ivy,
            sign_up_id=row.pk,
            what="travel",
            wanted=TAXI,
            outcome="booked",
            words="",
        )
    type(session).objects.filter(pk=session.pk).update(held_on=session.held_on)
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    assert TAXI not in page(ivy, "arrangement_board")
    assert "wait for an answer" not in start(ivy)


def booked(world, row) -> None:
    answer_wish(
        by=world.cast.ivy,
        sign_up_id=row.pk,
        what="travel",
        wanted=TAXI,
        outcome="booked",
        words="The taxi comes at 9.",
    )


def is_to_cancel(client) -> bool:
    return "No longer wanted: cancel this." in page(client, "arrangement_board")


def test_a_session_that_moves_opens_what_was_answered(as_person, world, row):
    ivy, session = as_person("ivy"), row.opportunity.session
    booked(world, row)
    for moved in ({"held_on": session.held_on + timedelta(days=1)}, {"starts_at": "14:00"}):
        type(session).objects.filter(pk=session.pk).update(**moved)
        assert "The session has another day or start" in page(ivy, "arrangement_board")
        assert "2 wishes for travel or cover wait" in start(ivy)
        assert "it is arranged" not in page(as_person("amina"), "sign_up_detail", row.pk)
        booked(world, row)
        assert "1 wish for travel or cover waits" in start(ivy)
    type(session).objects.filter(pk=session.pk).update(starts_at=None)
    assert "2 wishes" in start(ivy)
    booked(world, row)
    assert "1 wish for" in start(ivy)


def test_who_gives_the_place_back_leaves_what_was_booked_to_cancel(as_person, world, row):
    ivy = as_person("ivy")
    booked(world, row)
    assert not is_to_cancel(ivy)
    where = address("arrangement_cancel", row.pk, "travel")
    assert "Nothing that was booked has to be cancelled" in ivy.get(where).content.decode()
    with pytest.raises(Refused, match="Nothing that was booked"):
        call_off_arrangement(by=world.cast.ivy, sign_up_id=row.pk, what="travel")
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    assert is_to_cancel(ivy)
    assert "1 booking of travel or cover to cancel" in start(ivy)
    assert "it is arranged" not in page(as_person("amina"), "sign_up_detail", row.pk)
    assert "The taxi comes at 9." in ivy.get(where).content.decode()
    ivy.send(where, {})
    assert not is_to_cancel(ivy)
    assert "to cancel" not in start(ivy)
    with pytest.raises(Refused, match="Only the involvement team"):
        call_off_arrangement(by=world.cast.sam, sign_up_id=row.pk, what="travel")


def test_a_session_that_is_cancelled_leaves_what_was_booked_to_cancel(as_person, world, row):
    booked(world, row)
    type(row.opportunity.session).objects.filter(pk=row.opportunity.session_id).update(
        status="cancelled", status_reason="No room"
    )
    assert is_to_cancel(as_person("ivy"))
    assert "it is arranged" not in page(as_person("amina"), "sign_up_detail", row.pk)


def test_who_signs_up_again_is_answered_again(as_person, world, row):
    booked(world, row)
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    place_for(world.opportunity, world.member, travel=TAXI)
    listed = page(as_person("ivy"), "arrangement_board")
    assert "They signed up again since then. Change or cancel what was booked." in listed
    assert "1 wish for travel or cover waits" in start(as_person("ivy"))
    assert "it is arranged" not in page(as_person("amina"), "sign_up_detail", row.pk)


def test_an_emptied_wish_leaves_what_was_booked_to_cancel(as_person, world, row):
    booked(world, row)
    empty = ChangeEntry(companions=0, shown_name="", answers={}, travel="")
    change_sign_up(by=BY, sign_up_id=row.pk, expected=None, entry=empty)
    ivy = as_person("ivy")
    assert is_to_cancel(ivy)
    assert "1 wish for travel or cover waits for an answer; 1 to cancel" in start(ivy)


@pytest.mark.parametrize(
    "name", ["arrangement_board", "arrangement_answer", "opportunity_run", "opportunity_prepare"]
)
def test_who_reads_wishes_is_on_record(as_person, world, row, name):
    looks = Look.objects.filter(person=row.person_id, what=Look.What.NEEDS)
    before = looks.count()
    page(as_person("sam"), "opportunity_run", row.opportunity_id)
    assert looks.count() == before
    of = {"arrangement_board": (), "arrangement_answer": (row.pk, "travel")}
    page(as_person("ivy"), name, *of.get(name, (row.opportunity_id,)))
    assert looks.count() == before + 1


def test_the_answer_is_in_the_copy_and_goes_with_the_person(world, row):
    answer_wish(
        by=world.cast.ivy,
        sign_up_id=row.pk,
        what="travel",
        wanted=TAXI,
        outcome="booked",
        words="At nine",
    )
    copy = {section.key: str(section.rows) for section in everything_about(world.member)}
    assert "At nine" in copy["activities.arrangement"]
    assert [each.action for each in plan() if each.model is Arrangement] == ["delete"]


def test_as_many_queries_for_many_as_for_few(as_person, world, django_assert_max_num_queries):
    made, client, counts = open_session(places=50), as_person("ivy"), []
    for number in (1, 6):
        for each in range(number):
            place_for(made, someone(f"Person {number} {each}"), travel="A bus", cover="A sitter")
        with django_assert_max_num_queries(100) as seen:
            client.get(address("arrangement_board"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
