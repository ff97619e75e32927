"""The involvement team at work: find, welcome, pause, join two records and take them apart."""

from __future__ import annotations

import pytest

from community.models import Person, Status
from community.tasks import compare_people
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
    ivy.is_well().click("Katherine O'Brien", role="link")
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
    ivy.sees("Welcomed").is_well().picture("person-welcomed", whole=True)
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


def test_two_records_of_one_person_are_joined_and_taken_apart(visitor, two):
    kept, gone = two
    ivy = visitor().enter_as("ivy")
    # Given a pair that looks alike, found by the timed job
    compare_people()
    ivy.go("/community/people/").click("Records that look alike", role="link")
    ivy.sees("names that look alike").is_well()
    ivy.click("Compare", role="link")
    ivy.is_well().picture("two-records", whole=True)
    # When Ivy joins them
    ivy.click("Join the two records")
    ivy.sees("The two records are one now").is_well()
    joined = Person.objects.get(pk=kept.pk)
    assert (joined.phone, joined.email) == ("01304 555012", "kath@example.org")
    # Then the old address leads to the one record, and all goes back at a press
    ivy.go(f"/community/people/{gone.pk}/").sees("was joined with this one")
    ivy.click("Take them apart", role="link")
    ivy.is_well().click("Take them apart")
    ivy.sees("These are two records again").is_well()
    assert Person.objects.filter(merged_into=None, email="").count() == 1
