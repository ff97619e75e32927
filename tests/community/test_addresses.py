"""Mail goes to an address that staff typed only after its owner said that it is theirs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import ByHand, HeldMessage, Person
from community.services.addresses import answer_address, pass_on_held
from community.services.consents import record_consents, stop_purposes
from community.services.contact import ask_address, write_to
from community.services.people import change_person
from community.tasks import pass_on_held as job
from core.models import Message
from core.service import Refused
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db
EMAIL = "dana.whitlock@home.example"


def typed(**given):
    """Somebody whose address staff typed in, and nobody asked about."""
    return someone(email=EMAIL, is_address_theirs=False, **given)


def write(person, purpose="joined", words="You have a place on Tuesday."):
    return write_to(by=BY, person_id=person.pk, purpose=purpose, subject="Tuesday", body=words)


def mails():
    return list(Message.objects.order_by("id"))


def link():
    """The address of the page in the last question."""
    body = Message.objects.filter(purpose="whose_address").latest("id").body
    return re.search(r"https?://[^/\s]+(/community/address/\S+)", body)[1]


def answer(client, address, said):
    page = client.get(address)
    key = re.search(r'name="submission_key" value="([^"]+)"', page.content.decode())
    data = {"answer": said} | ({"submission_key": key[1]} if key else {})
    return client.post(address, data, follow=True)


def test_the_first_mail_to_a_typed_address_is_a_question_that_names_nobody():
    outcome = write(typed())
    assert (outcome.is_sent, outcome.is_held) == (True, True)
    (mail,) = mails()
    assert mail.subject.startswith("Is this your email address?")
    for private in ("Dana", "Whitlock", "Tuesday", "place"):
        assert private not in mail.subject + mail.body.replace(EMAIL, "")


def test_it_is_asked_once_however_many_messages_wait():
    person = typed()
    for _ in range(3):
        write(person)
    assert [mail.purpose for mail in mails()] == ["whose_address"]
    assert HeldMessage.objects.count() == 3


def test_a_yes_sends_what_waited_and_everything_after(client):
    person = typed()
    write(person)
    page = answer(client, link(), "yes")
    assert "Thank you for telling us" in page.content.decode()
    assert [mail.subject for mail in mails()][1:] == ["Tuesday"]
    write(person, words="Bring a coat.")
    assert "Bring a coat." in mails()[-1].body
    assert not HeldMessage.objects.exists()


def test_a_no_sends_nothing_more_there_and_tells_the_team(client, as_person):
    person = typed()
    write(person)
    page = answer(client, link(), "no")
    assert "We send nothing more to this address" in page.content.decode()
    write(person)
    assert [mail.purpose for mail in mails()] == ["whose_address"]
    page = as_person("ivy").get(reverse("community:person_consents", args=[person.pk]))
    assert "not theirs" in page.content.decode()


def test_after_a_no_what_waited_goes_by_telephone(client):
    person = typed(phone="01227 960 123")
    write(person)
    answer(client, link(), "no")
    assert [(row.channel, row.subject) for row in ByHand.objects.all()] == [
        ("telephone", "Tuesday")
    ]


def test_the_link_neither_acts_when_opened_nor_says_whose_it_is(client):
    person = typed()
    write(person)
    page = client.get(link()).content.decode()
    assert "Dana" not in page
    assert EMAIL not in page
    person.refresh_from_db()
    assert not person.is_address_theirs


def test_nobody_is_thanked_for_an_answer_they_did_not_give(client):
    write(typed())
    thanks = client.get(link() + "thanks/", follow=True).content.decode()
    assert "Is this your email address?" in thanks
    assert "Thank you" not in thanks


@pytest.mark.parametrize("change", ["another address", "cut off", "old"])
def test_a_link_that_no_longer_counts_says_so(client, change, monkeypatch):
    person = typed()
    write(person)
    address = link()
    if change == "another address":
        changes = {"email": "d.whitlock@home.example"}
        change_person(by=BY, person_id=person.pk, expected=None, changes=changes)
    elif change == "cut off":
        address = address[:-3] + "/"
    else:
        later = timezone.now().timestamp() + 31 * 24 * 3600
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    page = client.get(address)
    assert page.status_code == 404
    assert "This link no longer works" in page.content.decode()


def test_who_changes_the_address_is_asked_again():
    person = someone(email=EMAIL)
    changes = {"email": "dana@work.example"}
    change_person(by=BY, person_id=person.pk, expected=None, changes=changes)
    write(person)
    assert [(mail.address, mail.purpose) for mail in mails()] == [
        ("dana@work.example", "whose_address")
    ]


def test_two_people_may_share_an_address(client):
    for name in ("Dana", "Jo"):
        person = someone(name, email=EMAIL, is_address_theirs=False)
        write(person)
        answer(client, link(), "yes")
    assert Person.objects.filter(is_address_theirs=True).count() == 2
    assert [mail.subject for mail in mails()].count("Tuesday") == 2


def aged(days):
    HeldMessage.objects.update(created_at=timezone.now() - timedelta(days=days))


def test_without_an_answer_it_goes_by_hand_after_a_day():
    person = typed(phone="07700 900 123")
    write(person)
    job()
    assert not ByHand.objects.exists()
    aged(days=2)
    job()
    job()
    assert [row.channel for row in ByHand.objects.all()] == ["text"]
    assert not HeldMessage.objects.exists()


def test_without_another_way_the_team_is_told_and_a_month_later_it_is_given_up(as_person):
    person = typed()
    write(person)
    aged(days=2)
    job()
    assert HeldMessage.objects.exists()
    ivy = as_person("ivy")
    assert "until they say that the email address is theirs" in ivy.get("/").content.decode()
    found = ivy.get(reverse("community:person_list"), {"to_do": "unsure"}).content.decode()
    assert "Dana Whitlock" in found
    page = ivy.get(reverse("community:person_consents", args=[person.pk])).content.decode()
    assert "1 message waits" in page
    aged(days=31)
    job()
    assert not HeldMessage.objects.exists()


def test_a_consent_taken_back_takes_back_what_waits(client):
    person = typed()
    choices = {("newsletter", "email"): True}
    record_consents(by=BY, person_id=person.pk, choices=choices, source="telephone")
    write(person, "newsletter")
    stop_purposes(by=BY, person_id=person.pk, purposes=["newsletter"], source="telephone")
    answer(client, link(), "yes")
    assert [mail.purpose for mail in mails()] == ["whose_address"]


def test_the_team_can_ask_again_but_not_without_end(as_person):
    person, ivy = typed(), as_person("ivy")
    address = reverse("community:person_address_ask", args=[person.pk])
    page = ivy.get(address).content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', page)[1]
    shown = ivy.post(address, {"submission_key": key}, follow=True).content.decode()
    assert "The question is on its way." in shown
    for _ in range(2):
        ask_address(by=BY, person_id=person.pk)
    with pytest.raises(Refused, match="Wait a little"):
        ask_address(by=BY, person_id=person.pk)


def test_who_said_yes_is_not_asked_again():
    person = typed()
    answer_address(by=BY, person_id=person.pk, address=person.email, is_theirs=True)
    with pytest.raises(Refused, match="already said"):
        ask_address(by=BY, person_id=person.pk)


def test_sending_on_twice_sends_once():
    person = typed()
    write(person)
    answer_address(by=BY, person_id=person.pk, address=person.email, is_theirs=True)
    pass_on_held(by=BY, person_id=person.pk)
    assert [mail.subject for mail in mails()].count("Tuesday") == 1


def test_an_old_link_cannot_deny_an_address_with_which_somebody_signs_in(client, cast):
    person = typed()
    write(person)
    Person.objects.filter(pk=person.pk).update(is_email_confirmed=True)
    page = answer(client, link(), "no")
    assert "Somebody showed by signing in that this address is theirs" in page.content.decode()
    person.refresh_from_db()
    assert person.email_failed_at is None
    assert write(person).channel == "email"
    assert answer(client, link(), "yes").status_code == 200


def test_an_answer_about_an_earlier_address_says_nothing_of_the_present_one(cast):
    person = typed()
    new = {"email": "dana@new.example"}
    change_person(by=cast.ivy, person_id=person.pk, expected=None, changes=new)
    with pytest.raises(Refused, match="another address"):
        answer_address(by=BY, person_id=person.pk, address=EMAIL, is_theirs=True)
    person.refresh_from_db()
    assert not person.is_address_theirs
