"""Joining pages in Easy Read and other languages."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from community.forms.joining import STEPS
from community.models import PagePicture, PageText
from community.selectors.page_texts import parts_of
from core.files.selectors import BEING_CHECKED
from core.markdown import as_html
from core.models import StoredFile
from tests.community.test_joining import begun
from tests.conftest import PortalClient

URDU = {"page": "start", "language": "اردو", "code": "ur", "title": "شامل ہوں", "body": "خوش آمدید"}


@pytest.fixture(autouse=True)
def _db(db):
    """All of these need the database."""


def written(client, **given) -> PageText:
    sent = client.send("/community/texts/add/", {**URDU, **given})
    assert sent.status_code == 302, sent.content.decode()
    return PageText.objects.latest("pk")


def shown(client, text: PageText, **given) -> None:
    form = {"version": text.version, "title": text.title, "body": text.body, "is_shown": "on"}
    assert client.send(f"/community/texts/{text.pk}/", {**form, **given}).status_code == 302


def test_a_translation_is_offered_once_it_is_shown(as_person):
    ivy, visitor = as_person("ivy"), PortalClient()
    text = written(ivy)
    assert "اردو" not in visitor.get("/join/").content.decode()
    assert visitor.get(f"/join/text/{text.pk}/").status_code == 404
    shown(ivy, text)
    assert 'lang="ur"' in visitor.get("/join/").content.decode()
    page = visitor.get(f"/join/text/{text.pk}/").content.decode()
    assert "شامل ہوں" in page
    assert "خوش آمدید" in page


@pytest.mark.parametrize("page", [*STEPS, "check"])
def test_each_question_can_be_read_in_other_words(as_person, page):
    ivy, grace = as_person("ivy"), begun()
    text = written(ivy, page=page)
    shown(ivy, text)
    address = reverse("join:join_check") if page == "check" else f"/join/your/{page}/"
    assert 'lang="ur"' in grace.get(address).content.decode()
    in_urdu = grace.get(f"/join/text/{text.pk}/").content.decode()
    assert f'href="{address}"' in in_urdu


def test_an_earlier_version_stays_in_the_history(as_person):
    ivy = as_person("ivy")
    text = written(ivy, body="The first words")
    shown(ivy, text, body="The second words")
    assert "The first words" in ivy.get(f"/community/texts/{text.pk}/").content.decode()
    stale = ivy.send(
        f"/community/texts/{text.pk}/", {"version": 1, "title": "Mine", "body": "Third"}
    )
    assert "changed while you had it open" in stale.content.decode()


def test_there_is_one_text_of_a_page_in_a_language(as_person):
    ivy = as_person("ivy")
    written(ivy)
    again = ivy.send("/community/texts/add/", URDU)
    assert "There is a text of this page" in again.content.decode()
    english = ivy.send("/community/texts/add/", {**URDU, "code": "en"})
    assert "The page has its own English text" in english.content.decode()


def test_a_picture_stands_where_it_is_wanted(as_person):
    ivy = as_person("ivy")
    text = written(ivy, body="Before\n\n[picture 1]\n\nAfter [picture 7]")
    out = BytesIO()
    Image.new("RGB", (20, 20), "green").save(out, "PNG")
    upload = SimpleUploadedFile("tree.png", out.getvalue())
    form = {"upload": upload, "alt": "A tree"}
    assert ivy.send(f"/community/texts/{text.pk}/pictures/add/", form).status_code == 302
    picture = PagePicture.objects.get()
    # Nobody is shown a broken picture while it is checked, and the team is told why.
    StoredFile.objects.update(scan_state=StoredFile.ScanState.WAITING)
    assert [bool(part.picture) for part in parts_of(text)] == [False, False]
    assert BEING_CHECKED in ivy.get(f"/community/texts/{text.pk}/").content.decode()
    StoredFile.objects.update(scan_state=StoredFile.ScanState.CLEAN, is_cleaned=True)
    assert f'src="/join/picture/{picture.pk}/"' in (
        ivy.get(f"/community/texts/{text.pk}/").content.decode()
    )
    kinds = [bool(part.picture) for part in parts_of(text)]
    assert kinds == [False, True, False]
    visitor = PortalClient()
    assert visitor.get(f"/join/picture/{picture.pk}/").status_code == 404
    shown(ivy, text)
    assert 'alt="A tree"' in visitor.get(f"/join/text/{text.pk}/").content.decode()
    ivy.send(f"/community/texts/pictures/{picture.pk}/remove/")
    assert not PagePicture.objects.exists()


def test_the_team_sees_a_text_before_everyone_does(as_person):
    ivy = as_person("ivy")
    text = written(ivy, body="Welcome\n\n[picture 2]\n")
    path = f"/join/text/{text.pk}/"
    page = ivy.get(f"/community/texts/{text.pk}/").content.decode()
    assert "See how it will look" in page
    assert "picture 2, and there is no such picture yet" in page
    assert "Only the involvement team sees this text so far" in ivy.get(path).content.decode()
    for other in (as_person("sam"), as_person("ben"), PortalClient()):
        assert other.get(path).status_code == 404
    shown(ivy, text)
    assert "Only the involvement team" not in ivy.get(path).content.decode()


@pytest.mark.parametrize(
    ("page", "leads_on"), [("start", True), ("younger", False), ("next", False)]
)
def test_only_the_first_page_leads_on_to_joining(as_person, page, leads_on):
    ivy = as_person("ivy")
    text = written(ivy, page=page)
    shown(ivy, text)
    seen = PortalClient().get(f"/join/text/{text.pk}/").content.decode()
    assert ("Start now" in seen) is leads_on


def test_only_the_team_writes(as_person):
    assert as_person("sam").get("/community/texts/").status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/a.png)",
        '<img src=x onerror="alert(1)">',
        "<a href='data:text/html,x' onclick=x>y</a>",
    ],
)
def test_nothing_runs_or_is_fetched_from_elsewhere(text):
    html = as_html(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def test_words_lists_and_links_stay():
    html = as_html("# Big\n\n- one\n\n[call](tel:111) **now**")
    for part in ("<h2>Big</h2>", "<li>one</li>", 'href="tel:111"', "<strong>now</strong>"):
        assert part in html
