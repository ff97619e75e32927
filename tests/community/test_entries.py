"""Staff enter somebody: by telephone, on paper; the letter; and the way to one's own record."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community.facts.joining import Answer
from community.models import (
    Consent,
    ConsentWording,
    Joining,
    Letter,
    Look,
    Need,
    PaperForm,
    Person,
)
from community.paper import pdf_of, sheets
from community.rules.codes import LETTERS, check_letter, new_reference, read_reference
from community.selectors.paper import code_for
from community.services import joining as joining_services
from community.services.entries import finish_letter, finish_new_letters, print_forms
from core.service import Refused, System
from organisation.models import Interest
from tests.community.people import someone
from tests.conftest import PortalClient
from tests.users.people import own_caches
from users.models import User

BY = System("take-over")


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def begun(client, way_in: str = "telephone") -> str:
    """An entry that was begun; the beginning of its addresses."""
    sent = client.send("/community/join/add/", {"way_in": way_in, "is_old_enough": "on"})
    return sent.headers["Location"].removesuffix("who/")


def answer(client, start: str, page: str, **given) -> str:
    sent = client.send(f"{start}{page}/", {"version": 0, **given})
    assert sent.status_code == 302, sent.content.decode()
    return sent.headers["Location"]


def entered(
    client, *, name: str = "Grace Obi", way_in: str = "telephone", needs=None, **reach
) -> Person:
    """Somebody whom this member of staff entered."""
    start = begun(client, way_in)
    answer(client, start, "who", name=name)
    answer(client, start, "reach", **reach)
    answer(client, start, "doing")
    answer(client, start, "needs", **needs or {})
    answer(client, start, "agreed", **_today() if way_in == "paper" else {})
    client.send(f"{start}check/", {"is_someone_else": "on"})
    return Person.objects.get(name=name)


def _today() -> dict:
    today = timezone.localdate()
    return {"said_on_day": today.day, "said_on_month": today.month, "said_on_year": today.year}


@pytest.mark.parametrize("who", ["sam", "ivy"])
def test_any_staff_enter_somebody_who_has_an_email_address(as_person, who):
    person = entered(as_person(who), email="grace@home.example")
    assert (person.email, person.entered_by.email) == (
        "grace@home.example",
        f"{who}@portal.example",
    )
    assert person.address_asked_at is not None


def test_somebody_without_email_is_a_full_member(as_person):
    sam = as_person("sam")
    start = begun(sam)
    answer(sam, start, "who", name="Grace Obi", kinds=["carer"])
    answer(sam, start, "reach", phone="01632 960 003", is_post_wanted="on", address="1 High St")
    answer(sam, start, "doing", availability=["weekday_evening"], meets=["telephone"])
    words = ConsentWording.objects.get(purpose="opportunities", channel="telephone")
    page = sam.get(f"{start}agreed/").content.decode()
    assert words.text in page
    assert "by email" not in page.lower()
    assert answer(sam, start, "agreed", about_opportunities=[words.pk]).endswith("/check/")
    assert "Grace Obi" in sam.get(f"{start}check/").content.decode()
    done = sam.send(f"{start}check/")
    person = Person.objects.get(name="Grace Obi")
    assert (person.way_in, person.entered_by.email) == ("telephone", "sam@portal.example")
    assert (person.email, person.account, person.status) == ("", None, "asked")
    consent = Consent.objects.get(person=person)
    assert (consent.wording, consent.source, consent.is_given) == (words, "telephone", True)
    assert consent.recorded_by.email == "sam@portal.example"
    said = sam.get(done.headers["Location"]).content.decode()
    assert "Grace Obi has joined" in said
    # A second press, or the answer lost on its way, leads to the same page.
    for again in (sam.get(f"{start}check/"), sam.send(f"{start}check/")):
        assert again.headers["Location"] == done.headers["Location"]
    assert code_for(person) in said


def test_an_interrupted_entry_waits_for_its_owner_alone(as_person):
    sam = as_person("sam")
    start = begun(sam)
    answer(sam, start, "who", name="Grace Obi")
    assert "Grace Obi" in sam.get("/community/join/").content.decode()
    for key in ("olu", "ivy"):
        other = as_person(key)
        assert "Grace Obi" not in other.get("/community/join/").content.decode()
        assert other.get(f"{start}who/").status_code == 404
    press = {"submission_key": str(uuid.uuid4())}
    for _ in range(2):
        assert sam.send(f"{start}stop/", press).headers["Location"] == "/community/join/"
    assert sam.send(f"{start}stop/").status_code == 404
    assert not Joining.objects.exists()


def test_somebody_too_young_is_not_entered(as_person):
    sent = as_person("sam").send("/community/join/add/", {"way_in": "telephone"})
    assert "Ask whether they are 16 or over" in sent.content.decode()


def test_a_likely_double_is_told_and_has_to_be_looked_at(as_person):
    someone("Grace Obi", phone="01632 960 003")
    sam, ivy = as_person("sam"), as_person("ivy")
    for client, sees_name in ((sam, False), (ivy, True)):
        start = begun(client)
        answer(client, start, "who", name="Grace Oby")
        answer(client, start, "reach", phone="01632960003")
        page = client.get(f"{start}check/").content.decode()
        assert "There may be a record" in page
        assert ("the same telephone number" in page) is sees_name
        refused = client.send(f"{start}check/")
        assert "tick that it is somebody else" in refused.content.decode()
    assert Person.objects.count() == 1


def test_a_likely_double_is_said_on_the_page_after_continue(as_person):
    known = someone("Grace Obi", phone="01632 960 003", outward_code="ME14")
    sam, ivy = as_person("sam"), as_person("ivy")
    for client in (sam, ivy):
        start = begun(client)
        assert "There may already be" not in client.get(f"{start}who/").content.decode()
        page = client.get(answer(client, start, "who", name="Grace Obi")).content.decode()
        if client is ivy:
            assert "This person may be with us already" in page
            assert f"/community/people/{known.pk}/" in page
        else:
            assert "There may already be a record of this person" in page
            assert f"/community/people/{known.pk}/" not in page


@pytest.mark.parametrize(
    ("typed", "is_told"),
    [
        ({"postcode": "me14 5ab"}, True),
        ({"postcode": "ME14"}, True),
        ({"postcode": "ME15"}, False),
        ({"postcode": "nowhere at all, or something very long"}, False),
        ({"phone": "(01632) 960003"}, True),
        ({"email": "Grace@Home.example "}, True),
        ({"phone": "01632"}, False),
        ({}, False),
    ],
)
def test_what_earlier_pages_said_speaks_for_a_double_too(as_person, typed, is_told):
    someone("Grace Obiola", phone="01632 960 003", outward_code="ME14", email="grace@home.example")
    sam, olu = as_person("sam"), as_person("olu")
    start = begun(sam)
    answer(sam, start, "who", name="Gracie Obi")
    entry = start.split("/")[-2]
    asked = {"entry": entry, **typed}
    said = sam.post("/community/people/doubles/check/", asked).content.decode()
    assert ("There may already be a record" in said) is is_told
    # Of somebody else's entry nothing is used, and what is no entry harms nothing.
    if "postcode" in typed:
        assert not olu.post("/community/people/doubles/check/", asked).content.strip()
    assert sam.post("/community/people/doubles/check/", {"entry": "x"}).status_code == 200


def test_two_tabs_of_one_entry_lose_nothing(as_person):
    sam = as_person("sam")
    start = begun(sam)
    answer(sam, start, "who", name="Grace Obi", kinds=["carer"])
    stale = sam.send(f"{start}who/", {"version": 0, "name": "Grace Obe", "kinds": ["family"]})
    page = stale.content.decode()
    for words in ("It now says", "Grace Obi", "Grace Obe", "I look after somebody"):
        assert words in page
    assert Joining.objects.get().answers["name"] == "Grace Obi"


def test_the_letter_says_what_was_entered_and_is_ticked_off(as_person):
    sam, ivy = as_person("sam"), as_person("ivy")
    person = entered(sam, is_post_wanted="on", address="1 High Street\nMaidstone", postcode="ME14")
    letter = Letter.objects.get(person=person)
    assert letter.is_by_post
    page = sam.get(f"/community/letters/{letter.pk}/").content.decode()
    for words in ("Grace Obi", "1 High Street", "Maidstone", "ME14", code_for(person)):
        assert words in page
    assert as_person("olu").get(f"/community/letters/{letter.pk}/").status_code == 404
    pdf = ivy.get(f"/community/letters/{letter.pk}/letter.pdf?size=large")
    assert pdf.content.startswith(b"%PDF")
    assert "Grace Obi" in ivy.get("/community/letters/").content.decode()
    ivy.send(f"/community/letters/{letter.pk}/")
    letter.refresh_from_db()
    assert letter.printed_at
    assert letter.sent_by.name == "Ivy Marsh"
    assert "No letter waits" in ivy.get("/community/letters/").content.decode()


def test_what_they_need_stands_in_the_letter_and_is_kept_from_its_writer_afterwards(as_person):
    sam, ivy = as_person("sam"), as_person("ivy")
    needs = {"needs_environment": ["place_step_free"], "needs_shared": "organiser"}
    person = entered(sam, needs=needs)
    need = Need.objects.get(person=person)
    assert (need.code, need.shared_with) == ("place_step_free", "organiser")
    assert need.entered_by.email == "sam@portal.example"
    path = f"/community/letters/{Letter.objects.get().pk}/"
    assert "No steps" in sam.get(path).content.decode()
    assert not Look.objects.exists()
    assert "No steps" in ivy.get(path).content.decode()
    looks = Look.objects.values_list("by__email", "what").order_by("what")
    assert list(looks) == [("ivy@portal.example", "needs"), ("ivy@portal.example", "record")]
    ivy.send(path)
    # It says what the record says today, which who entered them is not to read for ever.
    assert sam.get(path).status_code == sam.get(f"{path}letter.pdf").status_code == 404
    assert "No steps" in ivy.get(path).content.decode()


def test_a_letter_closes_for_who_entered_somebody_who_is_hidden_now(as_person):
    sam, ivy = as_person("sam"), as_person("ivy")
    person = entered(sam)
    letter = Letter.objects.get()
    Person.objects.filter(pk=person.pk).update(is_hidden=True, phone="01227 111 222")
    for path in ("letters", "join/done"):
        assert sam.get(f"/community/{path}/{letter.pk}/").status_code == 404
    assert "Grace" not in sam.get("/community/letters/").content.decode()
    assert sam.get(f"/community/people/{person.pk}/own-way/").status_code == 404
    with pytest.raises(Refused, match="Only the involvement team"):
        finish_letter(by=User.objects.get(email="sam@portal.example"), letter_id=letter.pk)
    assert "01227 111 222" in ivy.get(f"/community/letters/{letter.pk}/").content.decode()
    assert ivy.get(f"/community/people/{person.pk}/own-way/").status_code == 200


def test_letters_that_went_out_are_ticked_off_together(as_person, cast):
    sam, olu, page = as_person("sam"), as_person("olu"), "/community/letters/"
    assert "Tick off what went out" not in sam.get(page).content.decode()
    for name in ("Grace Obi", "Maria Lopez", "Tom Reed"):
        entered(sam, name=name)
    entered(olu, name="Noor Aziz")
    grace, maria, tom, noor = Letter.objects.order_by("pk")
    shown = sam.get(page).content.decode()
    assert "Tick off what went out" in shown
    assert "Noor Aziz" not in shown
    assert "Choose the letters" in sam.send(page).content.decode()
    # Somebody else's letter, or one that is not there, lets nothing through.
    for other in (noor.pk, 999_999):
        answer = sam.send(page, {"letters": [grace.pk, other]}).content.decode()
        assert "ticked off meanwhile" in answer
    assert not Letter.objects.filter(sent_at__isnull=False).exists()
    assert sam.send(page, {"letters": [grace.pk, maria.pk]}).status_code == 302
    sent = Letter.objects.filter(sent_at__isnull=False, sent_by=cast.sam)
    assert set(sent) == {grace, maria}
    left = sam.get(page).content.decode()
    assert "with your name" in left
    assert "Tom Reed" in left
    assert "Maria Lopez" not in left
    with pytest.raises(Refused, match="Only the involvement team"):
        finish_new_letters(by=cast.olu, letter_ids=[tom.pk])
    # What somebody ticked off meanwhile stays theirs.
    finish_letter(by=cast.ivy, letter_id=tom.pk)
    assert finish_new_letters(by=cast.sam, letter_ids=[tom.pk]) == 0
    with pytest.raises(Refused, match="ticked off already"):
        finish_letter(by=cast.ivy, letter_id=tom.pk)


def test_a_need_the_team_adds_later_is_not_told_to_who_entered_them(as_person):
    sam, ivy = as_person("sam"), as_person("ivy")
    person = entered(sam)
    ivy.send(
        f"/community/people/{person.pk}/needs/add/meeting/",
        {"codes": ["before_visit"], "shared_with": "team"},
    )
    assert Need.objects.get().code == "before_visit"
    page = sam.get(f"/community/letters/{Letter.objects.get().pk}/").content.decode()
    assert "to see the place" not in page


def test_the_paper_form_asks_for_needs():
    page = PortalClient().get("/join/paper/").content.decode()
    for words in ("Do you need anything to take part?", "Hearing loop", "Who may know what you"):
        assert words in page


@pytest.mark.parametrize(
    "name",
    [
        "அன்பு தமிழ்",
        "نور الهدى",
        "عائشہ ڑے",
        "सीता श्रेष्ठ",
        "สมชาย",
        "Олена Ґалаґан",
        "Ελένη",
        "Nguyễn Thị Ánh",
        "שרה",
        "O'Neill-Łukasz",
    ],
)
def test_names_in_many_scripts_are_printed(name):
    rows = [Answer("name", "Name", name)]
    data = sheets.letter_data(name, "1 High Street", rows, "ABCD EFGH", 1, size="large")
    assert pdf_of("letter.typ", data).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["小明", "শ্রেয়া", "ਗੁਰਪ੍ਰੀਤ", "Grace 😀"])
def test_a_name_in_a_script_without_a_font_is_printed_from_the_page(as_person, name):
    sam = as_person("sam")
    letter = Letter.objects.get(person=entered(sam, name=name))
    sent = sam.get(f"/community/letters/{letter.pk}/letter.pdf")
    assert sent.headers["Location"] == f"/community/letters/{letter.pk}/"
    page = sam.get(sent.headers["Location"]).content.decode()
    assert name in page
    assert "Print this page instead" in page


def test_a_paper_form_with_such_writing_is_printed_from_its_page(as_person):
    Interest.objects.create(label="小明", position=1)
    sent = PortalClient().get("/join/paper/form.pdf?size=large")
    assert sent.headers["Location"] == "/join/paper/?size=large"
    sam = as_person("sam")
    made = sam.send("/community/paper/add/", {"size": "a4", "count": 1}).headers["Location"]
    assert sam.get(f"{made}forms.pdf").headers["Location"] == f"{made}print/"
    assert "小明" in sam.get(f"{made}print/").content.decode()


# --- Paper ------------------------------------------------------------------------------


def test_a_reference_with_one_wrong_letter_is_never_another_form():
    for _ in range(20):
        reference = new_reference()
        assert read_reference(f"{reference[:3]} {reference[3:]}".lower()) == reference
        for place, letter in enumerate(reference):
            for other in LETTERS:
                if other != letter:
                    assert (
                        read_reference(reference[:place] + other + reference[place + 1 :]) is None
                    )
        for place in range(len(reference) - 1):
            swapped = list(reference)
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
            if swapped != list(reference):
                assert read_reference("".join(swapped)) is None
    assert read_reference("ABC") is None
    assert check_letter("AAAAA") == "A"


def test_a_form_is_printed_comes_back_and_is_typed_in_once(as_person, cast):
    sam, olu = as_person("sam"), as_person("olu")
    made = sam.send("/community/paper/add/", {"size": "a4", "count": 2, "note": "The library"})
    address = made.headers["Location"]
    references = list(PaperForm.objects.values_list("reference", flat=True))
    printed = sam.get(f"{address}print/").content.decode()
    assert all(reference in printed for reference in references)
    assert sam.get(f"{address}forms.pdf").content.startswith(b"%PDF")
    path = f"/community/paper/form/{references[0]}/"
    assert sam.get("/community/paper/find/", {"reference": references[0].lower()}).url == path
    start = sam.send(path).headers["Location"].removesuffix("who/")
    assert "Sam Okafor is typing this form in" in olu.get(path).content.decode()
    assert sam.send(path).headers["Location"] == f"{start}who/"
    answer(sam, start, "who", name="Grace Obi")
    answer(sam, start, "reach")
    answer(sam, start, "doing")
    answer(sam, start, "needs")
    answer(sam, start, "agreed", **_today())
    done = sam.send(f"{start}check/")
    assert done.status_code == 302
    assert "Type in the next paper form" in sam.get(done.url).content.decode()
    assert Person.objects.get(name="Grace Obi").way_in == "paper"
    assert "This form was entered already" in olu.get(path).content.decode()
    refused = olu.send(path)
    assert "entered already" in refused.content.decode()
    assert "The library" in sam.get("/community/paper/").content.decode()


def test_a_wrong_reference_is_said_kindly(as_person):
    page = as_person("sam").get("/community/paper/find/", {"reference": "ABCDEF"})
    assert "There is no form with this reference" in page.content.decode()
    assert "Error: A paper form came back" in page.content.decode()


def test_consent_on_paper_counts_from_the_day_it_was_signed(as_person):
    sam = as_person("sam")
    start = begun(sam, "paper")
    answer(sam, start, "who", name="Grace Obi")
    answer(sam, start, "reach", phone="01632 960 003")
    words = ConsentWording.objects.filter(channel="telephone").first()
    day = timezone.localdate() - timedelta(days=3)
    given = {"said_on_day": day.day, "said_on_month": day.month, "said_on_year": day.year}
    answer(sam, start, "agreed", **given, **{f"about_{words.purpose}": [words.pk]})
    sam.send(f"{start}check/")
    consent = Consent.objects.get()
    assert timezone.localdate(consent.at) == day
    assert consent.source == "paper"


@pytest.mark.parametrize("size", ["a4", "large"])
def test_the_blank_form_is_a_tagged_file(size):
    content = PortalClient().get(f"/join/paper/form.pdf?size={size}").content
    assert content.startswith(b"%PDF")
    assert b"pdfuaid" in content
    assert b"/StructTreeRoot" in content


def test_a_question_longer_than_a_sheet_goes_on_overleaf():
    def sheets_used() -> int:
        content = PortalClient().get("/join/paper/form.pdf?size=large").content
        return len(re.findall(rb"/Type\s*/Page\b", content))

    before = sheets_used()
    Interest.objects.bulk_create(Interest(label=f"Interest {number}") for number in range(80))
    assert sheets_used() >= before + 3


def test_the_blank_form_can_be_printed_as_a_page():
    page = PortalClient().get("/join/paper/").content.decode()
    for words in ("Signature", "Only a name is needed", "FREEPOST", "What happens next"):
        assert words in page
    assert "checked" not in page


def test_a_batch_is_made_with_references_of_its_own(cast):
    batch = print_forms(by=cast.sam, size="large", count=50)
    assert len(set(batch.forms.values_list("reference", flat=True))) == 50
    assert joining_services.forget_old_joinings(by=System("tests")) == 0
