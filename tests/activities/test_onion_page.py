"""The onion's pages: what staff, everyone, and a spreadsheet see."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from lxml.html import fromstring

from activities.models import Activity
from organisation.models import Directorate, Service
from tests.activities.records import an_activity, many
from tests.activities.typing_in import logged

PAGE = "/activities/onion/"
PUBLIC = "/activities/onion/public/"
DIRECTORATES = "/activities/onion/directorates/"

pytestmark = pytest.mark.usefixtures("_in_november")


@pytest.fixture
def _in_november(db):
    with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def sam(as_person):
    return as_person("sam")


def rows(response) -> dict[str, list[str]]:
    """The table beside the picture: ring → happened, planned, mapped, examples."""
    tree = fromstring(response.content.decode())
    found = {}
    for row in tree.cssselect("table.nhsuk-table-responsive tbody tr"):
        cells = []
        for cell in row:
            for hidden in cell.cssselect("[aria-hidden], .nhsuk-u-visually-hidden"):
                hidden.drop_tree()
            cells.append(" ".join(cell.text_content().split()))
        found[cells[0]] = cells[1:]
    return found


def ring(client, name: str, query: str = "", page: str = PAGE) -> list[str]:
    response = client.get(page + query)
    assert response.status_code == 200
    return rows(response)[name]


def messages(response) -> list[str]:
    tree = fromstring(response.content.decode())
    return [each.text_content().strip() for each in tree.cssselect(".nhsuk-error-summary a")]


# --- What it counts --------------------------------------------------------------------


def test_logging_moves_the_onion_at_once(sam):
    assert ring(sam, "Involve")[:2] == ["0", "0"]
    logged(sam, level="involve")
    assert ring(sam, "Involve")[:2] == ["1", "0"]


def test_planned_stands_apart_from_happened(sam):
    an_activity("Done", "engage")
    an_activity("To do", "engage", status="planned")
    happened, planned, mapped, names = ring(sam, "Engage")
    assert (happened, planned, mapped) == ("1", "1", "0")
    assert names == "Done; To do (planned)"


def test_cancelled_activities_do_not_count(sam):
    an_activity(status="cancelled", status_reason="Ill")
    assert "Nothing is recorded here yet" in sam.get(PAGE).content.decode()


def test_a_ring_of_2020_shows_on_the_five_levels_as_mapped(sam):
    an_activity("Patient council", "understanding-thinking")
    assert ring(sam, "Engage")[:3] == ["1", "0", "1"]
    page = sam.get(PAGE).content.decode()
    assert "1 mapped" in page
    assert "recorded on the other scale" in page


def test_engage_on_the_six_rings_is_a_band_of_its_own(sam):
    an_activity("Survey", "engage")
    an_activity("Patient council", "understanding-thinking")
    page = sam.get(f"{PAGE}?ladder=onion-2020")
    shown = rows(page)
    assert shown["Understanding thinking"][:2] == ["1", "0"]
    assert shown["Stimulating thinking"][:2] == ["0", "0"]
    band = shown["Stimulating thinking or Understanding thinking (ring not known)"]
    assert band[:2] == ["1", "0"]
    assert "We do not know which ring is right" in page.content.decode()


def test_a_standing_activity_shows_whenever_its_span_overlaps(sam):
    an_activity("Recovery college", "co-create", is_standing=True)
    an_activity(
        "Old group", "co-create", is_standing=True,
        starts_on=date(2019, 1, 1), ends_on=date(2024, 1, 1), precision="year",
    )  # fmt: skip
    assert ring(sam, "Co-create")[0] == "1"
    assert ring(sam, "Co-create", "?period=months&from=1/2024&to=12/2024")[0] == "2"
    assert ring(sam, "Co-create", "?period=months&to=12/2018")[0] == "1"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "3"),  # December 2025 to November 2026
        ("?period=this-year", "2"),  # April 2026 to March 2027
        ("?period=last-year", "2"),  # April 2025 to March 2026
        ("?period=this-quarter", "1"),  # October to December 2026
        ("?period=all", "5"),
        ("?from=2025-06&to=2025-12", "2"),
        ("?period=months&to=6/2025", "2"),
    ],
)
def test_any_whole_months_can_be_asked_for(sam, query, expected):
    for day in ("2024-05-01", "2025-06-30", "2025-12-01", "2026-09-30", "2026-10-01"):
        an_activity(starts_on=date.fromisoformat(day))
    assert ring(sam, "Involve", query)[0] == expected


def test_two_services_count_once_in_each_and_once_in_the_trust(sam):
    an_activity(services=["Canterbury", "Littlebrook"])
    canterbury = Service.objects.get(name__startswith="Canterbury")
    acute = Directorate.objects.get(name="Acute")
    thanet = Service.objects.get(name__startswith="Thanet")
    assert ring(sam, "Involve")[0] == "1"
    assert ring(sam, "Involve", f"?place=service-{canterbury.pk}")[0] == "1"
    assert ring(sam, "Involve", f"?place=directorate-{acute.pk}")[0] == "1"
    assert ring(sam, "Involve", f"?place=service-{thanet.pk}")[0] == "0"


def test_a_directorate_that_is_no_more_keeps_its_onion(sam):
    an_activity(services=["Littlebrook"])
    acute = Directorate.objects.get(name="Acute")
    Directorate.objects.filter(pk=acute.pk).update(valid_to=date(2026, 6, 1))
    response = sam.get(f"{PAGE}?place=directorate-{acute.pk}")
    assert rows(response)["Involve"][0] == "1"
    assert "Acute (until 2026)" in response.content.decode()
    assert "Acute (until 2026)" in sam.get(DIRECTORATES).content.decode()


# --- Names -----------------------------------------------------------------------------


def test_standing_activities_are_named_before_the_newest(sam):
    many(6, "co-create", date(2026, 1, 1))
    an_activity("Newest", "co-create", starts_on=date(2026, 11, 1))
    an_activity(
        "Long-running course", "co-create", starts_on=date(2024, 1, 1), ends_on=date(2026, 7, 1)
    )
    an_activity("Recovery college", "co-create", is_standing=True)
    assert ring(sam, "Co-create")[3].split("; ")[:2] == ["Recovery college", "Newest"]


def test_one_that_began_before_the_months_and_goes_on_into_them_is_named(sam):
    an_activity("Two-year course", starts_on=date(2024, 1, 1), ends_on=date(2026, 7, 1))
    an_activity("Over", starts_on=date(2024, 1, 1))
    assert ring(sam, "Involve")[3] == "Two-year course"


def test_a_place_names_only_its_own(sam):
    an_activity("Ours", services=["Canterbury"])
    an_activity("Theirs", services=["Littlebrook"])
    canterbury = Service.objects.get(name__startswith="Canterbury")
    for place in (f"service-{canterbury.pk}", f"directorate-{canterbury.directorate_id}"):
        assert ring(sam, "Involve", f"?place={place}")[3] == "Ours"


def test_every_number_opens_just_the_activities_it_counts(sam):
    an_activity("Here", "engage", services=["Canterbury"])
    an_activity("Council", "understanding-thinking", services=["Canterbury"])
    an_activity("Stand", "engage", is_standing=True, services=["Canterbury"])
    an_activity("Plan", "engage", status="planned", services=["Canterbury"])
    an_activity("Undated plan", "engage", status="planned", starts_on=None, services=["Canterbury"])
    an_activity("Elsewhere", "engage", services=["Littlebrook"])
    an_activity("Before", "engage", starts_on=date(2022, 1, 1), services=["Canterbury"])
    kent = Directorate.objects.get(name="East Kent")
    opened = 0
    for query in ("", "?ladder=onion-2020", "?period=all", f"?place=directorate-{kent.pk}"):
        page = sam.get(PAGE + query).content.decode()
        for address, number in re.findall(r'<a href="(/activities/\?[^"]*)">(\d+)<span', page):
            listed = sam.get(html.unescape(address))
            shown = fromstring(listed.content.decode()).cssselect("table tbody tr")
            assert len(shown) == int(number), (query, address)
            opened += 1
    assert opened == 9


# --- Addresses -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?period=nonsense", "Choose a time from the list"),
        ("?place=directorate-999999", "Choose a place from the list"),
        ("?place=%00%27--", "Choose a place from the list"),
        ("?ladder=../../etc", "Choose rings from the list"),
        ("?from=13/2026", "Enter a month and a year, like 4/2025"),
        ("?from=١٢/٢٠٢٥", "Enter a month and a year, like 4/2025"),
        ("?from=0000-00&to=99999999999999999999", "Enter a month and a year, like 4/2025"),
        ("?period=months", "Enter the first month, the last month, or both"),
        ("?from=5/2026&to=4/2026", "The last month must not be before the first month"),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_in_words_with_the_usual_onion(sam, query, says):
    an_activity()
    response = sam.get(PAGE + query)
    assert response.status_code == 200
    assert says in messages(response)
    assert rows(response)["Involve"][0] == "1"
    assert "December 2025 to November 2026" in response.content.decode()


def test_the_address_can_be_shared_and_the_form_shows_what_it_asks(sam):
    page = sam.get(f"{PAGE}?period=months&from=2025-04&to=2025-06&ladder=onion-2020")
    tree = fromstring(page.content.decode())
    assert "April to June 2025" in page.content.decode()
    chosen = [each.get("value") for each in tree.cssselect("option[selected]")]
    assert {"months", "onion-2020"} <= set(chosen)
    assert (
        "period=months&amp;from=2025-04&amp;to=2025-06&amp;ladder=onion-2020"
        in page.content.decode()
    )


def test_hostile_titles_are_only_text_on_every_page(sam, client):
    an_activity("<script>alert(1)</script>", "co-create", is_standing=True)
    for user, address in ((sam, PAGE), (client, PUBLIC)):
        page = user.get(address).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page


# --- Who sees it -----------------------------------------------------------------------


def test_my_directorate_is_one_click_away(sam):
    kent = Directorate.objects.get(name="East Kent")
    tree = fromstring(sam.get(PAGE).content.decode())
    (link,) = [a for a in tree.cssselect(".portal-views a") if "My directorate" in a.text]
    assert link.get("href") == f"?place=directorate-{kent.pk}"


@pytest.mark.parametrize("page", [PAGE, DIRECTORATES, f"{PAGE}picture.svg", f"{PAGE}numbers.csv"])
def test_the_trusts_own_onion_is_not_for_co_creators_or_visitors(as_person, client, page):
    assert as_person("amina").get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_all_directorates_stand_side_by_side(sam):
    an_activity(services=["Canterbury"])
    tree = fromstring(sam.get(DIRECTORATES).content.decode())
    cards = {
        section.cssselect("h2")[0].text_content(): section.cssselect("p")[0].text_content()
        for section in tree.cssselect(".portal-onions__one")
    }
    assert cards == {"Acute": "0 happened, 0 planned", "East Kent": "1 happened, 0 planned"}


# --- The public page -------------------------------------------------------------------


def test_everyone_sees_what_happened_and_no_plans(client):
    an_activity("Open day", "engage")
    an_activity("Secret plan", "engage", status="planned")
    an_activity("Recovery college", "co-create", is_standing=True)
    page = client.get(PUBLIC)
    text = page.content.decode()
    assert rows(page)["Engage"] == ["1", "0", "Open day"]
    assert rows(page)["Co-create"][2] == "Recovery college"
    assert "Secret plan" not in text
    assert "planned" not in text.lower().replace("portal", "")
    assert "/activities/?" not in text


def test_what_is_not_meant_for_the_public_counts_but_is_not_named(client):
    an_activity("Ward safety review", "engage", is_public=False)
    page = client.get(PUBLIC)
    assert rows(page)["Engage"][0] == "1"
    assert "Ward safety review" not in page.content.decode()
    for file in ("picture.svg", "numbers.csv"):
        assert b"Ward safety" not in client.get(PUBLIC + file).content


def test_the_public_cannot_ask_for_a_part_of_the_trust(client):
    an_activity(services=["Canterbury"])
    kent = Directorate.objects.get(name="East Kent")
    page = client.get(f"{PUBLIC}?place=directorate-{kent.pk}").content.decode()
    assert "East Kent" not in page


def test_public_downloads_hold_no_plans(client):
    an_activity("Secret plan", "engage", status="planned")
    assert b"planned" not in client.get(f"{PUBLIC}numbers.csv").content
    assert b"lanned" not in client.get(f"{PUBLIC}picture.svg").content


# --- Files -----------------------------------------------------------------------------


def test_the_picture_as_a_file_stands_alone(sam):
    an_activity("Recovery college", "co-create", is_standing=True)
    response = sam.get(f"{PAGE}picture.svg?period=all")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == (
        'attachment; filename="onion-the-whole-trust-2026-11-22.svg"'
    )
    tree = etree.fromstring(response.content)
    assert tree.find("{http://www.w3.org/2000/svg}title").text == (
        "Engagement onion: The whole trust, all time"
    )
    assert not tree.findall(".//{http://www.w3.org/2000/svg}a")


def test_the_numbers_as_a_file(sam):
    an_activity(level="engage", services=["Canterbury"])
    Directorate.objects.filter(name="East Kent").update(name="=cmd|' /C calc'!A0")
    kent = Directorate.objects.get(name__startswith="=cmd")
    response = sam.get(f"{PAGE}numbers.csv?place=directorate-{kent.pk}&ladder=onion-2020")
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    band = [line for line in lines if line["Ring known"] == "no"]
    assert [(line["State"], line["Activities"]) for line in band] == [
        ("happened", "1"),
        ("planned", "0"),
    ]
    assert all(line["Where"].startswith("'=cmd") for line in lines)
    assert len(lines) == 14


# --- Cost ------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_how_much_is_logged(sam):
    most = {PAGE: 8, f"{PAGE}?ladder=onion-2020&period=all": 8, DIRECTORATES: 6}
    found: dict[str, list[int]] = {page: [] for page in most}
    for count in (1, 24, 75, 1_900):
        many(count)
        for page, counts in found.items():
            sam.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert sam.get(page).status_code == 200
            counts.append(len(queries))
    for page, counts in found.items():
        assert len(set(counts)) == 1, page
        assert counts[0] <= most[page], page
    assert Activity.objects.count() == 2_000


def test_the_public_page_takes_three_queries(client):
    many(3)
    with CaptureQueriesContext(connection) as queries:
        client.get(PUBLIC)
    assert len(queries) <= 3
