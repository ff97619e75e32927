"""What people ask by telephone, on paper or face to face: staff write it down, the team answers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import ByHand, Look, NeedsKeptFrom, Person, RightsRequest
from community.rules.rights import erase_blocker, extended_due_on
from community.selectors.consents import given_channels
from community.services.consents import record_consents
from community.services.needs import NeedEntry, set_needs
from community.services.rights import Noted, ask_right, note_requests
from core.models import Act
from core.service import Refused
from tests.community.people import BY, proved, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


@pytest.fixture
def carer():
    """Somebody without an email address, who gets calls."""
    person = someone("Carrie Carer", shown_name="Carrie", phone="01227 960 123", brings="Patience")
    record_consents(
        by=BY,
        person_id=person.pk,
        choices={("newsletter", "telephone"): True, ("surveys", "telephone"): True},
        source="telephone",
    )
    return person


def url(name, *args):
    return reverse(f"community:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


def sent(on=None, **more):
    on = on or timezone.localdate()
    return {
        "kinds": ["access", "objection"],
        "way": "telephone",
        "asked_on_day": on.day,
        "asked_on_month": on.month,
        "asked_on_year": on.year,
        "checked": "I called the number in the record",
        **more,
    }


def test_a_member_of_staff_writes_down_in_a_minute_what_a_carer_asks(as_person, cast, carer):
    olu = as_person("olu")
    page = text(olu.get(url("person_detail", carer.pk)))
    assert url("rights_request_add", carer.pk) in page
    assert olu.send(url("rights_request_add", carer.pk), sent()).status_code == 302
    access = RightsRequest.objects.get(kind="access")
    stop = RightsRequest.objects.get(kind="objection")
    assert (access.state, access.noted_by, access.way) == ("asked", cast.olu, "telephone")
    assert (stop.state, stop.answer[:23]) == ("answered", "We send you nothing mor")
    assert given_channels(carer, "newsletter") == given_channels(carer, "surveys") == set()
    assert Act.objects.get(service="community.note_requests").by == cast.olu
    page = text(as_person("ivy").get(url("rights_request_list")))
    assert "Carrie Carer" in page
    assert " days" in page
    # Who opens the person sees it there too, and does not write it down once more.
    page = text(as_person("ivy").get(url("person_detail", carer.pk)))
    assert url("rights_request_answer", access.pk) in page
    assert url("rights_request_answer", stop.pk) not in page


def test_nothing_that_waits_goes_out_to_who_objects(carer, cast):
    ByHand.objects.create(
        person=carer, channel="telephone", purpose="surveys", subject="A survey", words="x"
    )
    ask_right(by=cast.ivy, person_id=carer.pk, kind="objection")
    assert ByHand.objects.get(subject="A survey").outcome == "stopped"


def test_an_objection_in_words_waits_for_the_team(carer, cast):
    row = ask_right(by=cast.ivy, person_id=carer.pk, kind="objection", words="No profiling")
    assert row.state == "asked"
    assert given_channels(carer, "newsletter") == set()


def test_the_time_runs_from_the_day_they_asked(as_person, carer):
    day = timezone.localdate() - timedelta(days=40)
    as_person("ivy").send(url("rights_request_add", carer.pk), sent(day, kinds=["access"]))
    row = RightsRequest.objects.get()
    assert timezone.localdate(row.asked_at) == day
    assert row.due_on < timezone.localdate()
    assert "late" in text(as_person("ivy").get(url("rights_request_list")))


def test_it_is_said_how_it_is_known_that_it_is_them(as_person, carer, cast):
    page = as_person("ivy").send(url("rights_request_add", carer.pk), sent(checked=" "))
    assert "How do you know that it is them" in text(page)
    assert not RightsRequest.objects.exists()
    tomorrow = timezone.localdate() + timedelta(days=1)
    noted = Noted(way="paper", asked_on=tomorrow, checked="Known")
    with pytest.raises(Refused, match="today or in the past"):
        note_requests(by=cast.ivy, person_id=carer.pk, kinds=["access"], words="", noted=noted)


def test_the_copy_is_taken_out_to_be_handed_over_and_the_person_can_read_that(as_person, carer):
    ivy = as_person("ivy")
    ivy.send(url("rights_request_add", carer.pk), sent(kinds=["access"]))
    row = RightsRequest.objects.get()
    assert "reauthenticate" in ivy.send(url("rights_request_copy", row.pk)).url
    proved(ivy)
    file = url("rights_request_copy_file", row.pk)
    assert ivy.get(file).url == url("rights_request_copy", row.pk)
    assert ivy.send(url("rights_request_copy", row.pk)).url == file
    answer = ivy.get(file)
    assert "Patience" in text(answer)
    # It is open to the session it was taken out in, and to no other.
    assert proved(as_person("ivy")).get(file).url == url("rights_request_copy", row.pk)
    assert "attachment" in answer["Content-Disposition"]
    assert "To hand it over" in Look.objects.get(person=carer).reason
    ivy.send(
        url("rights_request_answer", row.pk),
        {"answer": "Here it is.", "handed_over": "Posted today"},
    )
    row.refresh_from_db()
    assert (row.state, row.handed_over) == ("answered", "Posted today")
    assert ivy.get(file).url == url("rights_request_answer", row.pk)
    assert "Posted today" in text(ivy.get(url("rights_request_answer", row.pk)))


def test_an_answer_that_reaches_nobody_is_given_by_hand(as_person):
    """Without a number, an email or an address nothing is sent, and the page says so."""
    row = ask_right(by=BY, person_id=someone("Nora Nowhere").pk, kind="access")
    ivy, address = as_person("ivy"), url("rights_request_answer", row.pk)
    assert "no way to reach this person" in text(ivy.get(address))
    refused = text(ivy.send(address, {"answer": "Here it is."}))
    assert "We cannot send this answer" in refused
    row.refresh_from_db()
    assert row.state == "asked"
    ivy.send(address, {"answer": "Here it is.", "handed_over": "Told her at the group"})
    row.refresh_from_db()
    assert (row.state, row.handed_over) == ("answered", "Told her at the group")
    said = text(ivy.get(url("rights_request_list")))
    assert "Nothing was sent" in said
    assert "is told" not in said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phone": "01227 960 123"}, "messages to give by hand"),
        ({"email": "x@home.example"}, "told by email"),
        ({"email": "x@home.example", "is_address_theirs": False}, "waits until they say"),
        ({}, "Nothing was sent"),
    ],
)
def test_whoever_tells_somebody_reads_what_becomes_of_it(as_person, given, words):
    person = someone("Nora Nowhere", status="asked", **given)
    row = ask_right(by=BY, person_id=person.pk, kind="complaint", words="x")
    ivy = as_person("ivy")
    ivy.send(url("rights_request_acknowledge", row.pk))
    assert words in text(ivy.get(url("rights_request_list")))
    ivy.send(url("person_move", person.pk, "not_now"), {"why": "We are full."})
    assert words in text(ivy.get(url("person_list")))


def test_nobody_takes_the_copy_of_who_can_take_it_themselves(as_person, cast):
    own = someone("Amina Yusuf", account=cast.amina, email="amina@portal.example")
    row = ask_right(by=cast.amina, person_id=own.pk, kind="access", words="All of it")
    page = proved(as_person("ivy")).send(url("rights_request_copy", row.pk))
    assert "can take the copy themselves" in text(page)
    assert not Look.objects.exists()


def test_the_day_of_forgetting_is_the_one_where_the_trust_is():
    planned = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    said = erase_blocker(planned, planned - timedelta(days=3), is_mail_under_way=False)
    assert "on 1 July 2026" in said


def test_more_time_is_taken_once_and_told_with_the_reason(as_person, carer, cast):
    ivy = as_person("ivy")
    ivy.send(url("rights_request_add", carer.pk), sent(kinds=["access"]))
    row = RightsRequest.objects.get()
    ivy.send(url("rights_request_extend", row.pk), {"why": "There are 900 pages of it."})
    row.refresh_from_db()
    assert row.due_on == extended_due_on(timezone.localdate())
    told = ByHand.objects.get(subject="We need more time")
    assert "900 pages" in told.words
    again = ivy.send(url("rights_request_extend", row.pk), {"why": "Once more"})
    assert "It can be taken once" in text(again)


@pytest.mark.parametrize("kind", ["complaint", "erasure"])
def test_the_law_gives_no_more_time_for_these(as_person, carer, kind):
    row = ask_right(by=BY, person_id=carer.pk, kind=kind, words="x")
    page = as_person("ivy").send(url("rights_request_extend", row.pk), {"why": "Busy"})
    assert "no more time for this" in text(page)


def test_more_time_after_the_month_is_too_late(as_person, carer):
    row = ask_right(by=BY, person_id=carer.pk, kind="access")
    RightsRequest.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    page = as_person("ivy").send(url("rights_request_extend", row.pk), {"why": "Busy"})
    assert "The month is over" in text(page)


def test_the_team_takes_a_wish_to_be_forgotten_back_for_who_calls(as_person, carer, cast):
    as_person("ivy").send(url("rights_request_add", carer.pk), sent(kinds=["erasure"]))
    row = RightsRequest.objects.get()
    assert row.planned_at > timezone.now()
    as_person("ivy").send(url("rights_request_take_back", row.pk))
    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("taken_back", cast.ivy)
    assert Person.objects.get(pk=carer.pk).name == "Carrie Carer"


def test_staff_write_nothing_down_for_who_is_hidden_from_them(as_person, carer, cast):
    Person.objects.filter(pk=carer.pk).update(is_hidden=True)
    assert as_person("olu").get(url("rights_request_add", carer.pk)).status_code == 404
    with pytest.raises(Refused, match="Only the person"):
        ask_right(by=cast.olu, person_id=carer.pk, kind="erasure")
    assert ask_right(by=cast.ivy, person_id=carer.pk, kind="access").person == carer


def test_that_somebody_is_forgotten_is_written_down_by_the_team_alone(as_person, carer):
    page = as_person("sam").send(url("rights_request_add", carer.pk), sent(kinds=["erasure"]))
    assert "Ask the involvement team to write this down" in text(page)
    assert not RightsRequest.objects.exists()


@pytest.mark.parametrize("count", [1, 25, 60])
def test_the_list_costs_the_same_for_many(as_person, count, django_assert_max_num_queries):
    ivy = as_person("ivy")
    for number in range(count):
        person = someone(f"Person {number}", phone="01227 960 123")
        RightsRequest.objects.create(person=person, kind="access", due_on=timezone.localdate())
    ivy.get(url("rights_request_list"))
    with django_assert_max_num_queries(9):
        ivy.get(url("rights_request_list"))


def test_from_whom_needs_are_kept_does_not_take_the_copy_out(as_person, cast, carer):
    set_needs(by=BY, person_id=carer.pk, entries=[NeedEntry("place_quiet", "team", "Fans hum")])
    NeedsKeptFrom.objects.create(person=carer, email=cast.ivy.email)
    ivy = proved(as_person("ivy"))
    ivy.send(url("rights_request_add", carer.pk), sent(kinds=["access"]))
    row = RightsRequest.objects.get()
    page = text(ivy.get(url("rights_request_answer", row.pk)))
    assert "Ask a colleague to take it out" in page
    assert "Take out the copy" not in page
    assert "Ask a colleague to take it out" in text(ivy.send(url("rights_request_copy", row.pk)))
    file = url("rights_request_copy_file", row.pk)
    assert ivy.get(file).url == url("rights_request_answer", row.pk)
    assert not Look.objects.filter(what="export").exists()
    # Who takes it out and is kept from it only then, gets it no more either.
    NeedsKeptFrom.objects.all().delete()
    ivy.send(url("rights_request_copy", row.pk))
    assert "Fans hum" in text(ivy.get(file))
    NeedsKeptFrom.objects.create(person=carer, email=cast.ivy.email)
    assert ivy.get(file).url == url("rights_request_answer", row.pk)
