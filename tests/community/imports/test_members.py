"""A list of people brought in, and taken out again."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import Ask, ByHand, Consent, HeldMessage, Person, StatusMove
from community.selectors.consents import present_wordings
from community.selectors.imports import to_be_asked
from community.services.addresses import answer_address
from community.services.consents import record_consents, stop_purposes
from community.services.imports import ask_members
from community.services.merging import merge_people
from community.services.people import change_person, move_person
from community.services.rights import ask_right
from core.models import ImportDouble, Message
from core.service import Refused, System
from organisation.models import Experience, Interest
from tests.community.people import BY, someone
from tests.organisation.imports.steps import answered, checked, loaded, problems, undone

HEADINGS = "First name,Surname,Email,Type,Interests,Borough,Postcode,Status,Date joined\n"
DANA = "Dana,Whitlock,dana@example.org,Carer,Research,Thanet,CT11 9AB,Active,1/4/2024\n"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """Steps are done by the test, not by a worker that is woken."""
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


def test_people_come_in_as_they_were(cast):
    rows = f"{HEADINGS}{DANA}Cher,,,Service user,,,,Paused,\n"
    batch = loaded(cast.ivy, checked(cast.ivy, "members", rows))
    assert batch.came_in == {"people": 2}
    dana = Person.objects.get(name="Dana Whitlock")
    assert (dana.kinds, dana.status, dana.outward_code) == (["carer"], "active", "CT11")
    assert (dana.district.name, dana.asked_at.date().isoformat()) == ("Thanet", "2024-04-01")
    assert [word.label for word in dana.interests.all()] == ["Research"]
    assert not dana.is_email_confirmed
    cher = Person.objects.get(name="Cher")
    assert (cher.status, cher.way_in) == ("paused", "import")
    assert StatusMove.objects.get(person=cher).to == "paused"


def test_consent_comes_in_with_its_date_words_and_how(cast):
    headings = "Name,Email,Newsletter,Date of consent,Consent wording,How consent was given\n"
    rows = (
        f"{headings}Dana,dana@example.org,everything,1/4/2024,Send me news by email.,On paper\n"
        "Cher,cher@example.org,newsletter,,,\n"
    )
    batch = loaded(cast.ivy, checked(cast.ivy, "members", rows))
    assert batch.came_in == {"people": 2, "consents": 3}
    newest = Consent.objects.filter(person__name="Dana", wording__purpose="newsletter").get()
    assert (newest.is_given, newest.source, newest.note) == (True, "import", "On paper")
    assert timezone.localdate(newest.at) == date(2024, 4, 1)
    assert newest.wording.text == "Send me news by email."
    # The old words never become those that people agree to from now on.
    assert present_wordings()["newsletter", "email"] != newest.wording
    assert not Consent.objects.filter(person__name="Cher").exists()


def test_a_new_interest_is_added_only_by_choice(cast):
    rows = f"{HEADINGS}{DANA.replace('Research', 'Bees')}"
    batch = checked(cast.ivy, "members", rows)
    assert "“Bees” is not in the list" in problems(batch)[0]
    assert not Interest.objects.filter(label="Bees").exists()
    batch = loaded(cast.ivy, answered(cast.ivy, batch, "add", "Bees"))
    assert batch.came_in == {"people": 1, "interests": 1}
    assert Person.objects.get(batch=batch).interests.get().label == "Bees"


def test_what_people_have_done_before_comes_in_from_its_word_list(cast):
    rows = (
        "Name,Done before,Experience\n"
        "Dana,Interview panels; Peer support,I know the wards\n"
        "Cher,Juggling,\n"
    )
    batch = checked(cast.ivy, "members", rows)
    assert "“Juggling” is not in the list of what people have done before" in problems(batch)[0]
    batch = loaded(cast.ivy, answered(cast.ivy, batch, "add", "Juggling"))
    assert batch.came_in == {"people": 2, "experiences": 1}
    dana, cher = (Person.objects.get(name=name) for name in ("Dana", "Cher"))
    assert {each.label for each in dana.experiences.all()} == {"Interview panels", "Peer support"}
    assert dana.brings == "I know the wards"
    assert cher.experiences.get() == Experience.objects.get(label="Juggling")
    undone(cast.ivy, batch)
    assert not Person.objects.filter(name__in=["Dana", "Cher"]).exists()


@pytest.mark.parametrize(
    "there",
    [
        {"name": "D Whitlock", "email": "dana@example.org"},
        {"name": "dana whitlock", "phone": "+44 1632 960 123"},
        {"name": "Dana Whitlock", "outward_code": "CT11"},
    ],
)
def test_somebody_who_is_here_already_is_a_double(cast, there):
    person = someone(**there)
    row = "Dana Whitlock,{},{},CT11\n".format(
        there.get("email", ""), "01632 960123" if "phone" in there else ""
    )
    batch = checked(cast.ivy, "members", f"Name,Email,Phone,Postcode\n{row}")
    assert ImportDouble.objects.get(batch=batch).like_key == str(person.pk)
    with pytest.raises(Refused, match="no row that could come in"):
        loaded(cast.ivy, batch)


def test_nothing_is_left_of_who_is_taken_out(cast):
    headings = HEADINGS.strip() + ",Consent,Date of consent,Consent wording,How consent was given\n"
    row = f"{DANA.strip()},newsletter,1/4/2024,Send me news by email.,On paper\n"
    batch = loaded(cast.ivy, checked(cast.ivy, "members", f"{headings}{row}"))
    assert Consent.objects.filter(person__batch=batch).count() == 1
    batch = undone(cast.ivy, batch)
    assert batch.state == "undone"
    assert not Person.objects.filter(batch=batch).exists()
    for left in (Consent, StatusMove, Person.pgh_event_model):
        assert not left.objects.exists()


@pytest.mark.parametrize("act", [None, "0190a6b2-7a00-7000-8000-000000000000"])
def test_nobody_is_taken_out_without_an_act(db, act):
    person = someone()
    with (
        pytest.raises(InternalError, match="only within an act"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT take_out_people(%s, 1, %s)", [[person.pk], act])
    assert Person.objects.filter(pk=person.pk).exists()


def test_who_was_worked_with_since_stays(cast):
    rows = f"{HEADINGS}{DANA}Cher,,,,,,,,\n"
    batch = loaded(cast.ivy, checked(cast.ivy, "members", rows))
    cher = Person.objects.get(name="Cher")
    change_person(by=cast.ivy, person_id=cher.pk, expected=None, changes={"phone": "01632 960123"})
    batch = undone(cast.ivy, batch)
    assert list(Person.objects.filter(batch=batch)) == [cher]


def test_the_report_leads_to_who_came_in_and_nobody_else(cast, as_person):
    someone("Elsewhere Ellis")
    batch = loaded(cast.ivy, checked(cast.ivy, "members", f"{HEADINGS}{DANA}"))
    ivy = as_person("ivy")
    report = ivy.get(reverse("community:import_report", args=[batch.pk])).content.decode()
    (address,) = re.findall(r'href="([^"]+)">See what came in', report)
    page = ivy.get(unescape(address)).content.decode()
    table = page[page.index("<table") : page.index("</table")]
    assert "Dana Whitlock" in table
    assert "Ellis" not in table


def test_only_the_team_brings_people_in(cast):
    with pytest.raises(Refused):
        checked(cast.sam, "members", f"{HEADINGS}{DANA}")


# --- Asking those who agreed to nothing yet -----------------------------------------------------

NEWS = ("newsletter", "email")
OLD_LIST = (
    "Name,Email,Phone,Newsletter,Date of consent,Consent wording,How consent was given\n"
    "Dana,dana@example.org,,newsletter,1/4/2024,Send me news by email.,On paper\n"
    "Cher,cher@example.org,,,,,\n"
    "Lou,,01632 960 003,,,,\n"
    "Mo,,,,,,\n"
)


def test_who_came_without_consent_is_asked_once_from_the_report(cast, as_person):
    batch = loaded(cast.ivy, checked(cast.ivy, "members", OLD_LIST))
    ivy = as_person("ivy")
    page = reverse("community:member_ask", args=[batch.pk])
    report = ivy.get(reverse("community:import_report", args=[batch.pk])).content.decode()
    assert page in report
    shown = ivy.get(page).content.decode()
    assert "1 get an email" in shown
    assert "1 are for somebody to phone" in shown
    assert "Mo</a>" in shown
    assert ivy.send(page).status_code == 302
    # Of an address from a list nobody knows yet whether it was typed rightly
    cher = Person.objects.get(name="Cher")
    assert Message.objects.get().purpose == "whose_address"
    answer_address(by=System("tests"), person_id=cher.pk, address=cher.email, is_theirs=True)
    letter = Message.objects.get(purpose="may_we_write")
    assert letter.address == "cher@example.org"
    assert "/community/preferences/" in letter.body
    assert ByHand.objects.get().person.name == "Lou"
    assert sorted(Ask.objects.values_list("person__name", flat=True)) == ["Cher", "Lou"]
    # Nobody is asked again, and Mo is still named
    assert ask_members(by=cast.ivy, batch_id=batch.pk) == 0
    shown = ivy.get(page).content.decode()
    assert "There is nobody left to ask." in shown
    assert "Mo</a>" in shown


def test_who_chose_meanwhile_or_left_is_not_asked(cast):
    batch = loaded(cast.ivy, checked(cast.ivy, "members", OLD_LIST))
    cher, lou = Person.objects.get(name="Cher"), Person.objects.get(name="Lou")
    record_consents(
        by=cast.ivy,
        person_id=cher.pk,
        choices={NEWS: True},
        source="telephone",
    )
    move_person(by=cast.ivy, person_id=lou.pk, to="left")
    assert ask_members(by=cast.ivy, batch_id=batch.pk) == 0


def test_who_said_no_before_any_yes_is_asked_by_nobody(cast, as_person):
    batch = loaded(cast.ivy, checked(cast.ivy, "members", OLD_LIST))
    ivy = as_person("ivy")
    cher, lou = Person.objects.get(name="Cher"), Person.objects.get(name="Lou")
    # Cher tells the team on the phone; Lou objects to messages.
    page = reverse("community:person_consents", args=[cher.pk])
    told = {"source": "telephone", "said_on_day": "3", "said_on_month": "5", "said_on_year": "2023"}
    assert ivy.send(page, {**told, "version": 1}).status_code == 302
    assert "<strong>No</strong>" in ivy.get(page).content.decode()
    ask_right(by=BY, person_id=lou.pk, kind="objection")
    shown = ivy.get(reverse("community:member_ask", args=[batch.pk])).content.decode()
    assert "There is nobody left to ask." in shown
    assert ask_members(by=cast.ivy, batch_id=batch.pk) == 0
    assert not Message.objects.filter(purpose="may_we_write").exists()
    rows = Consent.objects.filter(person__in=[cher, lou])
    assert set(rows.values_list("person__name", "is_given")) == {("Cher", False), ("Lou", False)}


def test_a_question_on_its_way_stops_when_it_is_answered(cast):
    batch = loaded(cast.ivy, checked(cast.ivy, "members", OLD_LIST))
    ask_members(by=cast.ivy, batch_id=batch.pk)
    lou = Person.objects.get(name="Lou")
    stop_purposes(by=cast.ivy, person_id=lou.pk, purposes=["newsletter"], source="telephone")
    assert ByHand.objects.get(person=lou).outcome == ByHand.Outcome.STOPPED
    cher = Person.objects.get(name="Cher")
    waits = {"purpose": "may_we_write", "subject": "What may we send you?", "words": "?"}
    HeldMessage.objects.create(person=cher, **waits)
    stop_purposes(by=cast.ivy, person_id=cher.pk, purposes=["newsletter"], source="telephone")
    assert not HeldMessage.objects.filter(person=cher).exists()


def test_a_no_to_a_record_that_was_joined_counts_for_the_one_that_stays(cast):
    batch = loaded(cast.ivy, checked(cast.ivy, "members", OLD_LIST))
    cher, gone = Person.objects.get(name="Cher"), someone("Cher", email="cher@example.org")
    record_consents(by=BY, person_id=gone.pk, choices={NEWS: False}, source="telephone")
    merge_people(by=cast.ivy, kept_id=cher.pk, gone_id=gone.pk, chosen={})
    assert cher not in to_be_asked(batch.pk)


def test_only_the_involvement_team_asks(cast):
    batch = loaded(cast.ivy, checked(cast.ivy, "members", OLD_LIST))
    with pytest.raises(Refused, match="Only the involvement team"):
        ask_members(by=cast.sam, batch_id=batch.pk)
