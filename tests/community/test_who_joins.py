"""Who is old enough to join alone, who says "not now", and where its reason is read."""

import pytest
from django.urls import reverse

from community.models import Joining, Status
from community.paper import sheets
from community.services.people import move_person
from tests.community.people import someone
from tests.conftest import PortalClient
from tests.users.people import own_caches

pytestmark = pytest.mark.django_db
BEGIN = "/join/begin/"


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def text(answer) -> str:
    return answer.content.decode()


def test_who_has_an_account_is_asked_their_age_too(as_person, settings):
    ben = as_person("ben")
    assert "Are you 16 or over?" in text(ben.get(BEGIN))
    assert "Choose yes or no" in text(ben.send(BEGIN))
    no = ben.send(BEGIN, {"is_old_enough": "no"})
    assert "Childline" in text(ben.get(no.headers["Location"]))
    assert not Joining.objects.exists()
    assert ben.get("/join/age/").headers["Location"] == BEGIN
    assert ben.send(BEGIN, {"is_old_enough": "yes"}).headers["Location"] == "/join/your/name/"


def test_where_no_age_is_set_none_is_asked(as_person, settings):
    settings.JOIN_MINIMUM_AGE = 0
    ben = as_person("ben")
    assert "or over" not in text(ben.get(BEGIN))
    assert ben.send(BEGIN).headers["Location"] == "/join/your/name/"
    assert PortalClient().get("/join/age/").headers["Location"] == "/join/email/"
    sam = as_person("sam")
    assert sam.send("/community/join/add/", {"way_in": "telephone"}).status_code == 302
    assert "or over" not in " ".join(sheets.intro())


def test_people_are_told_who_may_say_not_now():
    words = text(PortalClient().get("/join/")), " ".join(sheets.intro())
    for said in words:
        assert "has to say “not now”" in said
        assert "They tell you why, and you can ask again." in said


def test_who_was_told_not_now_reads_why_and_asks_again(as_person, cast):
    own = someone("Amina Yusuf", account=cast.amina, status=Status.ASKED)
    why = "We work in Kent and Medway.\nNear you there is another trust."
    move_person(by=cast.ivy, person_id=own.pk, to=Status.NOT_NOW, why=why)
    amina = as_person("amina")
    page = text(amina.get(reverse("home:my_involvement")))
    assert "The involvement team said “not now”." in page
    assert "Near you there is another trust." in page
    again = reverse("community:own_return")
    assert again in page
    assert "Ask to join again" in text(amina.get(again))
    assert amina.send(again).status_code == 302
    own.refresh_from_db()
    assert own.status == Status.ASKED
    assert "another trust" not in text(amina.get(reverse("home:my_involvement")))
