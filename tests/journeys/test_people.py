"""The involvement team at work: find, welcome, pause, take a change back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from community.models import Person, Status
from community.services.partner_entry import ContactEntry, add_contact, end_contact
from community.services.partners import add_partner
from community.services.people import change_person
from tests.cast import Cast
from tests.community.people import someone


@pytest.fixture
def two(address):
    """One person, entered twice, once with a slip."""
    first = someone(
        "Katherine O'Brien",
        status=Status.ASKED,
        phone="01304 555012",
        outward_code="CT14",
        brings="I have sat on interview panels.",
    )
    return first, someone("Catherine O'Brien", email="kath@example.org", outward_code="CT14")


def test_somebody_on_the_telephone_is_found_and_welcomed(visitor, two):
    # Given a call from a number, and Ivy on a phone herself
    ivy = visitor(phone=True).enter_as("ivy")
    ivy.go("/community/people/?q=01304+555+012")
    ivy.is_well().picture("person-found-phone", part="main").click("Katherine O'Brien", role="link")
    ivy.is_well().click("How to reach them")
    ivy.sees("We noted that you looked").is_well()
    # When the welcome is not done, the page says what is missing
    ivy.click("Back", role="link")
    ivy.click("Welcome them", role="link")
    ivy.sees("First finish the welcome").is_well()
    for box in ivy.page.locator("input[name=steps]").all():
        box.check()
    ivy.page.locator("[name=named_contact]").select_option(label="Ivy Marsh")
    ivy.click("Save")
    # Then it is done in two more presses
    ivy.sees("Everything is done").is_well()
    ivy.click("Welcome them")
    ivy.is_well().click("Welcome them")
    ivy.sees("Welcomed").is_well().picture("person-welcomed", part="main")
    assert Person.objects.get(pk=two[0].pk).status == Status.WELCOMED


def test_a_pause_and_the_way_back(visitor, two):
    ivy = visitor().enter_as("ivy")
    ivy.go(f"/community/people/{two[1].pk}/").click("Pause", role="link")
    ivy.is_well().type("Why (optional)", "Exams")
    ivy.click("Pause")
    ivy.sees("Paused").sees("Exams").is_well()
    ivy.click("They come back", role="link")
    ivy.is_well().click("They take part")
    ivy.sees("Came back").is_well()
    assert Person.objects.get(pk=two[1].pk).status == Status.ACTIVE


def test_a_wrong_change_of_yesterday_is_taken_back(visitor, two):
    kept, _other = two
    # Given a colleague who changed the wrong record
    wrong = {"name": "Kathleen Smith", "phone": "", "language": "Polish"}
    change_person(by=Cast().ivy, person_id=kept.pk, expected=None, changes=wrong)
    # When Olu's caller is looked for by half a name with a slip, by Ivy
    ivy = visitor().enter_as("ivy")
    ivy.go("/community/people/?q=Kathlen+Smit").sees("These names look alike").is_well()
    ivy.click("Kathleen Smith", role="link")
    # Then the history says what was there, and gives it back after a look and a reason
    ivy.page.get_by_text("History", exact=True).click()
    ivy.is_well().click("Go back to this version", role="link")
    ivy.sees("It would say").sees("01304 555012").is_well().picture("person-go-back", part="main")
    ivy.type("Why do you go back to it?", "That was somebody else")
    ivy.click("Go back to this version")
    ivy.sees("It says again what it said then").is_well()
    assert ivy.heading().endswith("Katherine O'Brien")
    row = Person.objects.get(pk=kept.pk)
    assert (row.name, row.phone, row.language) == ("Katherine O'Brien", "01304 555012", "")


def test_a_partner_whose_only_contact_has_left_is_not_lost(visitor, address):
    cast = Cast()
    partner = add_partner(by=cast.sam, name="Medway Deaf Club")
    entry = ContactEntry("Nia Obi", email="nia@charity.example")
    contact = add_contact(by=cast.sam, partner_id=partner.pk, entry=entry)
    # Given that Nia, the only one, has left
    end_contact(by=cast.sam, contact_id=contact.pk, ended_on=timezone.localdate())
    # When Olu looks for the partner in the search of everything
    olu = visitor(phone=True).enter_as("olu")
    olu.go("/search/?q=medway+deaf").is_well().click("Medway Deaf Club", role="link")
    # Then the page says who it was and what to do, and does not say so any more once it is done
    olu.sees("Nia Obi was the last contact").is_well().picture(
        "partner-no-contact-phone", part="main"
    )
    olu.click("add them", role="link")
    olu.type("Name", "Abe Finch").click("Save")
    olu.sees("Abe Finch").is_well().picture("partner-phone", part="main")
    assert olu.page.get_by_text("We know nobody there").count() == 0
