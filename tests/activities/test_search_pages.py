"""A searched list page by page: every match once, in order, whichever way it is read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from core.service import System, service
from tests.activities.test_activity_list import LIST, make
from tests.activities.test_search import learn

pytestmark = pytest.mark.django_db

NEWEST = date(2026, 9, 30)
# So many days before the newest: some on one day, and some on each side of every stretch.
BEFORE = [0, 0, 0, 1, 2, 3, 3, 4, 5, 29, 30, 30, 31, 60, 299, 300, 300, 301, 900, 2000]


@service
def grow(*, by, one: Activity) -> None:
    """Three copies of an activity for each of the days, and some that go on without a date."""
    copies = [
        Activity(
            title=f"{title} {days} days, {place} {number}",
            kind_id=one.kind_id,
            status=one.status,
            level_achieved_id=one.level_achieved_id,
            first_on=None if days is None else NEWEST - timedelta(days=days),
            last_on=None if days is None else NEWEST - timedelta(days=days),
            is_standing=days is None,
        )
        for title in ("Garden", "Crisis")
        for place, days in enumerate([*BEFORE, None, None])
        for number in range(3)
    ]
    Activity.objects.bulk_create(copies)


@pytest.fixture
def sam(as_person):
    grow(by=System("test"), one=make("Something else"))
    learn()
    return as_person("sam")


def walked(client, path: str, side: str) -> list[list[str]]:
    """The titles of each page from here on, reached as a reader would."""
    pages = []
    while path:
        page = client.get(path)
        content = page.content.decode()
        rows = page.context["page"]
        pages.append([row[rows.table.names.index("title")] for row in rows.rows])
        link = re.search(rf'href="([^"]*)" rel="{side}"', content)
        path = unescape(link[1]) if link else ""
    return pages


def in_order(row: Activity, *, falls: bool) -> tuple:
    """Where a row stands in a list by date; those without a date come last."""
    if row.span_from is None:
        return (1, 0, -row.pk if falls else row.pk)
    sign = -1 if falls else 1
    return (0, sign * row.span_from.toordinal(), sign * row.pk)


@pytest.mark.parametrize("sort", ["", "&sort=date", "&sort=logged"])
@pytest.mark.parametrize("words", ["garden+or+crisis", "gardn"])
def test_every_match_comes_once_and_in_order(sam, sort, words):
    path = f"{LIST}?q={words}{sort}"
    pages = walked(sam, path, "next")
    found = [title for page in pages for title in page]
    both = "crisis" in words
    rows = Activity.objects.filter(title__regex="^(Garden|Crisis)" if both else "^Garden")
    falls = not sort
    keys = {row.title: in_order(row, falls=falls) for row in rows}
    if sort == "&sort=logged":
        keys = {a.title: a.pk for a in rows}
    assert found == sorted(keys, key=keys.__getitem__)


@pytest.mark.parametrize("sort", ["", "&sort=date"])
def test_the_way_back_shows_the_same_pages(sam, sort):
    path = f"{LIST}?q=garden{sort}"
    forth = walked(sam, path, "next")
    last = path
    while True:
        link = re.search(r'href="([^"]*)" rel="next"', sam.get(last).content.decode())
        if not link:
            break
        last = unescape(link[1])
    back = walked(sam, last, "prev")
    assert [title for page in reversed(back) for title in page] == [t for p in forth for t in p]


def test_words_meet_other_filters(sam):
    pages = walked(sam, f"{LIST}?q=garden&level=involve&from=2026-09&to=2026-09", "next")
    found = {title for page in pages for title in page if "None" not in title}
    assert found == {
        f"Garden {days} days, {place} {number}"
        for place, days in enumerate(BEFORE)
        if days < 30
        for number in range(3)
    }


@pytest.mark.parametrize("words", ["garden", "gardn", "garden or crisis", "the garden 30"])
def test_a_searched_list_costs_one_statement_more(sam, words):
    sam.get(LIST)
    with CaptureQueriesContext(connection) as plain:
        sam.get(LIST)
    with CaptureQueriesContext(connection) as searched:
        sam.get(LIST, {"q": words})
    assert len(searched) == len(plain) + 1


# One word alone is known to be in so many; two words have to be gathered to know.
@pytest.mark.parametrize("words", ["days", "garden+or+crisis"])
@pytest.mark.parametrize("most", [5, 1000])
@pytest.mark.parametrize("sort", ["", "&sort=date"])
def test_many_matches_and_few_are_read_alike(sam, sort, most, words, monkeypatch):
    monkeypatch.setattr("core.tables.pages.COUNTED_WITH_FILTERS", most)
    pages = walked(sam, f"{LIST}?q={words}{sort}", "next")
    rows = Activity.objects.filter(title__contains=" days, ")
    keys = {row.title: in_order(row, falls=not sort) for row in rows}
    assert [title for page in pages for title in page] == sorted(keys, key=keys.__getitem__)
    said = "of more than 5 activities" if most == 5 else f"of {len(keys)} activities"
    assert said in sam.get(f"{LIST}?q={words}{sort}").content.decode()
