"""What a list does with an address it cannot use whole: it says so, and never passes it over."""

from __future__ import annotations

import html
import re

import pytest
from django.test import RequestFactory

from core.tables import list_page
from organisation.models import Directorate, Post, Service
from tests.core.test_tables import PLACES, fill, html_of, open_page


@pytest.fixture(autouse=True)
def places(db):
    """Directorates, none of them yet."""
    for model in (Post, Service, Directorate):
        model.objects.all().delete()


def said(page) -> str:
    """What the page says of the parts of the address that it could not use."""
    (box,) = html_of(page).cssselect(".nhsuk-inset-text")
    return re.sub(r"\s+", " ", html.unescape(box.text_content())).strip()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("old=Green", "Team: Green. Choose one from the list."),
        ("teams=Green&teams=Red", "Teams: Green, Red. Choose one from the list."),
        ("version=many", "Changes: many. Enter a number."),
        ("colour=blue", "colour: blue. This list has no such filter."),
        ("Q=Place", "Q: Place. This list has no such filter."),
    ],
)
def test_a_filter_that_cannot_be_used_is_named(query, named):
    fill(3)
    page = open_page(f"?{query}")
    words = said(page)
    assert f"We could not use the filter {named}".casefold() in words.casefold()
    assert "The list is shown without it." in words
    assert len(page.rows) == 3


def test_what_can_be_used_is_used_all_the_same():
    fill(20)
    page = open_page("?q=Place+0001&colour=blue&old=Green")
    assert said(page).count("We could not use the filter") == 2
    assert 0 < len(page.rows) < 20
    assert "colour" not in page.address.to()


def test_a_list_without_filters_names_what_it_was_asked_for():
    request = RequestFactory().get("/d/?level=involve")
    page = list_page(request, PLACES, Directorate.objects.all())
    assert "level: involve. This list has no such filter." in said(page)


def test_long_and_hostile_values_stay_short_and_harmless():
    page = open_page(f"?colour=%3Cscript%3E{'x' * 300}&%3Cb%3E=%00")
    words = said(page)
    assert "<script>xxx" in words
    assert "x" * 61 not in words
    assert not html_of(page).cssselect(".nhsuk-inset-text script, .nhsuk-inset-text b")


@pytest.mark.parametrize("query", ["colour=blue", "old=Green"])
def test_no_file_is_made_of_rows_that_nobody_asked_for(query):
    """The page, which says why, instead of a file that could not."""
    fill(3)
    page = open_page(f"?download=csv&{query}")
    assert page.response is None
    assert "We could not use the filter" in said(page)


def test_nothing_is_said_where_all_is_used():
    fill(3)
    assert not html_of(open_page("?q=Place&sort=name&per_page=50")).cssselect(".nhsuk-inset-text")
