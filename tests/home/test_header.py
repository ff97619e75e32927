"""The header: at most seven pages, those of the person's roles, the current one marked."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from lxml import html

from home.context import HEADER, VISITOR, navigation, pages_for
from users.permissions import Role


def _header(page) -> list[str]:
    tree = html.fromstring(page.content)
    return [
        link.text_content().strip() for link in tree.cssselect(".nhsuk-header__navigation-list a")
    ]


@pytest.mark.parametrize(
    "page", sorted({p for pages in HEADER.values() for p in pages} | set(VISITOR), key=str)
)
def test_every_page_of_the_header_exists(page):
    assert page.href.startswith("/")


@pytest.mark.parametrize(
    ("person", "first"),
    [
        ("sam", "Log activity"),
        ("ivy", "Log activity"),
        ("ada", "Organisation"),
        ("stella", "Onion"),
        ("cal", "Claims"),
        ("fin", "Payments"),
        ("amina", "My involvement"),
    ],
)
def test_each_role_sees_its_own_pages_first_and_may_open_all(as_person, person, first):
    client = as_person(person)
    start = client.get(reverse("home:start"), follow=True)
    words = _header(start)
    assert words[0] == first
    assert len(words) <= 7
    tree = html.fromstring(start.content)
    for link in tree.cssselect(".nhsuk-header__navigation-list a"):
        assert client.get(link.get("href")).status_code == 200, link.get("href")


def test_a_visitor_can_look_round_join_and_sign_in(client, db):
    assert _header(client.get("/")) == ["Take part", "Join", "Sign in", "The onion"]


def test_several_roles_share_seven_places(as_person, cast):
    pages = [p.text for p in pages_for([Role.STAFF, Role.ADMINISTRATOR])]
    assert pages[:4] == ["Log activity", "Organisation", "Activities", "Accounts"]
    assert len(_header(as_person("ivy").get("/"))) == 7
    everything = as_person("ivy").get("/").content.decode()
    for page in pages_for(cast.ivy.roles):
        assert f'href="{page.href}"' in everything


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/activities/", "Activities"),
        ("/activities/12/", "Activities"),
        ("/activities/log/", "Log activity"),
        ("/organisation/words/themes/", "Organisation"),
        ("/accessibility/", None),
    ],
)
def test_the_page_one_is_in_is_marked(cast, path, current):
    request = RequestFactory().get(path)
    request.user = cast.sam
    marked = [item["text"] for item in navigation(request)["navigation"] if item["current"]]
    assert marked == ([current] if current else [])


def test_the_header_costs_no_query(cast, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = cast.ivy
    with django_assert_num_queries(0):
        navigation(request)


def test_a_signed_in_person_can_sign_out_from_the_header(as_person):
    page = as_person("sam").get("/").content.decode()
    assert re.search(r'action="[^"]*logout[^"]*" method="post"', page)
