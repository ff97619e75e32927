"""One search for everything: what each person finds, and nothing they may not open."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from lxml import html

from activities.models import Activity, MappingReply
from activities.selectors.search import files_found, reasons_found, understood
from activities.services.attachments import AttachmentEntry, add_attachment
from activities.services.log import move_session
from activities.services.mapping import answer_mapping, open_mapping_round
from activities.services.projects import add_project
from community.services.partners import add_partner
from core.service import System
from tests.activities.test_activity_list import make
from tests.activities.test_search import learn
from tests.community.people import someone
from tests.core.files import files

pytestmark = pytest.mark.django_db

SEARCH = "/search/"
BY = System("test")


def sections(client, text: str) -> dict[str, list[str]]:
    """What is found, by heading."""
    page = html.fromstring(client.get(SEARCH, {"q": text}).content)
    found = {}
    for heading in page.cssselect("main h2"):
        listed = heading.getnext()
        links = listed.cssselect("li > a") if listed is not None else []
        found[heading.text_content()] = [link.text_content() for link in links]
    return found


def words(client, text: str) -> str:
    page = client.get(SEARCH, {"q": text}, follow=True).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture
def sam(as_person):
    return as_person("sam")


@pytest.fixture
def hedgehogs(cast):
    """Something called so of every kind."""
    make("Hedgehog group", notes="Met in the yard.")
    make("Quiet hour", notes="They spoke of hedgehogs.")
    add_project(by=cast.ivy, name="Hedgehog pathway")
    add_partner(by=cast.ivy, name="Hedgehog Trust")


def test_everything_of_that_name_is_found(sam, hedgehogs):
    found = sections(sam, "hedgehog")
    assert set(found["Activities"]) == {"Hedgehog group", "Quiet hour"}
    assert found["Projects"] == ["Hedgehog pathway"]
    assert found["Partner organisations"] == ["Hedgehog Trust"]


def test_typing_errors_are_forgiven_in_names_too(sam, hedgehogs):
    learn()
    found = sections(sam, "hedghog")
    assert found["Projects"] == ["Hedgehog pathway"]
    assert len(found["Activities"]) == 2
    assert "Showing results for hedgehog" in words(sam, "hedghog")


@pytest.mark.parametrize("old", ["East Kent", "east kent", "Est Kent"])
def test_parts_of_the_trust_are_found(old, sam, as_person):
    assert "East Kent" in sections(sam, old)["Directorates"]
    assert "East Kent" in sections(as_person("ada"), old)["Directorates"]


def test_a_partner_leads_to_its_page(sam, hedgehogs):
    answer = sam.get(_partner_hit(sam).get("href"))
    assert answer.status_code == 200
    page = html.fromstring(answer.content)
    assert page.cssselect("h1")[0].text_content().strip().endswith("Hedgehog Trust")
    assert "We know nobody there" in page.text_content()


def test_who_may_not_open_partners_is_led_to_what_one_took_part_in(as_person, hedgehogs):
    stella = as_person("stella")
    answer = stella.get(_partner_hit(stella).get("href"))
    assert answer.status_code == 200
    assert "Partner: Hedgehog Trust" in re.sub(r"\s+", " ", answer.content.decode())


def _partner_hit(client):
    page = html.fromstring(client.get(SEARCH, {"q": "hedgehog trust"}).content)
    return next(a for a in page.cssselect("main li > a") if "Trust" in a.text_content())


def test_a_reference_goes_straight_to_its_record(sam):
    one = make("Garden group")
    answer = sam.get(SEARCH, {"q": one.reference.lower()})
    assert answer.status_code == 302
    assert answer["Location"] == f"/activities/{one.pk}/"


def test_a_reference_of_nothing_is_helped(sam):
    assert "Nothing was found" in words(sam, "A98765")


def test_who_may_not_read_activities_finds_none(as_person, hedgehogs):
    ada = as_person("ada")
    one = Activity.objects.get(title="Quiet hour")
    assert sections(ada, "hedgehog") == {"Nothing was found": []}
    assert "Nothing was found" in words(ada, one.reference)


def test_answers_in_mapping_rounds_are_for_those_who_run_them(as_person, sam, cast):
    answered(cast)
    assert sections(as_person("ivy"), "hedgehogs")["Answers in mapping rounds"]
    assert "Answers in mapping rounds" not in sections(sam, "hedgehogs")


def test_leads_find_the_answers_that_they_may_open(as_person, cast):
    answered(cast)
    lena = as_person("lena")
    assert sections(lena, "hedgehogs")["Your answers in mapping rounds"] == ["East Kent"]
    page = html.fromstring(lena.get(SEARCH, {"q": "hedgehogs"}).content)
    link = next(a for a in page.cssselect("main li > a") if a.text_content() == "East Kent")
    assert "Only hedgehogs." in lena.get(link.get("href")).content.decode()
    for other in ("olu", "stella"):
        assert not sections(as_person(other), "hedgehogs").keys() & {
            "Answers in mapping rounds",
            "Your answers in mapping rounds",
        }


@pytest.fixture
def snow(cast):
    """An activity of which a session was cancelled, and a file of another."""
    quiet, garden = make("Quiet hour"), make("Garden group")
    session = quiet.sessions.get()
    move_session(
        by=cast.ivy,
        session_id=session.pk,
        expected=session.version,
        to="cancelled",
        reason="Snowdrifts on the roads",
    )
    add_attachment(
        by=cast.ivy,
        activity_id=garden.pk,
        upload=files.sent("notes.txt", b"Words"),
        entry=AttachmentEntry(shows="Flip chart with snowdrop ideas", kind="notes"),
    )
    return quiet, garden


@pytest.mark.parametrize("typed", ["snowdrifts", "snowdrif", "snowdrift roads", '"on the roads"'])
def test_a_session_is_found_by_why_it_was_cancelled(typed, snow, as_person):
    for who in ("sam", "stella"):
        found = sections(as_person(who), typed)
        assert found["Sessions, by the reason given"] == ["Quiet hour"], who
    page = html.fromstring(as_person("sam").get(SEARCH, {"q": typed}).content)
    assert "Snowdrifts on the roads" in page.cssselect("main")[0].text_content()


def test_a_file_is_found_by_what_it_shows_by_those_who_may_see_it(snow, as_person):
    for typed in ("snowdrop", "flip chart", "snowdr chart"):
        found = sections(as_person("sam"), typed)
        assert found["Files of activities"] == ["Flip chart with snowdrop ideas"], typed
    page = html.fromstring(as_person("ivy").get(SEARCH, {"q": "snowdrop"}).content)
    link = next(a for a in page.cssselect("main li > a") if "Flip chart" in a.text_content())
    assert link.get("href") == f"/activities/{snow[1].pk}/#files"


@pytest.mark.parametrize("who", ["stella", "fin", "cal", "ada"])
def test_who_may_not_see_files_finds_none_and_learns_no_word_of_them(who, snow, as_person):
    learn()
    reader = as_person(who)
    assert sections(reader, "snowdrop") == {"Nothing was found": []}
    assert "Flip chart" not in reader.get(SEARCH, {"q": "snowdrap"}).content.decode()


def test_words_left_out_of_a_search_are_left_out_of_files_too(snow, as_person):
    sam = as_person("sam")
    assert "Files of activities" not in sections(sam, "chart -snowdrop")
    assert "Files of activities" in sections(sam, "chart -hedgehog")


@pytest.mark.parametrize(
    ("source", "index"),
    [(files_found, "attachment_found"), (reasons_found, "session_reason_found")],
)
def test_files_and_reasons_are_found_by_an_index(source, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert index in source(understood("hedgehog")).explain()


def answered(cast) -> None:
    """A round in which East Kent answers with a note about hedgehogs."""
    open_mapping_round(
        by=cast.ivy,
        title="Onion 2026",
        message="",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        due_on=date(2027, 1, 31),
    )
    reply = MappingReply.objects.get(directorate__name="East Kent")
    answer_mapping(
        by=cast.lena,
        reply_id=reply.pk,
        expected=reply.version,
        answer="nothing",
        note="Only hedgehogs.",
    )


@pytest.mark.parametrize("who", ["amina", "ben"])
def test_co_creators_have_no_search(who, as_person):
    client = as_person(who)
    assert client.get(SEARCH).status_code == 403
    assert "nhsuk-header__search" not in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["sam", "ivy", "cal", "fin", "stella", "ada"])
def test_the_header_searches_for_those_who_may(who, as_person):
    client = as_person(who)
    form = html.fromstring(client.get("/").content).cssselect(".nhsuk-header__search form")[0]
    assert form.get("action") == SEARCH
    assert form.cssselect("label[for=search-field]")
    assert client.get(form.get("action"), {"q": "garden"}).status_code == 200


def test_more_than_ten_activities_lead_to_the_list(sam):
    for number in range(12):
        make(f"Hedgehog group {number}")
    found = sections(sam, "hedgehog")
    assert len(found["Activities"]) == 10
    page = html.fromstring(sam.get(SEARCH, {"q": "hedgehog"}).content)
    link = next(a for a in page.cssselect("main a") if "See all 12" in a.text_content())
    assert "Showing all 12 activities" in sam.get(link.get("href")).content.decode()


def test_an_empty_search_says_how(sam):
    assert "Type only how a word begins" in words(sam, "")


def test_words_too_common_for_texts_are_looked_for_in_names_and_that_is_said(sam, cast):
    add_partner(by=cast.ivy, name="The Hedgehog Trust")
    assert sections(sam, "the")["Partner organisations"] == ["The Hedgehog Trust"]
    assert "so we looked for it in names only" in words(sam, "the")


@pytest.mark.parametrize("text", ["the", "the and of", "-garden", "?!", "zzzzqqqq"])
def test_a_search_that_finds_nothing_helps(text, sam):
    said = words(sam, text)
    assert "Nothing was found" in said or "Add a word" in said


@pytest.mark.parametrize("rows", [1, 12, 30])
def test_a_search_costs_six_statements_for_whatever_it_finds(rows, sam, django_assert_num_queries):
    for number in range(rows):
        make(f"Hedgehog group {number}")
    learn()
    sam.get(SEARCH, {"q": "hedgehog"})
    with django_assert_num_queries(6):
        sam.get(SEARCH, {"q": "hedgehog"})


@pytest.mark.parametrize(
    "text",
    ["\x00", "'; DROP TABLE x; --", "<script>alert(1)</script>", "\\", "(", "[", "a" * 5000, "%_"],
)
def test_a_hostile_search_is_answered_in_words(text, sam):
    make("Garden ( group [ <script>")
    answer = sam.get(SEARCH, {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_people_are_found_by_who_may_see_them_and_by_what_they_show(cast, as_person):
    someone("Hedda Gehring", shown_name="Hedgehog Hedda", brings="I know hedgehogs.")
    someone("Hidden Hedgehog", shown_name="Hedgehog H", is_hidden=True)
    team = sections(as_person("ivy"), "hedgehog")["People"]
    assert sorted(team) == ["Hedda Gehring", "Hidden Hedgehog"]
    assert sections(as_person("sam"), "hedgehog")["People"] == ["Hedgehog Hedda"]
    assert "People" not in sections(as_person("sam"), "Gehring")
    for key in ("stella", "ada", "cal"):
        assert "People" not in sections(as_person(key), "hedgehog")
