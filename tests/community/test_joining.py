"""Joining by oneself: the link, each question, stopping, and what is there afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.models import Consent, ConsentWording, Joining, Need, Person
from community.selectors.needs import needs_of
from community.services import joining as services
from community.tasks import answer_addresses
from core.models import Message
from core.service import Refused, System
from organisation.models import Area, Experience, Interest
from tests.community.people import someone
from tests.conftest import PortalClient
from tests.users.people import own_caches
from tests.users.post import letters
from users.models import User

BY = System("joining")


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def ask(client: PortalClient, email: str) -> None:
    answer = client.send("/join/email/", {"email": email})
    assert answer.headers["Location"] == "/join/sent/"
    answer_addresses()


def begun(email: str = "grace@home.example") -> PortalClient:
    """Somebody who opened the link in their mail."""
    client = PortalClient()
    ask(client, email)
    answer = client.send(letters(email)[-1].link("join/go"))
    assert answer.headers["Location"] == "/join/your/name/"
    return client


def answer(client: PortalClient, page: str, turn: int = 0, **given) -> str:
    """Answer a page; where it leads to."""
    sent = client.send(f"/join/your/{page}/", {"version": turn, **given})
    assert sent.status_code == 302, sent.content.decode()
    return sent.headers["Location"]


def test_somebody_joins_and_is_signed_in():
    grace = begun()
    district = Area.objects.get(name="Thanet")
    interest = Interest.objects.first()
    panels = Experience.objects.get(label="Interview panels")
    answer(grace, "name", name="Grace Obi", shown_name="Grace")
    answer(grace, "kinds", kinds=["service_user", "carer"])
    answer(grace, "place", postcode="ct9 1aa")
    answer(grace, "contact", phone="01632 960 002", is_post_wanted="on", address="1 High Street")
    answer(grace, "language", language_choice="other", language="Igbo")
    said = {"interest_ids": [interest.pk], "experience_ids": [panels.pk]}
    answer(grace, "interests", **said, brings="I ran a group")
    answer(grace, "times", availability=["weekday_morning"], meets=["online"])
    assert answer(grace, "asks", asks_a_month="2") == "/join/your/updates/"
    words = ConsentWording.objects.get(purpose="newsletter", channel="email")
    page = grace.get("/join/your/updates/").content.decode()
    assert words.text in page
    assert "checked" not in page
    assert answer(grace, "updates", about_newsletter=[words.pk]) == "/join/check/"
    page = grace.get("/join/check/").content.decode()
    for said in (
        "Grace Obi",
        "CT9",
        "Thanet",
        "Igbo",
        "Interview panels",
        "I ran a group",
        "At most 2 a month",
    ):
        assert said in page
    assert "1AA" not in page.upper()
    assert grace.send("/join/check/").headers["Location"] == "/join/done/"
    done = grace.get("/join/done/").content.decode()
    assert "You have joined" in done
    assert "Grace Obi" in done

    person = Person.objects.get(email="grace@home.example")
    assert (person.outward_code, person.district) == ("CT9", district)
    assert person.kinds == ["service_user", "carer"]
    assert person.language == "Igbo"
    assert person.asks_a_month == 2
    assert list(person.interests.all()) == [interest]
    assert list(person.experiences.all()) == [panels]
    assert person.is_email_confirmed
    assert person.entered_by is None
    assert person.account.roles == ["co_creator"]
    assert not person.account.has_usable_password()
    consent = Consent.objects.get(person=person)
    assert (consent.wording, consent.is_given, consent.source) == (words, True, "online")
    row = Joining.objects.get(person=person)
    assert (row.state, row.answers, row.email) == ("done", {}, "")
    assert "within 10 working days" in letters("grace@home.example")[-1].text


def test_what_somebody_needs_is_asked_kept_private_and_becomes_theirs():
    grace = begun()
    page = grace.get("/join/your/needs/").content.decode()
    for words in ("Do you need anything to take part?", "You can leave this out", "It is private"):
        assert words in page
    assert "How I read or get information" in page
    answer(grace, "name", name="Grace")
    refused = grace.send("/join/your/needs/", {"version": 0, "needs_format": "format_large_print"})
    assert "Which size?" in refused.content.decode()
    given = {
        "needs_format": ["format_large_print"],
        "detail_format_large_print": "18 point",
        "needs_support": ["support_hearing_loop"],
        "needs_shared": "hosts",
    }
    assert answer(grace, "needs", **given) == "/join/your/asks/"
    again = grace.get("/join/your/needs/").content.decode()
    assert "How I read or get information (1 chosen)" in again
    assert "18 point" in again
    page = grace.get("/join/check/").content.decode()
    assert "Large print: 18 point" in page
    assert "Everybody who hosts what I take part in" in page
    assert "/join/your/needs/?change=1" in page
    grace.send("/join/check/")
    person = Person.objects.get(email="grace@home.example")
    assert [(str(need), need.shared_with, need.entered_by) for need in needs_of(person)] == [
        ("Large print: 18 point", "hosts", None),
        ("Hearing loop", "hosts", None),
    ]
    assert "18 point" not in str(list(Joining.objects.values()))
    assert "18 point" in grace.get(f"/community/people/{person.pk}/needs/").content.decode()
    sam = PortalClient().sign_in(User.objects.get(email="sam@portal.example"))
    assert "18 point" not in sam.get(f"/community/people/{person.pk}/").content.decode()


def test_needs_are_skipped_with_one_press_and_only_the_team_knows_without_an_answer():
    grace = begun()
    answer(grace, "name", name="Grace")
    assert answer(grace, "needs") == "/join/your/asks/"
    assert Joining.objects.get().answers["needs"] == []
    answer(grace, "needs", turn=1, needs_environment=["place_quiet"])
    grace.send("/join/check/")
    assert [need.shared_with for need in Need.objects.all()] == ["team"]


def test_two_tabs_about_needs_show_both_in_words():
    grace = begun()
    answer(grace, "needs", needs_support=["support_captions"])
    stale = grace.send("/join/your/needs/", {"version": 0, "needs_support": ["support_makaton"]})
    page = stale.content.decode()
    assert "It now says" in page
    assert "Captions" in page
    assert Joining.objects.get().answers["needs"] == [{"code": "support_captions", "detail": ""}]


def test_a_link_that_is_only_looked_at_confirms_nothing():
    client = PortalClient()
    ask(client, "grace@home.example")
    path = letters("grace@home.example")[0].link("join/go")
    page = client.get(path)
    assert "Your email address works" in page.content.decode()
    assert Joining.objects.get().confirmed_at is None
    assert client.get("/join/your/name/").headers["Location"] == "/join/email/"


def test_the_link_itself_is_not_kept():
    ask(PortalClient(), "grace@home.example")
    token = letters("grace@home.example")[0].link("join/go").split("/")[3]
    assert token not in str(Joining.objects.values().get())
    assert token not in str(list(Message.objects.values()))


def test_both_of_two_links_lead_to_the_same_answers():
    grace = begun()
    answer(grace, "name", name="Grace")
    ask(PortalClient(), "grace@home.example")
    first, second = (each.link("join/go") for each in letters("grace@home.example"))
    for path in (first, second):
        other_phone = PortalClient()
        assert "Your answers are still here" in other_phone.get(path).content.decode()
        assert other_phone.send(path).headers["Location"] == "/join/your/kinds/"
        assert "Grace" in other_phone.get("/join/check/").content.decode()
    assert Joining.objects.count() == 1


def test_a_known_address_looks_the_same_and_its_owner_is_told():
    someone("Dana", email="dana@home.example", is_email_confirmed=True)
    asked = {}
    for email in ("dana@home.example", "new@home.example", "sam@portal.example"):
        client = PortalClient()
        sent = client.send("/join/email/", {"email": email})
        page = client.get("/join/sent/").content
        asked[email] = (sent.status_code, sent.headers["Location"], page)
    assert len(set(asked.values())) == 1
    answer_addresses()
    assert "You are already with us" in letters("dana@home.example")[0].text
    assert "There is an account" in letters("sam@portal.example")[0].text
    assert "/join/go/" in letters("new@home.example")[0].text
    assert Joining.objects.count() == 1


def test_nobodys_mailbox_is_flooded():
    for _ in range(6):
        ask(PortalClient(), "Victim@home.example")
    assert len(letters("victim@home.example")) == 3


def test_all_pages_where_anybody_may_type_an_address_send_three_letters_an_hour_together():
    victim = "victim@home.example"
    User.objects.create_user(email=victim, name="Victoria", password="a long enough secret")
    for number in range(4):
        # From other places each time: only the address counts.
        elsewhere = {"REMOTE_ADDR": f"10.1.0.{number}"}
        PortalClient().post("/account/password/reset/", {"email": victim}, **elsewhere)
        ask(PortalClient(**elsewhere), victim.upper())
    assert len(letters(victim)) == 3
    assert len(letters()) == 3
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    ask(PortalClient(), victim)
    assert len(letters(victim)) == 4


def test_a_second_press_of_join_makes_one_person():
    grace = begun()
    answer(grace, "name", name="Grace")
    form = {"submission_key": "6b1b2a2e-6f3f-4a2e-9a58-0d7e8b7f1c11"}
    grace.post("/join/check/", form)
    again = grace.post("/join/check/", form)
    assert again.headers["Location"] == "/join/done/"
    services.finish_joining(by=BY, joining_id=Joining.objects.get().pk)
    assert Person.objects.filter(email="grace@home.example").count() == 1
    assert User.objects.filter(email="grace@home.example").count() == 1


def test_two_tabs_lose_nothing():
    grace = begun()
    answer(grace, "name", name="Grace")
    # Another tab was at the next question; this one goes back to the name.
    answer(grace, "kinds", kinds=["carer"])
    answer(grace, "name", turn=1, name="Grace Obi")
    stale = grace.send("/join/your/name/", {"version": 1, "name": "Gracie"})
    assert stale.status_code == 200
    page = stale.content.decode()
    assert "Gracie" in page
    assert "Grace Obi" in page
    row = Joining.objects.get()
    assert (row.answers["name"], row.answers["kinds"]) == ("Grace Obi", ["carer"])


def test_stopping_leaves_nothing():
    grace = begun()
    answer(grace, "name", name="Zebedee Canary")
    assert grace.send("/join/stop/").headers["Location"] == "/join/"
    assert not Joining.objects.exists()
    assert "Your answers are gone" in grace.get("/join/").content.decode()


def test_the_first_page_leads_back_to_answers_under_way():
    grace = begun()
    answer(grace, "name", name="Grace")
    page = grace.get("/join/").content.decode()
    assert "Your answers are still here" in page
    assert 'href="/join/your/kinds/"' in page
    assert "Start now" not in page
    grace.send("/join/stop/")
    assert "Start now" in grace.get("/join/").content.decode()


def test_the_link_of_who_has_joined_leads_them_to_their_own_page():
    grace = begun()
    answer(grace, "name", name="Grace")
    grace.send("/join/check/")
    link = letters("grace@home.example")[0].link("join/go")
    page = grace.get(link).content.decode()
    assert "You have joined already" in page
    assert "Go to your own page" in page
    page = PortalClient().get(link).content.decode()
    assert "Now you can sign in with your email address" in page


def test_an_address_without_a_name_cannot_join():
    grace = begun()
    assert "Tell us a name first" in grace.get("/join/check/").content.decode()
    with pytest.raises(Refused, match="Tell us a name first"):
        services.finish_joining(by=BY, joining_id=Joining.objects.get().pk)


def test_answers_of_somebody_else_cannot_be_reached():
    begun()
    row = Joining.objects.get()
    stranger = PortalClient()
    assert stranger.get("/join/check/").headers["Location"] == "/join/email/"
    member = PortalClient().sign_in(User.objects.get(email="ben@portal.example"))
    session = member.session
    session["joining"] = str(row.pk)
    session.save()
    assert member.get("/join/check/").headers["Location"] == "/join/"


def test_too_old_answers_are_forgotten_and_their_link_leads_nowhere():
    begun()
    Joining.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = PortalClient().get(letters("grace@home.example")[0].link("join/go"))
    assert page.status_code == 404
    assert "This link is too old" in page.content.decode()
    assert services.forget_old_joinings(by=BY) == 1
    assert not Joining.objects.exists()


def test_one_reminder_and_only_for_who_wants_it():
    wants, silent = begun("wants@home.example"), begun("silent@home.example")
    for client in (wants, silent):
        answer(client, "name", name="Somebody")
    assert wants.send("/join/later/", {"is_reminder_wanted": "on"}).status_code == 302
    assert services.remind_joinings(by=BY) == 0
    Joining.objects.update(changed_at=timezone.now() - timedelta(days=8))
    assert services.remind_joinings(by=BY) == 1
    assert services.remind_joinings(by=BY) == 0
    reminder = letters("wants@home.example")[-1]
    assert "We do not remind you again" in reminder.text
    assert PortalClient().send(reminder.link("join/go")).headers["Location"] == "/join/your/kinds/"


def test_somebody_of_15_is_met_kindly_and_nothing_is_kept(settings):
    client = PortalClient()
    page = client.get("/join/age/?send=1&is_old_enough=no").content.decode()
    assert "Childline" in page
    assert not Joining.objects.exists()
    assert not client.session.keys()
    settings.JOIN_MINIMUM_AGE = 18
    assert "Are you 18 or over?" in client.get("/join/age/").content.decode()
    assert client.get("/join/age/?send=1").status_code == 200
    assert client.get("/join/age/?send=1&is_old_enough=yes").headers["Location"] == "/join/email/"


def test_somebody_with_an_account_joins_without_mail(as_person):
    sam = as_person("sam")
    assert (
        sam.send("/join/begin/", {"is_old_enough": "yes"}).headers["Location"] == "/join/your/name/"
    )
    answer(sam, "name", name="Sam")
    answer(sam, "kinds", kinds=["staff", "service_user"])
    assert sam.send("/join/check/").headers["Location"] == "/join/done/"
    person = Person.objects.get(name="Sam")
    assert person.account.email == person.email == "sam@portal.example"
    assert "already with us" in sam.get("/join/").content.decode()
    assert sam.get("/join/begin/").headers["Location"] == "/join/"


@pytest.mark.parametrize(
    ("typed", "outward", "district"),
    [
        ("ME4 5AB", "ME4", "Medway"),
        ("me45ab", "ME4", "Medway"),
        ("ct1", "CT1", "Canterbury"),
        ("CT12 4AA", "CT12", "Thanet"),
        ("SW1A 1AA", "SW1A", None),
        ("", "", None),
    ],
)
def test_only_the_first_half_of_a_postcode_is_kept(typed, outward, district):
    grace = begun()
    answer(grace, "place", postcode=typed)
    answers = Joining.objects.get().answers
    found = Area.objects.filter(pk=answers["district_id"] or 0).first()
    assert (answers["outward_code"], found.name if found else None) == (outward, district)


def test_a_postcode_of_several_districts_asks_which():
    grace = begun()
    page = grace.send("/join/your/place/", {"version": 0, "postcode": "TN12 6ZZ"}).content.decode()
    assert "TN12 lies in more than one district" in page
    assert "6ZZ" not in page
    maidstone = Area.objects.get(name="Maidstone")
    answer(grace, "place", postcode="TN12", district_id=maidstone.pk)
    assert Joining.objects.get().answers["district_id"] == maidstone.pk


@pytest.mark.parametrize(
    ("at", "given", "words"),
    [
        ("name", {"name": ""}, "Tell us a name"),
        ("name", {"name": "x" * 121}, "120 characters"),
        ("place", {"postcode": "nowhere"}, "Enter a postcode"),
        ("contact", {"phone": "call me"}, "Enter a telephone number"),
        ("contact", {"is_post_wanted": "on"}, "Enter the address"),
        ("language", {"language_choice": "other"}, "Tell us which language"),
    ],
)
def test_a_fault_is_said_beside_the_question(at, given, words):
    sent = begun().send(f"/join/your/{at}/", {"version": 0, **given})
    assert sent.status_code == 200
    assert words in sent.content.decode()


@pytest.mark.parametrize("name", ["Björk", "O'Neill", "小明", "نور", "😀", "Madonna"])
def test_any_name_will_do(name):
    grace = begun()
    answer(grace, "name", name=f"\u202e{name}\x00")
    assert Joining.objects.get().answers["name"] == name


def test_an_address_taken_meanwhile_makes_no_second_record():
    grace = begun()
    answer(grace, "name", name="Grace")
    someone("Dana", email="grace@home.example", is_email_confirmed=True)
    page = grace.send("/join/check/").content.decode()
    assert "There is a record with this email address already" in page
    assert Person.objects.count() == 1
