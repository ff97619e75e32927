"""What those who run a session read: how a caller stands, whom it suits, and papers that cannot be set."""

from __future__ import annotations

import pytest
from django.urls import reverse

from activities.models import Opportunity, Session
from activities.selectors.interests import says
from activities.services.opportunities import add_opportunity
from community.models import Person, PersonInterest
from organisation.models import Interest
from tests.activities.places import BY, entry, open_session, place_for
from tests.activities.test_asking import agreed
from tests.community.people import someone
from tests.house.world import World


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def said_after(client, opportunity: Opportunity, person: Person, **more: str) -> str:
    """What staff read once they signed up who is on the telephone."""
    sent = {"person": f"P{person.pk:05d}", **more}
    answer = client.send(address("sign_up_enter", opportunity.pk), sent)
    return client.get(answer.url).content.decode()


def test_staff_read_whether_a_caller_has_a_place(as_person, cast):
    ivy, small = as_person("ivy"), open_session(places=1)
    lot = open_session("Poetry", places=1, giving="draw")
    first, second = someone("Dana Whitlock"), someone("Musa Okoro")
    assert "They have a place" in said_after(ivy, small, first)
    waits = said_after(ivy, small, second)
    assert "They are on the waiting list. Tell them that they have no place yet." in waits
    assert "They have a place" not in waits
    assert "They are in the draw" in said_after(ivy, lot, first)


def test_staff_read_that_the_caller_has_paused_not_they(as_person, cast):
    garden, dana = open_session(), someone("Dana Whitlock")
    Person.objects.filter(pk=dana.pk).update(status="paused")
    sent = {"person": f"P{dana.pk:05d}"}
    page = as_person("ivy").send(address("sign_up_enter", garden.pk), sent).content.decode()
    assert "This person has paused" in page
    assert "You have paused" not in page


def test_what_there_is_to_do_stands_before_a_long_list_of_names(as_person, cast):
    garden = open_session(places=60)
    for number in range(40):
        place_for(garden, f"Guest {number:02d}")
    page = as_person("ivy").get(address("opportunity_run", garden.pk)).content.decode()
    names = page.index("They have a place (40)")
    for link in ("opportunity_prepare", "opportunity_day", "opportunity_ask", "sign_up_enter"):
        assert page.index(address(link, garden.pk)) < names


def test_nobody_is_sent_to_a_waiting_list_that_is_over(as_person, cast):
    full = open_session(places=1, audience="public")
    amina = World().member
    place_for(full, amina)
    link, waits = address("opportunity_detail", full.pk), "You can join the waiting list"
    assert waits in as_person("ben").get(link).content.decode()
    # Amina has the place, and later sign-up has ended
    assert waits not in as_person("amina").get(link).content.decode()
    Opportunity.objects.filter(pk=full.pk).update(status="closed")
    for client, page in (
        (as_person("ben"), link),
        (as_person("ivy"), address("opportunity_run", full.pk)),
    ):
        assert waits not in client.get(page).content.decode()


def test_a_cancelled_session_says_so_where_it_is_run(as_person, cast):
    garden, ivy = open_session(places=5), as_person("ivy")
    place_for(garden, "Dana Whitlock")
    run = address("opportunity_run", garden.pk)
    asks = [address("opportunity_ask", garden.pk), address("sign_up_enter", garden.pk)]
    before = ivy.get(run).content.decode()
    assert all(each in before for each in asks)
    cancel = address("session_move", garden.session_id, "cancelled")
    assert "1 person is down for it, and each of them is told" in ivy.get(cancel).content.decode()
    ivy.send(cancel, {"reason": "The hall is flooded", "version": garden.session.version})
    page = ivy.get(run).content.decode()
    assert "This session does not take place." in page
    assert "The hall is flooded" in page
    assert "Open for sign-up" not in page
    for each in (*asks, address("lead_ask", garden.pk)):
        assert each not in page


def test_who_moves_a_session_reads_first_which_one_and_how_many_are_told(as_person, cast):
    garden = open_session(places=5)
    link, ivy = address("session_correct", garden.session_id), as_person("ivy")
    assert "down for this session" not in ivy.get(link).content.decode()
    for name in ("Dana Whitlock", "Musa Okoro"):
        place_for(garden, name)
    page = ivy.get(link).content.decode()
    assert f"Garden group, {garden.session.when_words}" in page
    assert "2 people are down for this session" in page
    # Of one that is over nobody is told
    Session.objects.filter(pk=garden.session_id).update(held_on="2020-01-02")
    assert "down for this session" not in ivy.get(link).content.decode()


@pytest.mark.parametrize("name", ["opportunity_run", "opportunity_prepare"])
def test_two_of_one_name_are_told_apart(as_person, cast, name):
    garden = open_session(places=5)
    ivans = [place_for(garden, f"Ivan {rest}", shown_name="Ivan").person for rest in ("Ng", "Roy")]
    place_for(garden, "Dana Whitlock", shown_name="Dana")
    page = as_person("ivy").get(address(name, garden.pk)).content.decode()
    for ivan in ivans:
        assert f"Ivan (P{ivan.pk:05d})" in page
    assert "Dana (P" not in page


def test_one_place_is_free_not_are(as_person, cast):
    garden = open_session(
        places=3, audience="public", seats=[("Carers", 1, ("carer",)), ("Anybody", 2)]
    )
    page = as_person("ivy").get(address("opportunity_run", garden.pk)).content.decode()
    assert "1 of 1 is free" in page
    assert "2 of 2 are free" in page


@pytest.mark.parametrize(
    ("text", "label", "fits"),
    [
        ("Planning with people who stayed there", "Older people and memory", False),
        ("Coffee for older people", "Older people and memory", True),
        ("A talk for staff", "Choosing staff", False),
        ("Choosing a nurse", "Choosing staff", True),
        # Where all its words are common ones, all of them count
        ("The community garden", "Help in the community", False),
        ("How we help in the community", "Help in the community", True),
    ],
)
def test_common_words_suggest_nobody(text, label, fits):
    assert says(text, label) is fits


def test_a_number_stands_once_beside_who_shows_no_name(as_person, cast):
    garden, dana = World().opportunity, agreed("Dana Whitlock", 1)
    liked = Interest.objects.get(label="Digital tools")
    PersonInterest.objects.create(person=dana, interest=liked)
    chosen = f"{address('opportunity_ask', garden.pk)}?interest={liked.pk}"
    number = f"P{dana.pk:05d}"
    for name, label in (("", f"A member ({number})"), ("Dana", f"Dana, {number}")):
        Person.objects.filter(pk=dana.pk).update(shown_name=name)
        page = as_person("sam").get(chosen).content.decode()
        assert label in page
        assert page.count(f"P{dana.pk:05d}") == 1


def test_a_paper_that_cannot_be_set_leads_to_a_page_that_is_there(as_person, cast):
    words, ivy = "A letter of no font here: \U00012000", as_person("ivy")
    garden = open_session(about=words)
    draft = add_opportunity(by=BY, session_id=World().session.pk, entry=entry(about=words))
    for row, leads in ((garden, "opportunity_detail"), (draft, "opportunity_run")):
        answer = ivy.get(address("opportunity_pack", row.pk))
        assert answer.url == address(leads, row.pk)
        assert "Print this page instead" in ivy.get(answer.url).content.decode()
