"""Nobody is promised a call that they cannot take, and who calls reads how beforehand."""

import pytest
from django.urls import reverse

from community.models import Look, NeedsKeptFrom
from community.selectors.contact import first_way
from community.services.needs import NeedEntry, set_needs
from tests.community.people import BY, someone
from tests.community.test_joining import answer, begun
from tests.users.people import own_caches
from tests.users.post import letters

pytestmark = pytest.mark.django_db
MOBILE = "07700 900 123"


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def needing(person, *codes: str, detail: str = "") -> None:
    entries = [NeedEntry(code, "team", detail) for code in codes]
    set_needs(by=BY, person_id=person.pk, entries=entries)


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ([], "calls you within 10 working days"),
        (["contact_text"], "sends you a text message within 10 working days"),
        (["contact_text", "contact_relay"], "sends you a text message within 10 working days"),
        (["contact_email"], "writes to you within 10 working days"),
        (["contact_video_relay"], "in a way that works for you"),
    ],
)
def test_who_joins_is_told_how_they_will_hear_from_us(codes, says):
    grace = begun()
    answer(grace, "name", name="Grace Obi")
    answer(grace, "contact", phone=MOBILE)
    answer(grace, "needs", needs_contact=codes)
    grace.send("/join/check/")
    told = grace.get("/join/done/").content.decode(), letters("grace@home.example")[-1].text
    for words in told:
        assert says in " ".join(words.split())
        assert ("calls you" in words) is (not codes)


@pytest.mark.parametrize(
    ("given", "codes", "way"),
    [
        ({"phone": "01622 724 100"}, [], "telephone"),
        ({"phone": "01622 724 100"}, ["contact_text"], ""),
        ({"phone": MOBILE, "language": "British Sign Language"}, [], ""),
        ({"phone": MOBILE}, ["professional_speech_to_text"], ""),
        ({"phone": MOBILE}, ["professional_note_taker"], "telephone"),
        ({"phone": MOBILE}, ["professional_bsl", "contact_text"], "text"),
        ({"email": "a@home.example"}, [], "email"),
        ({"email": "a@home.example"}, ["contact_relay"], ""),
        ({}, [], ""),
    ],
)
def test_the_first_way_is_one_that_works(given, codes, way):
    person = someone("Dana", **given)
    needing(person, *codes)
    assert first_way(person) == way


def test_who_looks_up_a_number_reads_how_to_use_it(as_person, cast):
    dana = someone("Dana", phone=MOBILE)
    needing(dana, "contact_text", "professional_bsl", "place_step_free")
    page = reverse("community:person_reach", args=[dana.pk])
    shown = as_person("ivy").get(page).content.decode()
    assert shown.index("By text message (not by a call)") < shown.index(MOBILE)
    assert "British Sign Language interpreter" in shown
    assert "No steps" not in shown
    assert {look.what for look in dana.looks.all()} == {Look.What.RECORD, Look.What.NEEDS}


def test_from_whom_needs_are_kept_is_told_to_ask_before_calling(as_person, cast):
    dana = someone("Dana", phone=MOBILE)
    needing(dana, "contact_text")
    NeedsKeptFrom.objects.create(person=dana, email=cast.ivy.email)
    shown = as_person("ivy").get(reverse("community:person_reach", args=[dana.pk]))
    assert "By text message" not in shown.content.decode()
    assert "Ask a colleague how they want to be reached" in shown.content.decode()
    assert {look.what for look in dana.looks.all()} == {Look.What.RECORD}
