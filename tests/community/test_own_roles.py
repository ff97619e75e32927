"""What somebody agreed to for their role: they read those very words, and agree to new ones."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import RoleHeld, RoleText
from community.services.roles import agree_own_role, agree_role, end_role, reword_role
from core.models import Act
from core.service import Refused
from tests.community.people import someone

pytestmark = pytest.mark.django_db

OLD, NEW = "We meet on Tuesdays.", "We meet when it suits us both."


@pytest.fixture
def held(cast):
    """A role of Amina's, agreed under words that were changed since."""
    own = someone("Amina Yusuf", account=cast.amina)
    today = timezone.localdate()
    words = {"description": "x", "differs": "x"}
    reword_role(by=cast.ivy, role="mentor", expected=1, agreement=OLD, **words)
    row = RoleHeld.objects.create(person=own, role="mentor", starts_on=today - timedelta(days=9))
    agree_role(by=cast.ivy, held_id=row.pk, agreed_on=today - timedelta(days=9))
    reword_role(by=cast.ivy, role="mentor", expected=2, agreement=NEW, **words)
    row.refresh_from_db()
    return row


def page_of(held) -> str:
    return reverse("community:own_role_agree", args=[held.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_members_read_the_words_they_agreed_to_and_agree_to_new_ones(as_person, cast, held):
    amina = as_person("amina")
    start = text(amina.get(reverse("home:my_involvement")))
    assert page_of(held) in start
    assert "The words have changed." in start
    page = text(amina.get(page_of(held)))
    assert page.index(OLD) < page.index("The new words") < page.index(NEW)
    assert amina.send(page_of(held), {"version": 3}).status_code == 302
    held.refresh_from_db()
    assert (held.text.version, held.agreed_on) == (3, timezone.localdate())
    assert held.renew_on > timezone.localdate() + timedelta(days=364)
    act = Act.objects.get(service="community.agree_own_role")
    assert act.by == cast.amina
    assert "The words have changed." not in text(amina.get(reverse("community:own_record")))
    after = text(amina.get(page_of(held)))
    assert NEW in after
    assert OLD not in after
    assert "I agree" not in after
    team = text(as_person("ivy").get(reverse("community:person_detail", args=[held.person_id])))
    assert "Version 3 agreed on" in team


def test_who_never_agreed_in_writing_can(as_person, held):
    RoleHeld.objects.filter(pk=held.pk).update(text=None, agreed_on=None, renew_on=None)
    amina = as_person("amina")
    assert "Read the words, and say if you agree" in text(amina.get(reverse("home:my_involvement")))
    page = text(amina.get(page_of(held)))
    assert NEW in page
    assert "The new words" not in page
    amina.send(page_of(held), {"version": 3})
    held.refresh_from_db()
    assert held.text.agreement == NEW


def test_nobody_agrees_to_words_they_did_not_see(as_person, cast, held):
    amina = as_person("amina")
    words = {"description": "x", "differs": "x", "agreement": "Other words again."}
    reword_role(by=cast.ivy, role="mentor", expected=3, **words)
    late = text(amina.send(page_of(held), {"version": 3}))
    assert "changed" in late
    assert "Other words again." in late
    held.refresh_from_db()
    assert held.text.version == 2


def test_what_is_agreed_or_over_cannot_be_agreed_again(cast, held):
    agree_own_role(by=cast.amina, held_id=held.pk, expected=3)
    with pytest.raises(Refused, match="already"):
        agree_own_role(by=cast.amina, held_id=held.pk, expected=3)
    soon = timezone.localdate() + timedelta(days=30)
    RoleHeld.objects.filter(pk=held.pk).update(renew_on=soon)
    agree_own_role(by=cast.amina, held_id=held.pk, expected=3)
    end_role(by=cast.ivy, held_id=held.pk, ends_on=timezone.localdate() - timedelta(days=1))
    RoleHeld.objects.filter(pk=held.pk).update(text=RoleText.objects.get(role="mentor", version=2))
    with pytest.raises(Refused, match="ended"):
        agree_own_role(by=cast.amina, held_id=held.pk, expected=3)


def test_nobody_reads_or_agrees_for_somebody_else(as_person, cast, held):
    someone("Ben Carter", account=cast.ben)
    for who in ("ben", "ivy"):
        assert as_person(who).get(page_of(held)).status_code == 404
    with pytest.raises(Refused, match="Only who holds this role"):
        agree_own_role(by=cast.ben, held_id=held.pk, expected=3)
