"""Finding something to take part in: filters, district search, and the same in the calendar."""

from __future__ import annotations

import pytest
from django.urls import reverse

from activities.models import Opportunity, Session
from organisation.models import Area, Venue
from tests.activities.places import open_session, place_for

TAKE_PART, CALENDAR = reverse("activities:take_part"), reverse("activities:session_calendar")


@pytest.fixture
def deal(db) -> Area:
    return Area.objects.create(name="Deal and Walmer")


@pytest.fixture
def offers(cast, deal) -> dict[str, Opportunity]:
    """Four sessions, each of which some filter finds alone."""
    hall = Venue.objects.create(name="Quay Hall", area=deal)
    found = {
        "hall": open_session("Tea and talk", audience="public", is_time_paid=True),
        "far": open_session("Screen group", audience="public"),
        "both": open_session("Mixed group", audience="public", places=1),
        "carers": open_session(
            "Carers group", audience="public", places=3, seats=[("Carers", 3, ("carer",))]
        ),
    }
    sessions = Session.objects.all()
    sessions.filter(pk=found["hall"].session_id).update(mode="in_person", venue=hall)
    sessions.filter(pk=found["far"].session_id).update(mode="online")
    sessions.filter(pk=found["both"].session_id).update(mode="hybrid")
    sessions.filter(pk=found["carers"].session_id).update(mode="in_person")
    return found


def found_by(client, offers, address: str, **query) -> set[str]:
    page = client.get(address, query).content.decode()
    return {name for name, row in offers.items() if f"/take-part/{row.pk}/" in page}


@pytest.mark.parametrize("address", [TAKE_PART, CALENDAR])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "hall far both carers"),
        ({"how": "in_person"}, "hall both carers"),
        ({"how": "online"}, "far both"),
        ({"how": "hybrid"}, "both"),
        ({"paid": "yes"}, "hall"),
        ({"who": "service_user"}, "hall far both"),
        ({"who": "carer"}, "hall far both carers"),
        ({"q": "quay"}, "hall"),
        ({"q": "walmer talk"}, "hall"),
        ({"q": "walmer screen"}, ""),
        ({"how": "online", "paid": "yes"}, ""),
    ],
)
def test_each_filter_finds_what_fits_and_no_more(client, offers, address, query, names):
    assert found_by(client, offers, address, **query) == set(names.split())


@pytest.mark.parametrize("address", [TAKE_PART, CALENDAR])
def test_a_district_and_free_places(client, offers, deal, address):
    assert found_by(client, offers, address, district=deal.pk) == {"hall"}
    place_for(offers["both"], "Ann Lee")
    assert found_by(client, offers, address, free="yes") == {"hall", "far", "carers"}
    assert "both" in found_by(client, offers, address)


def test_who_has_looked_reads_how_many_fit_before_the_form_again(client, offers):
    page = client.get(TAKE_PART, {"q": "tea"}).content.decode()
    assert "<title>1 session fits: Take part" in page
    assert "1 session fits." in page
    # What was chosen is folded away, so that a small screen shows what was found
    assert " open>" not in page.partition("<search")[2].partition("</search")[0]
    assert "4 sessions fit" not in client.get(TAKE_PART).content.decode()
    for view in ("list", "month", "week"):
        none = client.get(CALENDAR, {"q": "nowhere", "view": view}).content.decode()
        assert "No session fits what you look for here" in none
    long_ago = client.get(CALENDAR, {"view": "week", "on": "2001-02-03"}).content.decode()
    assert "No session is planned here" in long_ago


def test_nothing_found_says_what_to_do_and_the_calendar_keeps_the_filters(client, offers):
    page = client.get(TAKE_PART, {"how": "online", "paid": "yes"}).content.decode()
    assert "Nothing fits all of this" in page
    assert f'href="{TAKE_PART}"' in page
    assert f'href="{CALENDAR}?how=online&amp;paid=yes"' in page
    month = client.get(CALENDAR, {"how": "online", "view": "month"}).content.decode()
    assert "view=week" in month
    assert month.count("&amp;how=online") >= 5


@pytest.mark.parametrize(
    "query",
    [{"district": "x"}, {"district": "999999"}, {"how": "by-boat"}, {"q": "x" * 500}, {"who": "'"}],
)
@pytest.mark.parametrize("address", [TAKE_PART, CALENDAR])
def test_what_cannot_be_is_said_and_left_out(client, offers, address, query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert found_by(client, offers, address, **query) == set(offers)


def test_filters_show_nobody_what_they_may_not_see(client, offers):
    hidden = open_session("Quiet group", is_time_paid=True)
    assert f"/take-part/{hidden.pk}/" not in client.get(TAKE_PART, {"q": "Quiet"}).content.decode()


def test_the_organiser_says_that_time_is_paid(as_person, cast):
    made = open_session()
    address = reverse("activities:opportunity_correct", args=[made.pk])
    ivy = as_person("ivy")
    form = ivy.get(address).context["form"]
    typed = {
        "about": "We plan.",
        "pays": "20 pounds an hour.",
        "is_time_paid": "yes",
        "audience": "community",
        "giving": "in_order",
        "closes_on_day": str(form.initial["closes_on"].day),
        "closes_on_month": str(form.initial["closes_on"].month),
        "closes_on_year": str(form.initial["closes_on"].year),
        "offer_hours": "24",
        "version": made.version,
    }
    assert ivy.send(address, typed).status_code == 302
    made.refresh_from_db()
    assert made.is_time_paid is True
    assert "Your time is paid." in ivy.get(TAKE_PART).content.decode()


# --- Pages of the list ------------------------------------------------------------------------


def test_the_list_has_pages_and_each_session_stands_on_one(client, cast):
    made = [open_session(f"Session {n}", audience="public") for n in range(30)]
    # Two on one day at different times, one day without another
    Session.objects.filter(pk=made[0].session_id).update(starts_at="09:00")
    address = reverse("activities:take_part")
    first = client.get(address)
    assert "25 of 30 sessions" in first.content.decode()
    following = first.context["following"]
    second = client.get(address + following)
    rows = [row.pk for page in (first, second) for row in page.context["page"].rows]
    assert rows[0] == made[0].pk
    assert sorted(rows) == sorted(row.pk for row in made)
    back = client.get(address + second.context["previous"])
    assert [row.pk for row in back.context["page"].rows] == rows[:25]
    # What was looked for stays
    narrowed = client.get(address, {"q": "session"})
    assert "q=session" in narrowed.context["following"]


@pytest.mark.parametrize(
    "place", ["x", "1", "1~2026", "9" * 2000, "1~\x00", "~", "1~9999-01-01 10:00"]
)
def test_a_place_that_is_none_leads_to_the_first_page(client, cast, place):
    open_session("Garden group", audience="public")
    for side in ("after", "before"):
        shown = client.get(reverse("activities:take_part"), {side: place})
        assert shown.status_code == 200
        assert "Garden group" in shown.content.decode()
