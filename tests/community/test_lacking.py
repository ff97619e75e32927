"""Who holds a role without what it needs stands on a list, whether it ran out or never was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import Check, CheckHeld, CommunityRole, Person, RoleHeld, RoleNeed
from community.selectors.desk import waiting_for_team
from community.selectors.roles import lacking_rows
from tests.community.people import someone

pytestmark = pytest.mark.django_db
MENTOR = CommunityRole.MENTOR
TODAY = timezone.localdate


@pytest.fixture
def needed() -> list[Check]:
    RoleNeed.objects.all().delete()
    checks = [Check.objects.create(name=name) for name in ("A DBS check", "Boundaries")]
    for check in checks:
        RoleNeed.objects.create(role=MENTOR, check_needed=check)
    return checks


def mentor(name: str, **given) -> Person:
    person = someone(name)
    RoleHeld.objects.create(
        person=person, role=MENTOR, starts_on=TODAY() - timedelta(days=200), **given
    )
    return person


def did(person: Person, check: Check, *, ran_out: bool = False) -> None:
    ends = TODAY() - timedelta(days=1) if ran_out else None
    CheckHeld.objects.create(
        person=person, check_done=check, done_on=TODAY() - timedelta(days=300), expires_on=ends
    )


def lacking() -> dict[str, str]:
    return dict(lacking_rows().values_list("person__name", "lacking"))


def test_what_was_never_recorded_and_what_ran_out_are_both_missing(needed):
    first, second = needed
    never, ran_out, whole = mentor("Nia Never"), mentor("Rob Out"), mentor("Wanda Whole")
    did(ran_out, first, ran_out=True)
    did(ran_out, second)
    did(whole, first)
    did(whole, second)
    mentor("Olga Over", ends_on=TODAY() - timedelta(days=1))
    assert lacking() == {never.name: "A DBS check; Boundaries", ran_out.name: "A DBS check"}


def test_what_is_asked_for_no_longer_is_not_missing(needed):
    first, second = needed
    did(mentor("Nia Never"), first)
    Check.objects.filter(pk=second.pk).update(is_in_use=False)
    assert lacking() == {}


def test_a_check_kept_under_an_earlier_number_counts(needed):
    first, second = needed
    kept, gone = mentor("Nia Never"), someone("N. Never")
    did(gone, first)
    did(kept, second)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert lacking() == {}


def test_the_desk_leads_to_the_list(as_person, cast, needed):
    mentor("Nia Never")
    told = {each.words: each for each in waiting_for_team(cast.ivy, TODAY())}
    waits = told["role is held without training or a check it needs"]
    shown = as_person("ivy").get(waits.href).content.decode()
    assert "Nia Never" in shown
    assert "A DBS check; Boundaries" in shown
    assert as_person("sam").get(reverse("community:lacking_list")).status_code == 403


def test_nobody_on_the_list_is_said_in_words(as_person, needed):
    shown = as_person("ivy").get(reverse("community:lacking_list")).content.decode()
    assert "has the training and checks it needs" in shown
