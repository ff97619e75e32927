"""The shift page: what it counts, what it says, and what it refuses to say."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from lxml.html import fromstring

from organisation.models import Service
from tests.activities.records import a_session, an_activity, many

PAGE = "/impact/shift/"
AFTER, BEFORE, NOW = date(2026, 8, 3), date(2026, 5, 4), date(2026, 11, 2)

pytestmark = pytest.mark.usefixtures("_in_november")


@pytest.fixture
def _in_november(db):
    with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def sam(as_person):
    return as_person("sam")


def changed(client, query: str = "") -> list[str]:
    """The sentences on what changed."""
    tree = fromstring(client.get(PAGE + query).content.decode())
    heading = next(h for h in tree.iter("h2") if h.text == "What changed since last quarter")
    return [each.text_content().strip() for each in heading.getnext()]


def table(client, caption: str, query: str = "") -> dict[str, list[str]]:
    tree = fromstring(client.get(PAGE + query).content.decode())
    for hidden in tree.cssselect("td [aria-hidden], th [aria-hidden]"):
        hidden.drop_tree()
    (found,) = [
        t for t in tree.iter("table") if t.cssselect("caption")[0].text_content() == caption
    ]
    return {
        row[0].text_content().strip(): [cell.text_content().strip() for cell in row[1:]]
        for row in found.cssselect("tbody tr")
    }


def shares(client, when: str = "October to December 2026 (so far)", query: str = "") -> list[str]:
    return table(client, "Share at the two deepest levels", query)[when]


# --- What it counts --------------------------------------------------------------------


def test_an_activity_counts_once_on_its_first_held_session(sam):
    activity = an_activity(level="co-create")
    a_session(activity, BEFORE)
    a_session(activity, AFTER)
    a_session(activity, AFTER)
    begun, held = (
        table(sam, "Activities by level"),
        table(sam, "Sessions by level", "?count=sessions"),
    )
    assert begun["April to June 2026"] == ["0", "0", "0", "0", "1", "1"]
    assert begun["July to September 2026"][-1] == "0"
    assert held["April to June 2026"][-1] == "1"
    assert held["July to September 2026"][-1] == "2"


def test_planned_cancelled_and_undated_ones_do_not_count(sam):
    a_session(an_activity(status="planned"), NOW)
    a_session(an_activity(status="cancelled", status_reason="Ill"), NOW)
    a_session(an_activity(), NOW, status="planned")
    an_activity("Magazine", "inform", is_standing=True)
    assert "No sessions are recorded here yet" in sam.get(PAGE).content.decode()


def test_people_hours_are_recorded_time_or_heads_times_length(sam):
    activity = an_activity(level="engage")
    a_session(activity, NOW, people=10, minutes=90)
    a_session(activity, NOW, people=10, minutes=90, co_creator_minutes=60)
    a_session(activity, NOW, people=10, minutes=None)
    when = "October to December 2026 (so far)"
    assert table(sam, "People-hours by level", "?count=hours")[when][1] == "16"
    assert shares(sam)[3] == "2 of 3 sessions"


def test_a_ring_of_2020_counts_at_the_level_that_means_the_same(sam):
    for level in ("co-production", "collaboration", "understanding-thinking"):
        a_session(an_activity(level=level), NOW)
    row = table(sam, "Activities by level")["October to December 2026 (so far)"]
    assert row == ["0", "1", "0", "1", "1", "3"]


def test_it_can_be_asked_for_one_place(sam):
    a_session(an_activity(services=["Canterbury", "Littlebrook"]), NOW)
    a_session(an_activity(services=["Littlebrook"]), NOW)
    canterbury = Service.objects.get(name__startswith="Canterbury")
    when = "October to December 2026 (so far)"
    assert table(sam, "Activities by level")[when][-1] == "2"
    for place, expected in (
        (f"service-{canterbury.pk}", "1"),
        (f"directorate-{canterbury.directorate_id}", "1"),
    ):
        assert table(sam, "Activities by level", f"?place={place}")[when][-1] == expected


@pytest.mark.parametrize(
    ("query", "first", "last", "count"),
    [
        ("", "January to March 2024", "October to December 2026 (so far)", 12),
        ("?by=month", "December 2025", "November 2026 (so far)", 12),
        ("?by=year", "April 2022 to March 2023", "April 2026 to March 2027 (so far)", 5),
    ],
)
def test_it_goes_by_month_quarter_or_financial_year(sam, query, first, last, count):
    when = list(table(sam, "Activities by level", query))
    assert (when[-1], when[0], len(when)) == (first, last, count)


# --- What it says ----------------------------------------------------------------------


def test_it_says_what_changed_in_numbers(sam):
    many(12, "involve", BEFORE)
    many(3, "collaborate", BEFORE)
    many(10, "involve", AFTER)
    many(10, "co-create", AFTER)
    many(11, "co-create", NOW)
    share, amounts, time, so_far = changed(sam)
    assert share == (
        "50% of activities were at the two deepest levels in July to September 2026: 10 of 20. "
        "In April to June 2026 it was 20%: 3 of 15. That is a larger share, and more of a "
        "difference than chance alone would often make."
    )
    assert amounts == (
        "20 activities began in July to September 2026, 5 more than in the quarter before. "
        "20 sessions were held, 5 more than in the quarter before."
    )
    assert (
        time == "How long people took part in July to September 2026 is not known for any session."
    )
    assert so_far == (
        "So far this quarter (October to December 2026), 11 of 11 activities were at the two "
        "deepest levels: 100%. The two complete quarters before it: 50% and 20%."
    )


def test_few_are_said_to_be_too_few(sam):
    many(9, "co-create", BEFORE)
    many(40, "involve", AFTER)
    share = changed(sam)[0]
    assert share == (
        "0 of 40 activities in July to September 2026 and 9 of 9 in April to June 2026 were at "
        "the two deepest levels. These are too few to say if there is a shift."
    )
    assert shares(sam, "April to June 2026")[0] == "too few to say (9 of 9)"
    assert "%" not in share


def test_a_quarter_with_nothing_yet_is_said_to_have_nothing(sam):
    assert changed(sam)[3] == (
        "So far this quarter (October to December 2026), no activity has been recorded."
    )


def test_the_running_quarter_does_not_turn_the_verdict(sam):
    many(20, "co-create", NOW)
    many(20, "involve", AFTER)
    many(20, "involve", BEFORE)
    said = changed(sam)
    assert said[0].endswith("That is the same share.")
    assert said[3].endswith("100%. The two complete quarters before it: 0% and 0%.")


def test_a_running_quarter_with_few_is_not_compared(sam):
    many(2, "co-create", NOW)
    many(20, "involve", AFTER)
    assert changed(sam)[3].endswith(
        "2 of 2 activities were at the two deepest levels. These are too few to compare."
    )


# --- Addresses, files, people ----------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?place=service-0%00", "Choose a place from the list"),
        ("?by=fortnight", "Choose steps from the list"),
        ("?count=<script>", "Choose what to count from the list"),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_in_words(sam, query, says):
    response = sam.get(PAGE + query)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert "Activities by level" in response.content.decode()


def test_the_pictures_are_well_formed_and_say_what_they_show(sam):
    many(12, "co-create", AFTER)
    tree = fromstring(sam.get(PAGE).content.decode())
    pictures = tree.cssselect(".portal-chart svg")
    assert len(pictures) == 5
    for picture in pictures:
        etree.fromstring(etree.tostring(picture))
        assert picture.get("role") == "img"
        assert picture.cssselect("title")[0].text
        assert not picture.cssselect("[style]")
    assert "Jul–Sep 26: 100%" in pictures[0].cssselect("desc")[0].text


def test_the_numbers_as_a_file(sam):
    a_session(an_activity(level="co-create"), AFTER, people=4, minutes=90)
    response = sam.get(f"{PAGE}numbers.csv")
    assert response["Content-Disposition"].endswith('"shift-the-whole-trust-2026-11-22.csv"')
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(lines) == 12 * 5
    (found,) = [line for line in lines if line["Activities"] != "0"]
    assert (found["Level"], found["From"], found["To"]) == ("Co-create", "2026-07", "2026-09")
    assert (found["Sessions"], found["People"], found["People-hours"]) == ("1", "4", "6")
    assert (found["Complete"], found["Deep"]) == ("yes", "yes")


def test_how_many_people_came_is_in_the_file_of_those_who_may_see_it(as_person):
    a_session(an_activity(level="co-create"), AFTER, people=4, minutes=90)
    response = as_person("stella").get(f"{PAGE}numbers.csv")
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    (found,) = [line for line in lines if line["Activities"] != "0"]
    assert not {"People", "People-hours", "Sessions with known time"} & set(found)
    assert (found["Sessions"], found["As of"]) == ("1", "2026-11-22")


def test_hours_do_not_give_away_how_many_came(as_person, sam):
    """6 hours of a session of 90 minutes are 4 people."""
    a_session(an_activity(level="co-create"), AFTER, people=4, minutes=90)
    stella = as_person("stella")
    for asked in (PAGE, f"{PAGE}?count=hours", f"{PAGE}?count=hours&by=month"):
        shown = stella.get(asked).content.decode()
        assert "known for too few sessions to say" in shown
        assert "People-hours" not in shown
        assert "people-hours" not in shown
    assert "Activities by level" in shown
    assert "People-hours by level" in sam.get(f"{PAGE}?count=hours").content.decode()


def test_the_hours_of_many_sessions_are_told_to_everybody(as_person):
    for _ in range(10):
        a_session(an_activity(level="co-create"), AFTER, people=4, minutes=90)
    assert "60 people-hours are known for" in as_person("stella").get(PAGE).content.decode()


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}numbers.csv"])
def test_the_shift_is_for_the_trusts_own_people(as_person, client, page):
    assert as_person("stella").get(page).status_code == 200
    assert as_person("amina").get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_the_number_of_queries_does_not_depend_on_how_much_is_logged(sam):
    found = []
    for count in (1, 24, 75, 9_900):
        many(count, "co-create", AFTER)
        sam.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert sam.get(PAGE).status_code == 200
        found.append(len(queries))
    assert len(set(found)) == 1
    assert found[0] <= 6
