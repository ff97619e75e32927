"""The list helper: pages, order, filters and addresses."""

from html import unescape

import django_filters
import pytest
from django.db import connection
from django.db.models import F
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.tables import Column, RowAddress, Table, list_page
from organisation.models import Directorate
from tests.core.lists import PLACES, fill, html_of, keys, open_page, query_of

# --- Pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sort",
    ["name", "-name", "valid_from", "-valid_from", "version", "-version", "number", "-number"],
)
def test_paging_shows_every_row_once_in_order_and_the_same_way_back(places, sort):
    fill(230)
    falls = sort.startswith("-")
    name = {"number": "pk"}.get(sort.lstrip("-"), sort.lstrip("-"))
    by = F(name).desc(nulls_last=True) if falls else F(name).asc(nulls_last=True)
    expected = list(
        places.objects.order_by(by, "-pk" if falls else "pk").values_list("pk", flat=True)
    )

    pages = [open_page(f"?sort={sort}")]
    while pages[-1].following:
        pages.append(open_page(query_of(pages[-1].following)))
    assert [key for page in pages for key in keys(page)] == expected
    assert pages[0].previous == ""

    page = pages[-1]
    for earlier in reversed(pages[:-1]):
        page = open_page(query_of(page.previous))
        assert keys(page) == keys(earlier)
    assert page.previous == ""


def test_a_deep_page_starts_beside_a_row_and_skips_nothing_over(places):
    fill(120)
    second = open_page("?sort=name&per_page=50").following
    with CaptureQueriesContext(connection) as queries:
        open_page(query_of(second))
    assert not any("OFFSET" in query["sql"] for query in queries)


@pytest.mark.parametrize("count", [1, 25, 100])
def test_the_number_of_queries_does_not_grow_with_the_rows(places, count):
    fill(count)
    with CaptureQueriesContext(connection) as queries:
        page = html_of(open_page("?per_page=100"))
    assert len(page.cssselect("tbody tr")) == count
    # Rows, count, and the one option list that is read from the database.
    assert len(queries) == 3


def test_rows_added_meanwhile_neither_repeat_nor_hide_others(places):
    fill(60)
    first = open_page("?sort=name")
    places.objects.create(name="AAA at the very start")
    second = open_page(query_of(first.following))
    assert not set(keys(first)) & set(keys(second))
    assert len(keys(second)) == 25


@pytest.mark.parametrize(
    "place",
    [
        "x",
        "1",
        "-1~a",
        "1~2024-02-31",
        "1~2024-1-1",
        "1~%00",
        "~",
        "%EF%BC%91~2024-01-01",
        "9" * 5000,
        "1~2024-01-01%20OR%201=1",
        "99999999999999999999~2024-01-01",
        " 1~2024-01-01",
        "1~~2024-01-01",
    ],
)
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_place_nobody_wrote_shows_the_first_page_and_says_so(places, place, side):
    fill(30)
    page = open_page(f"?sort=valid_from&{side}={place}")
    if place == "1":
        assert keys(page)  # a real place: the row without a date
    else:
        assert keys(page) == keys(open_page("?sort=valid_from"))
        assert "first page" in page.message


def test_a_place_past_the_end_shows_the_first_page_and_says_so(places):
    fill(3)
    page = open_page("?sort=name&after=1~zzz")
    assert len(page.rows) == 3
    assert "empty now" in page.message


# --- Order ------------------------------------------------------------------------------


def test_headings_link_to_the_other_order_and_say_which_is_in_force(places):
    fill(3)
    page = html_of(open_page("?sort=name"))
    headings = {th.text_content().strip(): th for th in page.cssselect("thead th")}
    assert headings["Name"].get("aria-sort") == "ascending"
    assert headings["From"].get("aria-sort") is None
    assert headings["Name"].cssselect("a")[0].get("href") == "/d/?sort=-name"
    # The usual order needs no words in the address.
    assert headings["From"].cssselect("a")[0].get("href") == "/d/?sort=valid_from"
    assert not headings["Older name"].cssselect("a")


@pytest.mark.parametrize(
    "sort", ["old_name", "pk", "password", "--name", "-", "name__length", "%00"]
)
def test_nothing_but_the_offered_columns_sorts_a_list(places, sort):
    fill(3)
    page = open_page(f"?sort={sort}")
    assert page.sort == PLACES.order
    assert "cannot be sorted" in page.message


def test_the_order_can_be_chosen_without_the_headings(places):
    """On a phone the table shows no headings."""
    fill(1)
    choices = html_of(open_page()).cssselect("select[name=sort] option")
    assert [option.text for option in choices] == [
        "Name (A to Z)",
        "Name (Z to A)",
        "From (oldest first)",
        "From (newest first)",
        "Changes (lowest first)",
        "Changes (highest first)",
        "Number (lowest first)",
        "Number (highest first)",
    ]
    assert [option.get("value") for option in choices if option.get("selected") is not None] == [""]


def test_a_table_must_start_in_an_order_it_offers():
    with pytest.raises(ValueError, match="no sortable column"):
        Table(name="x", caption="X", columns=(Column("a", "A", "a"),), order="a", empty="")


# --- Filters and addresses --------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("q=%00", "q", "Null characters"),
        (f"q={'x' * 10_000}", "q", "200 characters"),
        ("version=many", "version", "Enter a number"),
        ("version=NaN", "version", "Enter a number"),
        ("version=1e999999", "version", ""),
        ("since=2024-13-45", "since", "Enter a date like"),
        ("old=Green", "old", "Choose one from the list"),
        (f"old={'z' * 10_000}", "old", "Choose one from the list"),
        ("teams=Green&teams=Red", "teams", "Choose one from the list"),
        ("after_this=0", "after_this", "Choose one from the list"),
        ("after_this=%00", "after_this", ""),
        ("after_this=9999999999999999999999999999", "after_this", "Choose one from the list"),
    ],
)
def test_a_filter_that_cannot_be_right_gets_a_message_and_filters_nothing(
    places, query, field, said
):
    fill(5)
    page = open_page(f"?{query}")
    assert len(page.rows) == 5
    shown = html_of(page)
    control = shown.cssselect(f"[name={field}]")[0]
    fault = shown.get_element_by_id(f"id_{field}-error")
    assert said in fault.text_content()
    described = control.get("aria-describedby") or control.xpath("ancestor::fieldset")[0].get(
        "aria-describedby"
    )
    assert f"id_{field}-error" in described
    assert shown.cssselect("details")[0].get("open") is not None
    assert page.has_errors


def test_only_set_filters_stay_in_the_address(places):
    answer = open_page("?q=&version=&since=2024-01-03&sort=&per_page=").response
    assert (answer.status_code, answer["Location"]) == (302, "/d/?since=2024-01-03")


def test_each_filter_in_force_is_shown_and_can_be_taken_away(places):
    fill(20)
    page = html_of(open_page("?q=Place&since=2024-01-02&teams=Red&teams=Blue&sort=name"))
    tags = {
        unescape(a.text_content()).strip(" ×"): a.get("href")
        for a in page.cssselect("a.portal-filter-tag")
    }
    rest = "&teams=Red&teams=Blue&sort=name"
    assert tags == {
        "Remove Search: Place": f"/d/?since=2024-01-02{rest}",
        "Remove Since: 2 Jan 2024": f"/d/?q=Place{rest}",
        "Remove Teams: Red team": "/d/?q=Place&since=2024-01-02&teams=Blue&sort=name",
        "Remove Teams: Blue team": "/d/?q=Place&since=2024-01-02&teams=Red&sort=name",
    }


def test_choices_say_any_when_nothing_is_chosen(places):
    fill(2)
    page = html_of(open_page("?is_open=true&old=Red"))
    options = [o.text for o in page.cssselect("select[name=is_open] option")]
    assert options == ["Any", "Yes", "No"]
    teams = [o.text for o in page.cssselect("select[name=old] option")]
    assert teams == ["Any", "Red team", "Blue team"]
    assert page.cssselect("select[name=is_open] option[selected]")[0].text == "Yes"
    tags = [unescape(a.text_content()) for a in page.cssselect("a.portal-filter-tag")]
    assert "Remove Still open: Yes ×" in tags


def test_the_search_box_is_open_and_the_other_filters_are_folded_until_used(places):
    fill(2)
    closed = html_of(open_page("?q=Place"))
    assert closed.cssselect("details")[0].get("open") is None
    assert not closed.cssselect("details [name=q]")
    assert closed.cssselect("form [name=q]")[0].get("value") == "Place"
    assert html_of(open_page("?old=Red")).cssselect("details")[0].get("open") is not None


def test_paging_and_sorting_keep_the_filters(places):
    fill(100)
    page = open_page("?q=Place&per_page=50&utm=x")
    assert page.following.startswith("/d/?q=Place&per_page=50&after=")
    assert "utm" not in page.following


def test_a_filter_may_not_take_a_name_of_the_list(db):
    class Clash(django_filters.FilterSet):
        sort = django_filters.CharFilter()

    with pytest.raises(ValueError, match="sort is a name of the list"):
        list_page(RequestFactory().get("/d/"), PLACES, Directorate.objects.all(), Clash)


def test_options_that_come_from_a_query_are_read_once(places):
    read = []

    def options():
        read.append(1)
        return [("Red", "Red team")]

    class Asking(django_filters.FilterSet):
        old = django_filters.ChoiceFilter(field_name="old_name", choices=options, label="Team")

    fill(4)
    request = RequestFactory().get("/d/?old=Red")
    page = list_page(request, PLACES, places.objects.all(), Asking)
    assert "Team: Red team" in html_of(page).text_content()
    assert len(read) == 1


def test_the_address_of_a_row_is_the_address_of_its_page():
    page = RowAddress("organisation:directorate_detail")
    assert [page(1), page(23)] == [
        reverse("organisation:directorate_detail", args=[number]) for number in (1, 23)
    ]
