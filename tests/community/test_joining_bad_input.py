"""What people type, paste, press twice and leave lying: joining and entering keep their heads."""

from __future__ import annotations

import html
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from community.forms.entries import ENTRY_PAGES, entry_form
from community.forms.joining import STEPS
from community.models import Joining, Person
from community.models.need_words import Category
from community.selectors.joining import offered
from tests.community.test_entries import answer as entry_answer
from tests.community.test_entries import begun as entry_begun
from tests.community.test_joining import answer, begun
from tests.conftest import PortalClient
from tests.users.people import own_caches
from tests.users.post import letters

# Kind of slip or malice, and what is sent.
TYPED = {
    "over-long": "x" * 30_000,
    "over-long in many lines": "line\r\n" * 3_000,
    "control characters": "a\x00\x07\x1b[2Jb\x7f",
    "right-to-left marks": "\u202eevil\u2066\u200f",
    "emoji": "👩🏽‍🦽🎉",
    "Tamil": "அன்பு",
    "Arabic": "نور الهدى",
    "Chinese": "小明",
    "one word": "Madonna",
    "apostrophes": "D’Arcy O'Neill",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% debug %}",
    "a statement": "'; DROP TABLE community_person; --",
    "spaces": " \t\u00a0\u200b ",
    "no such choice": "no_such_choice",
    "a huge number": "9" * 60,
    "below nothing": "-1",
    "not a number": "NaN",
    "a path": "../../etc/passwd",
}
UNREADABLE = ("\x00", "\x07", "\x1b", "\u202e", "\u2066")
# What a page asks by itself, so that the field alone is at fault.
BESIDE = {
    "name": {"name": "Grace"},
    "who": {"name": "Grace"},
    "contact": {"is_post_wanted": "on", "address": "1 High Street"},
    "language": {"language_choice": "other", "language": "Igbo"},
    "reach": {"is_post_wanted": "on", "address": "1 High Street", "language_choice": "other"},
    "needs": {"needs_format": "format_large_print", "detail_format_large_print": "18 point"},
}


# Where words can be written, page by page.
WRITTEN = {
    "name": ["name", "shown_name"],
    "place": ["postcode"],
    "contact": ["phone", "address"],
    "language": ["language"],
    "interests": ["brings"],
    "needs": ["detail_format_large_print"],
}
WRITTEN_FOR_THEM = {
    "who": ["name", "shown_name"],
    "reach": ["phone", "email", "address", "postcode", "language"],
    "doing": ["brings"],
    "needs": ["detail_format_large_print"],
}


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def filled(form, page: str) -> list[dict[str, str]]:
    """What is sent to a page for each of its fields, but for what is typed in `%s`."""
    reachable = {"email": "x@home.example", "phone": "1", "is_post_wanted": True}
    found = []
    for field in form(answers=reachable, lists=offered()).fields:
        given = {**BESIDE.get(page, {}), field: "%s"}
        if field.startswith("detail_"):
            code = field.removeprefix("detail_")
            given |= {f"needs_{group}": code for group in Category}
        if field.startswith("said_on"):
            given = {f"{field}_{part}": "%s" for part in ("day", "month", "year")}
        found.append(given)
    return found


@pytest.mark.parametrize("kind", TYPED)
def test_every_question_keeps_or_refuses_in_words_whatever_is_typed(kind):
    lists, typed = offered(), TYPED[kind]
    pages = [*STEPS.items(), *((page, entry_form(page, "paper")) for page in ENTRY_PAGES)]
    answers = {"email": "x@home.example", "phone": "1", "is_post_wanted": True}
    for page, form in pages:
        for given in filled(form, page):
            sent = {name: typed if value == "%s" else value for name, value in given.items()}
            tried = form(QueryDict(urlencode(sent), mutable=True), answers=answers, lists=lists)
            if tried.is_valid():
                said = json.dumps(tried.kept(), ensure_ascii=False)
                assert not any(mark in said for mark in UNREADABLE), (page, given)
                assert len(said) < 10_000, (page, given)
            else:
                assert all(str(fault).strip() for fault in tried.errors.values()), (page, given)


@pytest.mark.parametrize("kind", TYPED)
def test_whatever_is_typed_is_shown_again_without_harm(as_person, kind):
    grace, sam, typed = begun(), as_person("sam"), TYPED[kind]
    start = entry_begun(sam, "paper")
    for client, way, check, pages in (
        (grace, "/join/your/", "/join/check/", WRITTEN),
        (sam, start, f"{start}check/", WRITTEN_FOR_THEM),
    ):
        for page, fields in pages.items():
            given = {**BESIDE.get(page, {}), **dict.fromkeys(fields, typed)}
            sent = client.send(f"{way}{page}/", {"version": 0, **given})
            seen = html.unescape(sent.content.decode())
            assert sent.status_code == 302 or "There is a problem" in seen, (page, kind)
            assert not any(mark in seen for mark in UNREADABLE), (page, kind)
            assert "<script>alert" not in sent.content.decode(), (page, kind)
        body = client.get(check).content.decode()
        assert "<script>alert" not in body
        assert not any(mark in html.unescape(body) for mark in UNREADABLE)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/join/email/", "email"),
        ("/join/mine/", "number"),
        ("/join/mine/", "code"),
        ("/join/mine/", "email"),
    ],
)
@pytest.mark.parametrize("kind", TYPED)
def test_pages_before_joining_take_anything(path, field, kind):
    given = {"number": "1", "code": "ABCDEFGH", "email": "grace@home.example", field: TYPED[kind]}
    sent = PortalClient().send(path, given)
    assert sent.status_code in (200, 302)
    if sent.status_code == 200:
        assert "There is a problem" in sent.content.decode()


@pytest.mark.parametrize("kind", TYPED)
def test_staff_find_and_print_forms_with_anything(as_person, kind):
    sam = as_person("sam")
    found = sam.get("/community/paper/find/", {"reference": TYPED[kind]})
    assert found.status_code == 200
    made = sam.send(
        "/community/paper/add/", {"size": "a4", "count": TYPED[kind], "note": TYPED[kind]}
    )
    assert "There is a problem" in made.content.decode()


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2026"),
        ("0", "1", "2026"),
        ("1", "13", "2026"),
        ("1", "1", "99999"),
        ("1", "1", "1066"),
        ("1", "1", ""),
        ("٣", "١", "٢٠٩٩"),
        ("1", "1", "2099"),
        ("soon", "", ""),
    ],
)
def test_a_date_that_cannot_be_is_refused(as_person, day, month, year):
    sam = as_person("sam")
    start = entry_begun(sam, "paper")
    date = {"said_on_day": day, "said_on_month": month, "said_on_year": year}
    sent = sam.send(f"{start}agreed/", {"version": 0, **date})
    assert "There is a problem" in sent.content.decode()
    assert "said_on" not in Joining.objects.get().answers


@pytest.mark.parametrize("name", ["Björk", "D’Arcy O'Neill", "அன்பு", "نور", "小明", "Q", "🦽"])
def test_any_name_becomes_a_member_online_and_by_telephone(as_person, name):
    grace, sam = begun(), as_person("sam")
    answer(grace, "name", name=name, shown_name=name)
    assert grace.send("/join/check/").status_code == 302
    assert name in html.unescape(grace.get("/join/done/").content.decode())
    start = entry_begun(sam)
    entry_answer(sam, start, "who", name=name)
    done = sam.send(f"{start}check/", {"is_someone_else": "on"})
    assert name in html.unescape(sam.get(done.headers["Location"]).content.decode())
    assert Person.objects.filter(name=name).count() == 2


def test_the_back_button_shows_what_was_saved_and_loses_nothing():
    grace = begun()
    old = grace.get("/join/your/name/").content.decode()
    assert 'name="version" value="0"' in old
    answer(grace, "name", name="Grace")
    answer(grace, "kinds", kinds=["carer"])
    assert 'value="Grace"' in grace.get("/join/your/name/").content.decode()
    # The page of before, sent once more as it was: nothing to ask, and it leads on.
    assert answer(grace, "name", name="Grace") == "/join/your/kinds/"
    # With other words it asks first, and shows both.
    asked = grace.send("/join/your/name/", {"version": 0, "name": "Gracie"})
    assert "It now says" in asked.content.decode()
    assert Joining.objects.get().answers["kinds"] == ["carer"]


@pytest.mark.parametrize("page", ["name", "kinds"])
def test_a_page_sent_twice_is_saved_once(page):
    grace = begun()
    form = {"version": 0, "submission_key": "6b1b2a2e-6f3f-4a2e-9a58-0d7e8b7f1c12"}
    given = {"name": {"name": "Grace"}, "kinds": {"kinds": ["carer"]}}[page]
    first, second = (grace.post(f"/join/your/{page}/", {**form, **given}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Joining.objects.get().turns == {page: 1}


def test_a_form_left_for_a_week_goes_on_and_one_left_for_two_months_says_why(settings):
    grace = begun()
    answer(grace, "name", name="Grace")
    link = letters("grace@home.example")[-1].link("join/go")
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        # The page was open all the time, and the browser forgot who she is.
        fresh = PortalClient()
        lost = fresh.send("/join/your/kinds/", {"version": 0, "kinds": ["carer"]})
        assert lost.headers["Location"] == "/join/email/"
        page = fresh.get("/join/email/").content.decode()
        assert "Open the link in our email to go on" in page
        assert fresh.send(link).headers["Location"] == "/join/your/kinds/"
        assert answer(fresh, "kinds", kinds=["carer"]) == "/join/your/place/"
    with time_machine.travel(timezone.now() + timedelta(days=7 + settings.JOIN_DAYS, hours=1)):
        late = PortalClient().get(link)
        assert late.status_code == 404
        assert "This link is too old" in late.content.decode()
