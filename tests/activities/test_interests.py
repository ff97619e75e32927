"""Saved interests: told once of what is new and fits, in one message a day, and ended at will."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from activities.models import Opportunity, SavedInterest, Session, ToldOfNew
from activities.services.interests import InterestEntry, save_interest, tell_of_new
from activities.services.opportunities import add_opportunity
from activities.tasks import tell_of_new_sessions
from community.models import Ask, Check, Person
from community.selectors.data import everything_about
from community.services.merging import merge_people, undo_merge
from core.models import Message
from core.service import Refused
from organisation.models import Area, Interest, Venue
from tests.activities.places import BY, entry, open_session, place_for
from tests.activities.records import a_session, an_activity
from tests.activities.test_asking import agree
from tests.community.people import someone
from tests.house.world import World

PAGE = reverse("activities:take_part")
ADD = reverse("activities:saved_interest_add")


@pytest.fixture
def amina(db) -> Person:
    """Amina, who agreed to hear of things to take part in, by e-mail."""
    person = World().member
    Person.objects.filter(pk=person.pk).update(
        email="amina@home.example", is_address_theirs=True, status="active"
    )
    agree(person)
    person.refresh_from_db()
    return person


def save(person: Person, **given) -> SavedInterest:
    return save_interest(by=person.account, person_id=person.pk, entry=InterestEntry(**given))


def letters(person: Person) -> list[str]:
    """What reached somebody."""
    rows = Message.objects.filter(recipient_key=person.key).order_by("created_at")
    return [f"{row.subject}\n{row.body}" for row in rows]


def next_day() -> None:
    """Whoever was told was told yesterday."""
    ToldOfNew.objects.update(at=timezone.now() - timedelta(days=1))


def test_a_member_saves_what_they_look_for_and_is_told_of_new_ones_once(as_person, amina):
    area = Area.objects.create(name="Deal and Walmer")
    client = as_person("amina")
    page = client.get(PAGE, {"district": area.pk, "how": "in_person"}).content.decode()
    assert "Tell me about new ones like this" in page
    form = client.get(ADD, {"district": area.pk, "how": "in_person"}).context["form"]
    assert form.initial["district"] == str(area.pk)
    client.send(ADD, {"district": area.pk, "how": "in_person", "words": "", "interest": ""})
    assert "Deal and Walmer, In person" in client.get(PAGE).content.decode()
    made, other = open_session("Garden group"), open_session("Far group")
    hall = Venue.objects.create(name="Quay Hall", area=area)
    Session.objects.filter(pk=made.session_id).update(venue=hall, mode="in_person")
    tell_of_new_sessions()
    (letter,) = letters(amina)
    assert "Garden group" in letter
    assert "Far group" not in letter
    assert f"/take-part/{made.pk}/" in letter
    for _again in range(2):
        next_day()
        tell_of_new_sessions()
    assert len(letters(amina)) == 1
    # They asked to be told: it is no ask.
    assert not Ask.objects.exists()
    assert not ToldOfNew.objects.filter(opportunity=other).exists()


def test_what_was_open_when_it_was_saved_is_not_told(amina):
    open_session("Garden group")
    save(amina)
    tell_of_new_sessions()
    assert letters(amina) == []


def test_one_message_a_day_holds_everything_new(amina):
    save(amina)
    open_session("Garden group")
    open_session("Food group")
    tell_of_new_sessions()
    (letter,) = letters(amina)
    assert "Garden group" in letter
    assert "Food group" in letter
    open_session("Music group")
    tell_of_new_sessions()
    assert len(letters(amina)) == 1
    next_day()
    tell_of_new_sessions()
    assert "Music group" in letters(amina)[1]
    assert "Food group" not in letters(amina)[1]


def test_only_what_fits_is_told(amina):
    gardening = Interest.objects.create(label="Gardening and plants")
    save(amina, interest_id=gardening.pk, how="online")
    wrong_way, fits = open_session("Gardening club"), open_session("Plants on screen")
    Session.objects.filter(pk=wrong_way.session_id).update(mode="in_person")
    Session.objects.filter(pk=fits.session_id).update(mode="online")
    invited = open_session("Plants by invitation", audience="invited")
    Session.objects.filter(pk=invited.session_id).update(mode="online")
    tell_of_new_sessions()
    (letter,) = letters(amina)
    assert "Plants on screen" in letter
    assert "Gardening club" not in letter
    assert "by invitation" not in letter


def test_nobody_hears_of_what_they_signed_up_for_cannot_have_or_is_not_open(amina):
    save(amina)
    place_for(open_session("Garden group"), amina)
    needs = open_session("Checked group")
    needs.checks_needed.add(Check.objects.earliest("pk"))
    session = a_session(
        an_activity("Draft group", status="planned"),
        timezone.localdate() + timedelta(days=7),
        status="planned",
    )
    add_opportunity(by=BY, session_id=session.pk, entry=entry())
    open_session("Open group")
    tell_of_new_sessions()
    told = [each for each in letters(amina) if "as you asked" in each]
    assert len(told) == 1
    assert "Open group" in told[0]
    for title in ("Garden group", "Checked group", "Draft group"):
        assert title not in told[0]


def test_who_did_not_agree_is_told_when_they_do_and_reads_why_not(as_person):
    person = World().member
    save(person)
    open_session("Garden group")
    tell_of_new_sessions()
    assert letters(person) == []
    assert "We cannot tell you yet" in as_person("amina").get(PAGE).content.decode()
    # Saving more promises nothing that cannot be kept
    saved = (
        as_person("amina").send(PAGE + "tell-me/", {"words": "choir"}, follow=True).content.decode()
    )
    assert "Say below how we may reach you" in saved
    assert "We tell you when something new opens" not in saved
    Person.objects.filter(pk=person.pk).update(
        email="amina@home.example", is_address_theirs=True, status="active"
    )
    agree(person)
    tell_of_new_sessions()
    assert len(letters(person)) == 1


def test_who_pauses_hears_nothing(amina):
    save(amina)
    Person.objects.filter(pk=amina.pk).update(status="paused")
    open_session("Garden group")
    tell_of_new_sessions()
    assert letters(amina) == []


def test_a_saved_interest_is_ended_by_its_person_alone(as_person, amina):
    row = save(amina, words="garden")
    end = reverse("activities:saved_interest_end", args=[row.pk])
    assert as_person("ben").get(end).status_code == 404
    assert as_person("ivy").get(end).status_code == 404
    client = as_person("amina")
    assert "“garden”" in client.get(end).content.decode()
    client.send(end)
    assert not SavedInterest.objects.exists()
    open_session("Garden group")
    tell_of_new_sessions()
    assert letters(amina) == []


def test_the_same_is_saved_once_and_ten_at_most(as_person, amina):
    client = as_person("amina")
    client.send(ADD, {"words": "garden"})
    again = client.send(ADD, {"words": "garden"})
    assert "You have saved this already" in again.content.decode()
    for number in range(9):
        save(amina, words=f"word {number}")
    with pytest.raises(Refused, match="You have saved 10"):
        save(amina, words="one more")


def test_by_telephone_the_team_saves_and_ends_it(as_person, cast):
    person, ivy = someone("Bo Marsh"), as_person("ivy")
    add = reverse("activities:person_interest_add", args=[person.pk])
    own = reverse("community:person_detail", args=[person.pk])
    assert "New things they want to hear of" in ivy.get(own).content.decode()
    assert "No message can reach them now" in ivy.get(add).content.decode()
    ivy.send(add, {"words": "garden", "how": "online"})
    row = SavedInterest.objects.get(person=person)
    assert "“garden”, Online" in ivy.get(own).content.decode()
    assert as_person("sam").get(add).status_code == 403
    with pytest.raises(Refused, match="involvement team"):
        save_interest(by=cast.sam, person_id=person.pk, entry=InterestEntry())
    ivy.send(reverse("activities:person_interest_end", args=[row.pk]))
    assert not SavedInterest.objects.exists()


def test_visitors_and_staff_are_offered_nothing(as_person, client, cast):
    for each in (client, as_person("sam")):
        assert "what you want to hear of" not in each.get(PAGE).content.decode()


def test_saved_interests_are_copied_and_go_with_a_joined_record_and_back(cast):
    kept = someone("Kept Person")
    gone = someone("Gone Person", account=cast.ben)
    both = SavedInterest.objects.create(person=gone, words="garden")
    SavedInterest.objects.create(person=kept, words="garden")
    row = SavedInterest.objects.create(person=gone, words="food")
    told = ToldOfNew.objects.create(person=gone, opportunity=open_session(), way="email")
    assert "food" in str(everything_about(gone))
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    for each in (both, row, told):
        each.refresh_from_db()
    assert (both.person, row.person, told.person) == (gone, kept, kept)
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    row.refresh_from_db()
    told.refresh_from_db()
    assert (row.person, told.person) == (gone, gone)


def test_two_workers_at_once_tell_somebody_once(committed_db):
    person = World().member
    Person.objects.filter(pk=person.pk).update(
        email="amina@home.example", is_address_theirs=True, status="active"
    )
    agree(person)
    save(person)
    open_session("Garden group")

    def tell(_number: int) -> bool:
        try:
            return tell_of_new(by=BY, person_id=person.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(tell, range(4))) == [False, False, False, True]
    assert Message.objects.filter(recipient_key=person.key).count() == 1
    assert Opportunity.objects.count() == ToldOfNew.objects.count()
