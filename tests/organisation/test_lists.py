"""Every list of the organisation and community pages: same queries for 1, 25 and 100 rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from community.models import Partner
from core.service import System, service
from organisation.models import Area, Directorate, Post, Service, Theme, Venue
from organisation.urls import urlpatterns


@service
def _grow(*, by, start, end, person):
    """One more of everything for each number."""
    for n in range(start, end):
        directorate = Directorate.objects.create(name=f"Directorate {n}")
        Service.objects.create(directorate=directorate, name=f"Team {n}", cost_centre=f"CC{n:03d}")
        area = Area.objects.create(name=f"Town {n}")
        Venue.objects.create(name=f"Hall {n}", area=area)
        Theme.objects.create(label=f"Theme {n}", position=100 + n)
        Partner.objects.create(name=f"Charity {n}")
        day = date(2020, 1, 1) + timedelta(days=n)
        Post.objects.create(person=person, directorate=directorate, valid_from=day)


LISTS = [
    ("organisation:directorate_list", []),
    ("organisation:service_list", []),
    ("organisation:post_list", []),
    ("organisation:venue_list", []),
    ("organisation:area_list", []),
    ("organisation:word_list", ["themes"]),
]


def _counted(client, address) -> int:
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address, {"per_page": "100"})
    assert page.status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("person", "name", "args"),
    [("ada", *each) for each in LISTS] + [("sam", "community:partner_list", [])],
)
def test_a_list_asks_the_same_of_the_database_however_long(as_person, cast, person, name, args):
    client, address = as_person(person), reverse(name, args=args)
    counts = []
    for start, end in ((0, 1), (1, 25), (25, 100)):
        _grow(by=System("tests"), start=start, end=end, person=cast.olu)
        counts.append(_counted(client, address))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 6


def test_a_directorate_page_does_not_grow_with_its_services_and_posts(as_person, cast):
    acute = Directorate.objects.get(name="Acute")
    client, address = as_person("ada"), reverse("organisation:directorate_detail", args=[acute.pk])
    counts = []
    for start, end in ((0, 1), (1, 25), (25, 100)):
        _fill(by=System("tests"), acute=acute, start=start, end=end, person=cast.olu)
        counts.append(_counted(client, address))
    assert counts[0] == counts[1] == counts[2]


@service
def _fill(*, by, acute, start, end, person):
    for n in range(start, end):
        team = Service.objects.create(directorate=acute, name=f"Team {n}")
        Post.objects.create(person=person, service=team)


@pytest.mark.parametrize("name", ["directorate_list", "service_list", "post_list", "venue_list"])
@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "directorate=abc",
        "name=%00",
        "name=" + "x" * 5000,
        "after=x~y",
        "sort=--id",
        "is_in_use=7",
    ],
)
def test_a_hostile_address_still_gives_a_page(as_person, name, query):
    page = as_person("ada").get(reverse(f"organisation:{name}") + f"?{query}")
    assert page.status_code == 200
    assert "\x00" not in page.content.decode()


def test_open_and_closed_parts_can_be_told_apart(as_person, cast):
    _close(by=System("tests"))
    page = as_person("sam").get(reverse("organisation:directorate_list"), {"state": "closed"})
    words = page.content.decode()
    assert "Old part" in words
    assert ">Acute<" not in words
    page = as_person("sam").get(reverse("organisation:directorate_list"), {"state": "open"})
    assert "Old part" not in page.content.decode()


@service
def _close(*, by):
    Directorate.objects.create(name="Old part", valid_to=date(2024, 4, 1))


def test_a_list_can_be_downloaded_without_formulas(as_person, cast):
    _formula(by=System("tests"))
    file = as_person("sam").get(reverse("community:partner_list"), {"download": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "'=cmd()" in text


@service
def _formula(*, by):
    Partner.objects.create(name="=cmd()")


PAGES = [each for each in urlpatterns if isinstance(each, URLPattern)]


@pytest.mark.parametrize("pattern", PAGES, ids=lambda p: p.name)
def test_what_is_not_there_is_not_found(as_person, pattern):
    if "pk" not in pattern.pattern.converters:
        return
    numbers = {"pk": 99_999_999_999_999_999_999}
    if "name" in pattern.pattern.converters:
        numbers["name"] = "themes"
    if "version" in pattern.pattern.converters:
        numbers["version"] = 1
    address = reverse(f"organisation:{pattern.name}", kwargs=numbers)
    assert as_person("ada").get(address).status_code == 404
