"""Where somebody stands: what two of the team do at the same time stays."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from community.models import InductionStep, Person, StepDone
from tests.community.people import someone

pytestmark = pytest.mark.django_db


def shown(page: str) -> dict[str, str]:
    """What the page of a welcome holds of how it was when it was opened."""
    names = ("steps_shown", "contact_shown", "version")
    found = {name: re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page) for name in names}
    return {name: match[1] if match else "" for name, match in found.items()}


def test_two_tabs_tick_the_welcome_and_nothing_is_lost(as_person):
    person, ivy = someone("Dana", status="asked"), as_person("ivy")
    address = reverse("community:person_welcome", args=[person.pk])
    first, second, third = InductionStep.objects.filter(is_in_use=True)[:3]
    StepDone.objects.create(person=person, step=third)
    before = shown(ivy.get(address).content.decode())
    ivy.send(address, {**before, "steps": [first.pk, third.pk]})
    # The other tab still shows what was; it takes one tick away and makes another.
    ivy.send(address, {**before, "steps": [second.pk]})
    assert set(person.steps_done.values_list("step", flat=True)) == {first.pk, second.pk}


def test_two_who_name_a_contact_are_told_of_each_other(as_person, cast):
    person, ivy = someone("Dana", status="asked"), as_person("ivy")
    address = reverse("community:person_welcome", args=[person.pk])
    before = shown(ivy.get(address).content.decode())
    ivy.send(address, {**before, "named_contact": cast.ivy.pk})
    # Who did not touch the contact leaves it as it is now.
    ivy.send(address, {**before, "steps": [InductionStep.objects.first().pk]})
    assert Person.objects.get(pk=person.pk).named_contact == cast.ivy
    someone_else = cast.stella
    page = ivy.send(address, {**before, "named_contact": someone_else.pk}).content.decode()
    assert "There is a problem" in page
    assert Person.objects.get(pk=person.pk).named_contact == cast.ivy
