"""Finding and reading people: each viewer what they may, nothing more by any way round."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from community.models import Look, NeedsKeptFrom, RoleHeld, SharedWith, Status
from community.selectors.people_list import person_rows
from community.services.needs import NeedEntry, end_need, set_needs
from organisation.models import Area, Interest
from tests.community.people import BY, someone

LIST = reverse("community:person_list")


def _names(page) -> set[str]:
    page = page.context["page"]
    return {row[0] for row in page.rows}


@pytest.fixture
def panels(db):
    return Interest.objects.get(label="Choosing staff")


@pytest.fixture
def maria(panels):
    return someone(
        "María Fernández-Smith",
        shown_name="Mari",
        email="maria@example.org",
        phone="01304 555 012",
        brings="I know the memory clinic well.",
        kinds=("carer",),
        outward_code="CT14",
        district_id=Area.objects.create(name="Dover Test").pk,
        interest_ids=frozenset({panels.pk}),
    )


def test_staff_who_want_to_reach_somebody_are_told_whom_to_ask(as_person, maria, settings):
    settings.CONTACT_PHONE = "01632 960 001"
    page = as_person("sam").get(reverse("community:person_detail", args=[maria.pk]))
    said = page.content.decode()
    assert f"P{maria.pk:05d}" in said
    assert "01632 960 001" in said
    assert "01304 555 012" not in said


@pytest.mark.parametrize(
    "words",
    [
        "maria",
        "Fernandez",
        "smith mar",
        "the lady from CT14 who does interview panels",
        "memory clinics",
        "dover test",
        "Maria Fernandes Smyth",
        "maria@EXAMPLE.org",
        "+44 1304 555012",
        "choosing",
    ],
)
def test_the_team_finds_a_person_by_anything_that_is_known(as_person, maria, words):
    someone("Ravi Patel", brings="Gardens", phone="01303 111111")
    assert _names(as_person("ivy").get(LIST, {"q": words})) == {"María Fernández-Smith"}


def test_the_team_finds_people_by_as_whom_they_take_part(as_person, maria, panels):
    someone("Ravi Patel", kinds=["carer"], brings="Gardens")
    someone("Ann Lee", kinds=["service_user"], brings="I am a friend of a carer")
    ivy, sam = as_person("ivy"), as_person("sam")
    assert _names(ivy.get(LIST, {"q": "carers"})) == {maria.name, "Ravi Patel", "Ann Lee"}
    assert _names(ivy.get(LIST, {"q": "carer gardens"})) == {"Ravi Patel"}
    assert _names(ivy.get(LIST, {"q": "service users"})) >= {"Ann Lee"}
    # Others may not read as whom people take part, so they do not find them by it.
    assert _names(sam.get(LIST, {"q": "carers"})) == set()


@pytest.mark.parametrize("words", ["intervew", "interveiw panels", "panel dovver"])
def test_a_slip_in_an_interest_or_a_place_is_forgiven(as_person, maria, words):
    someone("Ravi Patel", brings="Gardens", phone="01303 111111")
    page = as_person("ivy").get(LIST, {"q": words})
    assert _names(page) == {maria.name}
    assert "Nobody fits exactly. These people fit “" in page.content.decode()


def test_a_reference_finds_its_person(as_person, maria):
    assert _names(as_person("ivy").get(LIST, {"q": f"P{maria.pk:05d}"})) == {maria.name}


def test_words_of_a_changed_record_are_found_at_once(as_person, maria, panels):
    ivy = as_person("ivy")
    page = reverse("community:person_change", args=[maria.pk, "interests"])
    ivy.send(page, {"version": maria.version, "brings": "Choirs", "interest_ids": []})
    assert _names(ivy.get(LIST, {"q": "choir"})) == {maria.name}
    assert _names(ivy.get(LIST, {"q": "interview"})) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "Fernandez"},
        {"q": "maria@example.org"},
        {"q": "01304555012"},
        {"q": "memory clinic"},
        {"q": "CT14"},
        {"q": "P00001"},
        {"q": "Maria Fernandes"},
    ],
)
def test_staff_find_nobody_by_what_they_may_not_read(as_person, maria, query):
    assert _names(as_person("sam").get(LIST, query)) == set()


def test_the_team_finds_who_needs_something_but_for_who_keeps_it_from_them(as_person, cast):
    signs = NeedEntry("professional_bsl", SharedWith.TEAM)
    shown, ended, kept = someone("Shown"), someone("Ended"), someone("Kept from Ivy")
    someone("Needs nothing")
    for person in (shown, ended, kept):
        set_needs(by=BY, person_id=person.pk, entries=[signs])
    end_need(by=BY, need_id=ended.needs.get().pk)
    NeedsKeptFrom.objects.create(person=kept, email=cast.ivy.email)
    ivy = as_person("ivy")
    assert "(a professional who helps them communicate)" in ivy.get(LIST).content.decode()
    assert _names(ivy.get(LIST, {"need": "professional_bsl"})) == {"Shown"}
    assert _names(ivy.get(LIST, {"need": "place_quiet"})) == set()


@pytest.mark.parametrize(
    "asked", ["kind=carer", "status=active", "group=1", "to_do=alone", "need=professional_bsl"]
)
def test_staff_cannot_narrow_by_what_they_may_not_read(as_person, maria, asked):
    page = as_person("sam").get(f"{LIST}?{asked}")
    assert "This list has no such filter" in page.content.decode()


def test_a_role_begins_when_the_day_begins_where_the_trust_is(cast, maria):
    RoleHeld.objects.create(person=maria, role="mentor", starts_on=date(2026, 7, 1))
    # Half past midnight in Kent; the day before by the clock of the database.
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        row = person_rows(cast.ivy).get(pk=maria.pk)
    assert row.roles_now == ["mentor"]


def test_staff_cannot_sort_by_what_they_may_not_read(as_person, maria):
    page = as_person("sam").get(LIST, {"sort": "heard"})
    assert "cannot be sorted that way" in page.content.decode()


def test_staff_see_the_name_somebody_chose_and_nobody_hidden(as_person, maria):
    someone("Hidden Colleague", shown_name="Hid", is_hidden=True)
    someone("Asked Only", shown_name="Asked", status=Status.ASKED)
    someone("Nameless Person")
    page = as_person("sam").get(LIST).content.decode()
    assert "Mari" in page
    assert "A member" in page
    for private in ("Fernández", "Hid<", "Asked Only", "Nameless", "Carer", "CT14"):
        assert private not in page


def test_staff_read_little_of_a_person(as_person, maria):
    page = as_person("sam").get(reverse("community:person_detail", args=[maria.pk]))
    text = page.content.decode()
    assert "Choosing staff" in text
    for private in ("Fernández", "memory clinic", "01304", "maria@", "Carer", "CT14"):
        assert private not in text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files_hold_what_the_viewer_may_read_and_no_way_to_reach_anybody(as_person, maria, ending):
    for person, may in (("sam", False), ("ivy", True)):
        answer = as_person(person).get(LIST, {"download": ending})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if ending == "csv":
            text = body.decode("utf-8-sig")
            assert ("Fernández" in text) is may
            assert "maria@example.org" not in text
            assert "555 012" not in text
        assert answer.status_code == 200


def test_how_to_reach_somebody_is_shown_on_a_page_that_notes_the_look(as_person, cast, maria):
    ivy = as_person("ivy")
    detail = ivy.get(reverse("community:person_detail", args=[maria.pk])).content.decode()
    assert "01304 555 012" not in detail
    reach = ivy.get(reverse("community:person_reach", args=[maria.pk])).content.decode()
    assert "01304 555 012" in reach
    # One for the record, one more for the number.
    looks = [(look.by, look.what) for look in maria.looks.all()]
    assert looks == [(cast.ivy, Look.What.RECORD)] * 2


@pytest.mark.parametrize("person", ["ivy", "sam"])
def test_a_list_of_hundred_costs_what_a_list_of_one_does(as_person, person, panels):
    client, counts = as_person(person), []
    district = Area.objects.create(name="Deal Test").pk
    made = 0
    for number in (1, 25, 100):
        while made < number:
            made += 1
            someone(
                f"Person {made}",
                shown_name=f"P{made}",
                district_id=district,
                interest_ids=frozenset({panels.pk}),
            )
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(LIST, {"q": "deal", "interest": panels.pk, "district": district})
        counts.append(len(found))
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("order", ["name", "-name"])
def test_who_shows_no_name_comes_last_on_every_page(as_person, order):
    """Staff at large read names first, and "A member" after them, whichever way they sort."""
    shown = [f"Name {number:02}" for number in range(20)]
    for number, name in enumerate([*shown, *[""] * 20]):
        someone(f"Person {number}", shown_name=name)
    sam, address, read = as_person("sam"), f"{LIST}?sort={order}", []
    while address:
        page = html.fromstring(sam.get(address).content)
        read += [a.text_content() for a in page.cssselect("table tbody tr > :first-child a")]
        more = page.cssselect("a[rel=next]")
        address = more[0].get("href") if more else ""
    names = shown if order == "name" else shown[::-1]
    assert read == [*names, *["A member"] * 20]


@pytest.mark.parametrize(
    "words", ["'", "\\", "%_", "a' OR 1=1 --", "&|!():*", "\u202e", "😀", "x" * 5000, "-", "P0"]
)
def test_hostile_searches_find_nobody_and_break_nothing(as_person, maria, words):
    for person in ("ivy", "sam"):
        assert as_person(person).get(LIST, {"q": words}).status_code == 200


# --- Changing by parts ------------------------------------------------------------------


PARTS = {
    "name": {"name": "Maria Smith", "shown_name": "M"},
    "reach": {"email": "new@example.org", "phone": "01304 555 013"},
    "kinds": {"kinds": ["carer", "staff"]},
    "when": {"availability": ["weekday_morning"], "meets": ["online"]},
    "where": {"outward_code": "me4 4tg"},
    "language": {"language": "Ελληνικά"},
    "hidden": {"is_hidden": "on"},
    "limit": {"asks_a_month": "0"},
    "services": {},
    "groups": {},
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_changed_on_its_own_page(as_person, maria, part):
    ivy = as_person("ivy")
    page = reverse("community:person_change", args=[maria.pk, part])
    assert ivy.get(page).status_code == 200
    answer = ivy.send(page, {"version": maria.version, **PARTS[part]})
    assert answer.status_code == 302, answer.content.decode()
    maria.refresh_from_db()
    for name, value in PARTS[part].items():
        wanted = {"on": True, "0": 0, "me4 4tg": "ME4"}.get(str(value), value)
        assert getattr(maria, name) == wanted


@pytest.mark.parametrize(
    ("part", "typed", "says"),
    [
        ("name", {"name": ""}, "Enter name"),
        ("name", {"name": "x" * 200}, "120 characters"),
        ("reach", {"email": "no address"}, "email address"),
        ("reach", {"phone": "later"}, "Enter a telephone number"),
        ("reach", {"is_post_wanted": "on"}, "Enter the address that letters go to"),
        ("where", {"outward_code": "Deal"}, "Enter a postcode"),
        ("limit", {"asks_a_month": "-1"}, "0 or more"),
        ("kinds", {"kinds": ["robot"]}, "there is a problem"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(as_person, maria, part, typed, says):
    page = reverse("community:person_change", args=[maria.pk, part])
    answer = as_person("ivy").send(page, {"version": maria.version, **typed})
    assert answer.status_code == 200
    assert says.lower() in answer.content.decode().lower()


def test_two_editors_see_each_others_words(as_person, maria, panels):
    ivy = as_person("ivy")
    page = reverse("community:person_change", args=[maria.pk, "kinds"])
    ivy.send(page, {"version": maria.version, "kinds": ["carer", "public"]})
    late = ivy.send(page, {"version": maria.version, "kinds": ["academic"]}).content.decode()
    assert "This was changed" in late
    assert "Carer, Member of the public" in late


def test_a_part_that_is_not_there_is_404(as_person, maria):
    ivy = as_person("ivy")
    for part in ("status", "version", "merged_into"):
        page = reverse("community:person_change", args=[maria.pk, part])
        assert ivy.get(page).status_code == 404
