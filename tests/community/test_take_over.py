"""How somebody whom staff entered gets to their own record, and who does not get there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.models import Person, TakeOver, WrongCode
from community.selectors.paper import code_for
from community.services.merging import merge_people
from community.services.take_over import ask_take_over
from core.models import Message
from core.service import System
from tests.community.people import someone
from tests.community.test_entries import entered
from tests.conftest import PortalClient
from tests.users.people import own_caches
from tests.users.post import letters
from users.models import User

BY = System("take-over")


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def link_to(email: str) -> str:
    return letters(email)[-1].link("join/mine/")


def test_an_address_given_later_opens_the_same_record(as_person):
    sam = as_person("sam")
    person = entered(sam)
    sent = sam.send(f"/community/people/{person.pk}/own-way/", {"email": "Grace@Home.example"})
    assert sent.status_code == 302
    grace, path = PortalClient(), link_to("grace@home.example")
    assert grace.get(path).status_code == 200
    assert not Person.objects.filter(account__isnull=False).exists()
    assert grace.send(path, {"code": "AAAA AAAA"}).headers["Location"] == f"{path}?wrong=1"
    done = grace.send(path, {"code": code_for(person).lower()})
    assert done.headers["Location"] == "/join/done/"
    assert "Grace Obi" in grace.get("/join/done/").content.decode()
    person.refresh_from_db()
    assert person.account.email == person.email == "grace@home.example"
    assert person.is_email_confirmed
    assert "If you did not do this" in letters("grace@home.example")[-1].text
    # A second press, or the answer lost on its way: it is said that it worked.
    again = PortalClient()
    assert again.send(path, {"code": code_for(person)}).headers["Location"] == "/account/login/"
    assert "This is done" in again.get("/account/login/").content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize("is_staff_link", [True, False])
def test_a_letter_still_opens_a_record_that_was_joined(as_person, cast, is_staff_link):
    """What is printed in the letter stays true when the record becomes a part of another."""
    sam = as_person("sam")
    gone = entered(sam)
    grace = PortalClient()
    if is_staff_link:
        path = offer(sam, gone)
    kept = someone("Grace B. Obi", phone="01632 960 003")
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    if is_staff_link:
        sent = {"code": code_for(gone)}
    else:
        asked = {"number": gone.pk, "code": code_for(gone), "email": "grace@home.example"}
        grace.send("/join/mine/", asked)
        path, sent = link_to("grace@home.example"), {}
    assert grace.send(path, sent).headers["Location"] == "/join/done/"
    kept.refresh_from_db()
    assert kept.account.email == "grace@home.example"


def test_five_wrong_codes_end_a_link(as_person):
    sam = as_person("sam")
    person = entered(sam)
    sam.send(f"/community/people/{person.pk}/own-way/", {"email": "grace@home.example"})
    thief, path = PortalClient(), link_to("grace@home.example")
    for _ in range(5):
        thief.send(path, {"code": "ABCDEFGH"})
    assert thief.send(path, {"code": code_for(person)}).status_code == 404
    person.refresh_from_db()
    assert person.account is None


@pytest.mark.parametrize("is_account", [True, False])
def test_an_address_of_another_is_not_given_away(as_person, is_account):
    sam = as_person("sam")
    person = entered(sam)
    email = "ben@portal.example" if is_account else "dana@home.example"
    someone("Dana", email="dana@home.example", is_email_confirmed=True)
    page = sam.send(f"/community/people/{person.pk}/own-way/", {"email": email})
    assert "Another record or account has this address" in page.content.decode()
    assert not TakeOver.objects.exists()


def test_somebody_asks_themselves_with_number_and_code(as_person):
    person = entered(as_person("sam"))
    grace = PortalClient()
    right = {"number": person.pk, "code": code_for(person), "email": "grace@home.example"}
    wrong = {**right, "code": "ABCDEFGH", "email": "thief@home.example"}
    pages = set()
    for given in (wrong, right, {**right, "number": 999_999}):
        sent = grace.send("/join/mine/", given)
        pages.add((sent.headers["Location"], grace.get(sent.headers["Location"]).content))
    assert len(pages) == 1
    assert not letters("thief@home.example")
    path = link_to("grace@home.example")
    assert grace.send(path).headers["Location"] == "/join/done/"
    person.refresh_from_db()
    assert person.account.email == "grace@home.example"


def test_guessing_the_code_ends_after_five(as_person):
    person = entered(as_person("sam"))
    for _ in range(5):
        ask_take_over(by=BY, number=person.pk, code="ABCDEFGH", email="thief@home.example")
    right = code_for(person)
    assert not ask_take_over(by=BY, number=person.pk, code=right, email="grace@home.example")
    assert not TakeOver.objects.exists()


def offer(client, person: Person, email: str = "grace@home.example") -> str:
    """The path of the link that a member of staff had sent to somebody."""
    sent = client.send(f"/community/people/{person.pk}/own-way/", {"email": email})
    assert sent.status_code == 302, sent.content.decode()
    return link_to(email)


def test_the_team_finds_the_way_on_the_page_of_somebody_who_has_none(as_person):
    person, ivy = someone("Rose Tate", phone="01632 960 003"), as_person("ivy")
    page = ivy.get(f"/community/people/{person.pk}/").content.decode()
    assert "Give them a way to their own record" in page
    path = f"/community/people/{person.pk}/own-way/"
    assert path in page
    assert code_for(person) in ivy.get(path).content.decode()
    sent = ivy.send(path, {"email": "rose@home.example"})
    assert sent.headers["Location"] == f"/community/people/{person.pk}/"
    assert "The link is on its way" in ivy.get(sent.headers["Location"]).content.decode()
    assert "A link went to rose@home.example" in ivy.get(path).content.decode()
    rose = PortalClient()
    rose.send(link_to("rose@home.example"), {"code": code_for(person)})
    assert "Rose Tate" in rose.get("/join/done/").content.decode()
    assert "own-way" not in ivy.get(f"/community/people/{person.pk}/").content.decode()
    assert "signs in to their record already" in ivy.get(path).content.decode()


def test_nobody_else_is_told_the_code(as_person):
    person = entered(as_person("sam"))
    for key in ("olu", "lena", "ada", "ben"):
        answer = as_person(key).get(f"/community/people/{person.pk}/own-way/")
        assert answer.status_code in (403, 404)
        assert code_for(person) not in answer.content.decode()


def test_a_link_is_too_old_after_a_week(as_person):
    sam = as_person("sam")
    person = entered(sam)
    path = offer(sam, person)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        answer = PortalClient().send(path, {"code": code_for(person)})
        assert answer.status_code == 404
        assert "too old" in answer.content.decode()
    person.refresh_from_db()
    assert person.account is None


def test_a_mail_to_a_wrong_address_opens_nothing_once_the_right_one_is_written_to(as_person):
    sam = as_person("sam")
    person = entered(sam)
    wrong = offer(sam, person, "grays@home.example")
    right = offer(sam, person, "grace@home.example")
    assert PortalClient().send(wrong, {"code": code_for(person)}).status_code == 404
    assert PortalClient().send(right, {"code": code_for(person)}).status_code == 302
    person.refresh_from_db()
    assert person.account.email == "grace@home.example"


def test_the_code_of_another_person_opens_nothing(as_person):
    sam = as_person("sam")
    person, other = entered(sam), entered(sam, name="Rose Tate")
    path = offer(sam, person)
    page = PortalClient()
    assert page.send(path, {"code": code_for(other)}).headers["Location"].endswith("?wrong=1")
    assert "The code is not right" in page.get(f"{path}?wrong=1").content.decode()
    assert not ask_take_over(
        by=BY, number=person.pk, code=code_for(other), email="rose@home.example"
    )
    assert TakeOver.objects.get().tries == WrongCode.objects.count() == 1


def test_an_address_that_somebody_else_took_meanwhile_is_not_shared(as_person):
    sam = as_person("sam")
    person = entered(sam)
    path = offer(sam, person)
    someone("Dana", email="grace@home.example", is_email_confirmed=True)
    answer = PortalClient().send(path, {"code": code_for(person)})
    assert answer.status_code == 404
    assert "Another record has this address already" in answer.content.decode()
    person.refresh_from_db()
    assert person.account is None


def test_somebody_signed_in_on_a_shared_phone_does_not_mix_two_records(as_person):
    sam = as_person("sam")
    person = entered(sam)
    path, ben = offer(sam, person), as_person("ben")
    assert "Sign out first" in ben.get(path).content.decode()
    assert "Sign out first" in ben.send(path, {"code": code_for(person)}).content.decode()
    person.refresh_from_db()
    assert person.account is None
    assert not User.objects.filter(email="grace@home.example").exists()


def test_an_erased_record_has_no_way_in_and_none_leads_to_an_alias(as_person):
    ivy = as_person("ivy")
    gone, alias, kept = someone("Gone"), someone("Alias"), someone("Kept")
    codes = {person.pk: code_for(person) for person in (gone, alias)}
    Person.objects.filter(pk__in=[alias.pk, kept.pk]).update(erased_at=timezone.now())
    Person.objects.filter(pk=alias.pk).update(merged_into=kept)
    Person.objects.filter(pk=gone.pk).update(erased_at=timezone.now())
    for number, code in codes.items():
        assert ivy.get(f"/community/people/{number}/own-way/").status_code == 404
        assert not ask_take_over(by=BY, number=number, code=code, email="x@home.example")
    assert not TakeOver.objects.exists()


def test_a_link_pressed_twice_makes_one_account(as_person):
    sam = as_person("sam")
    person = entered(sam)
    path, given = offer(sam, person), {"code": code_for(person)}
    grace, again = PortalClient(), PortalClient()
    key = {"submission_key": "6b1b2a2e-6f3f-4a2e-9a58-0d7e8b7f1c11"}
    assert grace.post(path, {**given, **key}).status_code == 302
    assert again.post(path, {**given, **key}).headers["Location"] == "/account/login/"
    assert User.objects.filter(email="grace@home.example").count() == 1


# --- Mail that came back ------------------------------------------------------------------


def test_staff_see_that_the_link_came_back(as_person):
    sam = as_person("sam")
    person = entered(sam)
    page = f"/community/people/{person.pk}/own-way/"
    sam.send(page, {"email": "grace@hoome.example"})
    assert "came back" not in sam.get(page).content.decode()
    Message.objects.filter(purpose="join_take_over").update(
        state="sending", lease_until=timezone.now()
    )
    Message.objects.filter(purpose="join_take_over").update(
        state="refused", lease_until=None, secret_body=None, last_error="550 No such user"
    )
    shown = sam.get(page).content.decode()
    assert "The mail came back" in shown
    assert "grace@hoome.example" in shown
    sam.send(page, {"email": "grace@home.example"})
    shown = sam.get(page).content.decode()
    assert "The mail came back" not in shown
    assert "A link went to grace@home.example" in shown
