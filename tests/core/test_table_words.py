"""The list helper: what stands on the screen, and that no text becomes mark-up."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from core.tables import Column, Table, Tag, list_page
from tests.core.lists import fill, html_of, open_page


def test_nothing_yet_differs_from_nothing_matches(places):
    empty = html_of(open_page())
    assert "No directorates yet." in empty.text_content()
    assert empty.cssselect('a[href="/d/add/"]')[0].text == "Add a directorate"
    fill(3)
    unmatched = html_of(open_page("?q=nowhere"))
    assert "Nothing matches" in unmatched.text_content()
    assert unmatched.cssselect(".portal-empty a")[0].get("href") == "/d/"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (1, "Showing 1 of 1 directorates"),
        (20, "Showing all 20 directorates"),
        (60, "Showing 25 of 60 directorates"),
    ],
)
def test_the_list_says_how_much_it_shows(places, rows, said):
    fill(rows)
    assert open_page().showing == said


def test_nobody_counts_past_ten_thousand(places):
    fill(10_001)
    page = open_page()
    assert page.showing == "Showing 25 of more than 10,000 directorates"


def test_with_filters_nobody_counts_past_one_thousand(places):
    fill(1_001)
    page = open_page("?q=place")
    assert page.showing == "Showing 25 of more than 1,000 directorates"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7|add:7 }}",
    "javascript:alert(1)",
    "\u202egnihton",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(places, text):
    places.objects.create(name=text, old_name=text)
    page = html_of(open_page(f"?q={text[:3]}"))
    assert page.cssselect("tbody th a")[0].text == text
    assert page.cssselect("tbody td")[2].xpath("text()") == [text]
    assert not page.cssselect("script, img")
    assert not re.search(r"\son\w+=", "".join(str(node.attrib) for node in page.iter()))


def test_a_link_to_a_script_is_shown_as_text(places):
    table = Table(
        name="x",
        caption="X",
        columns=(Column("n", "N", "name", cell=lambda n: (n, "javascript:alert(1)"), sort="name"),),
        order="n",
        empty="",
    )
    fill(1)
    page = list_page(RequestFactory().get("/d/"), table, places.objects.all())
    assert "javascript" not in page.table_html
    assert "Place 00000" in page.table_html


def test_cells_read_as_people_write(places):
    table = Table(
        name="x",
        caption="X",
        columns=(
            Column("name", "Name", "name", sort="name"),
            Column("day", "Day", "valid_from"),
            Column("count", "Count", "version", numeric=True),
            Column("state", "State", "old_name", cell=lambda old: Tag(old, "green")),
            Column("until", "Until", "valid_to", empty="Not known"),
        ),
        order="name",
        empty="",
    )
    places.objects.create(name="A", valid_from=date(2026, 5, 5), version=1234, old_name="Open")
    page = html_of(list_page(RequestFactory().get("/d/"), table, places.objects.all()))
    said = [
        td.xpath("string(text())") or td.cssselect("strong")[0].text
        for td in page.cssselect("tbody td")
    ]
    assert said == ["5 May 2026", "1,234", "Open", "Not known"]
    assert (
        page.cssselect("tbody td")[1].get("class") == "nhsuk-table__cell nhsuk-table__cell--numeric"
    )
    # On a phone each cell carries its heading.
    assert page.cssselect("tbody td")[0].cssselect(".nhsuk-table__heading")[0].text == "Day "


def test_a_download_needs_leave(places):
    fill(1)
    with pytest.raises(PermissionDenied):
        open_page("?download=csv", may_download=False)
    page = open_page(may_download=False)
    assert "Download" not in html_of(page).text_content()
