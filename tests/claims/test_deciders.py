"""Who may decide which claims, and on whose desk each comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Claim
from claims.selectors.deciders import (
    has_approver_post,
    is_interested,
    is_own,
    next_holder,
    services_decided_by,
)
from community.models import Person
from organisation.models import Service
from tests.claims.claiming import a_claim, amina_of, attended, in_force
from tests.claims.deciders import (
    approver,
    away,
    canterbury,
    knows,
    post_of,
    sent,
    thanet,
    today,
    wards,
)
from tests.community.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def claim(amina):
    return sent(a_claim(amina), canterbury())


def services(account, on=None) -> set[str]:
    return {row.name for row in services_decided_by(account, on or today())}


def test_posts_give_services_and_a_directorate_all_of_its_own(cast):
    place = canterbury()
    one, whole = approver("una", place), approver("wes", place.directorate)
    assert services(one) == {place.name}
    assert services(whole) == {place.name, thanet().name}
    assert services(cast.cal) == set(), "the role alone gives none"
    assert not has_approver_post(cast.cal, today())


def test_a_post_counts_on_its_days_and_only_with_the_role(cast):
    una = approver("una")
    post_of(una, canterbury(), valid_from=today(), valid_to=today() + timedelta(days=2))
    assert services(una)
    assert not services(una, today() + timedelta(days=2))
    assert not services(una, today() - timedelta(days=1))
    post_of(cast.sam, canterbury())
    assert not services(cast.sam)


def test_a_closed_service_is_decided_by_its_successor(cast):
    new, old = canterbury(), thanet()
    una = approver("una", new)
    Service.objects.filter(pk=old.pk).update(valid_to=today(), successor=new)
    assert services(una) == {new.name, old.name}


def test_a_stand_in_decides_for_the_days_of_the_absence_only(cast, claim):
    una, wes = approver("una", canterbury()), approver("wes", wards())
    away(una, wes, 1, 3)
    days = [today() + timedelta(days=n) for n in range(5)]
    assert [canterbury().name in services(wes, day) for day in days] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert canterbury().name in services(una, days[1]), "who is away may still look in"
    assert next_holder(claim) == una


def test_the_next_holder_is_who_has_least_and_is_there(cast, amina, claim):
    una, wes = approver("una", canterbury()), approver("wes", canterbury().directorate)
    ola = approver("ola", wards())
    sent(a_claim(amina, session=attended(amina, title="Another")), canterbury(), holder=una)
    assert next_holder(claim) == wes
    row = away(wes, ola)
    sent(a_claim(amina, session=attended(amina, title="Third")), wards(), holder=una)
    assert next_holder(claim) == ola, "the stand-in has fewer than una"
    assert next_holder(claim, without=[ola.pk]) == una
    row.ended_at = timezone.now()
    row.save()
    assert next_holder(claim) == wes


def test_nobody_holds_their_own_claim_or_that_of_somebody_they_know(cast, amina, claim):
    una, wes = approver("una", canterbury()), approver("wes", canterbury())
    knows(una, amina)
    assert next_holder(claim) == wes
    assert is_interested(una, amina)
    assert not is_interested(wes, amina)
    amina.account = wes
    amina.save()
    assert is_own(wes, amina)
    assert next_holder(claim) is None


def test_interest_and_ownership_reach_every_record_of_a_person(cast, amina, claim):
    una = approver("una", canterbury())
    twin = someone("A. Yusuf")
    Person.objects.filter(pk=twin.pk).update(merged_into=amina)
    twin.refresh_from_db()
    knows(una, twin)
    assert is_interested(una, amina)
    assert is_interested(una, twin)
    assert is_own(cast.amina, twin)
    assert next_holder(claim) is None


def test_a_claim_of_no_service_is_anybodys_who_has_a_post(cast, amina, claim):
    Claim.objects.filter(pk=claim.pk).update(service=None)
    claim = Claim.objects.get(pk=claim.pk)
    assert next_holder(claim) is None
    ola = approver("ola", wards())
    assert next_holder(claim) == ola
    assert has_approver_post(ola, today())


def test_the_database_takes_one_stand_in_at_a_time_and_never_oneself(cast):
    una, wes = approver("una"), approver("wes")
    first = away(una, wes, 0, 3)
    for fault in (lambda: away(una, wes, 3, 5), lambda: away(una, una, 9, 9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            fault()
    away(una, wes, 4, 5)
    first.ended_at = timezone.now()
    first.save()
    away(una, wes, 0, 3)
