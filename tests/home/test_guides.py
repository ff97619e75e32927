"""The guides as pages: all of them, with their pictures and links."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.html import escape

from home.guides import FOLDER, FOR_EVERYBODY, FOR_STAFF, guide


def read(client, key: str) -> str:
    return client.get(reverse("home:guide_detail", args=[key])).content.decode()


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_every_guide_that_is_written_is_listed(client, db):
    written = {path.stem for path in FOLDER.glob("*.md")}
    assert written == {*FOR_EVERYBODY, *FOR_STAFF}
    page = client.get(reverse("home:guide_index")).content.decode()
    for key in written:
        assert f'href="{reverse("home:guide_detail", args=[key])}"' in page
    assert page.index("Join, take a break, leave") < page.index("For staff")


@pytest.mark.parametrize("key", [*FOR_EVERYBODY, *FOR_STAFF])
def test_a_guide_reads_as_a_page(client, db, key):
    shown = main_of(read(client, key))
    assert shown.count("<h1") == 1
    assert escape(guide(key).title) in shown
    # Nothing of the way it is written down is left, and no link leads nowhere.
    assert "](" not in shown
    assert 'href=""' not in shown
    assert ".md" not in "".join(re.findall(r'href="([^"]*)"', shown))


@pytest.mark.parametrize("key", [*FOR_EVERYBODY, *FOR_STAFF])
def test_links_and_pictures_of_a_guide_are_there(client, db, key):
    shown = main_of(read(client, key))
    for address in re.findall(r'href="(/[^"#]*)', shown):
        assert client.get(address).status_code == 200, address
    for picture, words in re.findall(r'src="([^"]*)" alt="([^"]*)"', shown):
        assert words
        assert finders.find(picture.removeprefix(settings.STATIC_URL)), picture


def test_a_table_of_a_guide_scrolls_by_itself_and_names_its_columns(client, db):
    shown = main_of(read(client, "organisation"))
    assert shown.index('aria-label="Table 1"') < shown.index("<table")
    for key in (*FOR_EVERYBODY, *FOR_STAFF):
        assert not re.search(r"<th[^>]*>\s*</th>", main_of(read(client, key))), key


def test_a_guide_that_is_none_is_not_found(client, db):
    for key in ("secrets", "operations", "index"):
        assert client.get(reverse("home:guide_detail", args=[key])).status_code == 404


def test_the_guides_stand_in_the_foot_of_each_page(client, db):
    shown = client.get(reverse("home:privacy")).content.decode()
    assert reverse("home:guide_index") in shown[shown.index("<footer") :]
