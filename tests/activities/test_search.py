"""Finding activities by words: any text, typing errors, beginnings, marks, hostile input."""

from __future__ import annotations

import re
from html import unescape

import pytest

from activities.models import Activity
from activities.selectors.search import understood
from activities.selectors.search.asked import taken_apart
from activities.selectors.search.spelling import nearest, slips, swapped, twins_of
from activities.services.search import read_words
from core.service import System, service
from tests.activities.test_activity_list import LIST, make

pytestmark = pytest.mark.django_db
BY = System("test")


@pytest.fixture
def sam(as_person):
    return as_person("sam")


def learn() -> None:
    """What the timed job does each minute."""
    while read_words(by=BY):
        pass


def titles(query: str) -> set[str]:
    """The titles that a search finds."""
    rows = understood(query).narrowed(Activity.objects.all())
    return set(rows.values_list("title", flat=True))


def page_of(client, **asked: str) -> str:
    return client.get(LIST, asked).content.decode()


def plain(page: str) -> str:
    """What a reader sees, without mark-up."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


# --- Which texts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["title", "aim", "what_was_asked", "notes", "prompts", "level_reason"]
)
def test_every_text_that_readers_may_read_is_searched(text):
    make(**({"title": "Quiet hour"} | {text: "They spoke of hedgehogs"}))
    make("Something else")
    assert len(titles("hedgehog")) == 1


def test_why_it_was_cancelled_is_searched():
    one = make("Quiet hour")
    reword(activity_id=one.pk, status_reason="Snowdrifts on the roads", by=BY)
    assert titles("snowdrift") == {"Quiet hour"}


@service
def reword(*, by, activity_id: int, **texts: str) -> None:
    Activity.objects.filter(pk=activity_id).update(**texts)


@pytest.mark.parametrize("who", ["sam", "ivy", "stella", "fin", "cal"])
def test_who_may_read_a_text_may_find_by_it(who, as_person):
    one = make("Quiet hour", notes="They spoke of hedgehogs")
    reader = as_person(who)
    assert "hedgehogs" in reader.get(f"{LIST}{one.pk}/").content.decode()
    assert "Quiet hour" in page_of(reader, q="hedgehogs")


@pytest.mark.parametrize("who", ["amina", "ada"])
def test_who_may_not_read_the_log_finds_nothing_in_it(who, as_person):
    make("Quiet hour", notes="They spoke of hedgehogs")
    assert as_person(who).get(LIST, {"q": "hedgehogs"}).status_code == 403


def test_words_joined_by_a_sign_are_found_each():
    make("Carers/families on waiting.Times")
    for word in ("carers", "families", "waiting", "times"):
        assert titles(word), word


def test_a_text_longer_than_any_form_takes_can_be_kept_and_found():
    words = " ".join(f"word{number}x" for number in range(200_000))
    one = make("Quiet hour")
    reword(activity_id=one.pk, notes=f"hedgehog {words}", by=BY)
    assert titles("hedgehog") == {"Quiet hour"}


# --- References -------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["A{:05d}", "a{}", "{}", " A{:05d} ", "minutes of A{:05d}"])
def test_a_reference_finds_its_record_also_inside_other_words(shape):
    one = make("Garden group")
    make("Another")
    assert titles(shape.format(one.pk)) == {"Garden group"}


def test_a_number_is_also_a_word():
    make("Plan for 2025")
    assert titles("2025") == {"Plan for 2025"}


def test_a_reference_in_the_notes_of_another_is_found_too():
    one = make("Garden group")
    make("Second meeting", notes=f"Follows {one.reference}.")
    assert titles(one.reference) == {"Garden group", "Second meeting"}


# --- Typing errors, beginnings, spellings -----------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gardn grup", "garden group"),
        ("gadren", "garden"),
        ("recvery", "recovery"),
        ("colege", "college"),
        ("metnal helth", "mental health"),
        ("wrokshop", "workshop"),
    ],
)
def test_typing_errors_are_forgiven_and_said(typed, meant, sam):
    make("Garden group, a mental health workshop of the recovery college")
    make("Crisis line review")
    learn()
    found = understood(typed)
    assert found.words == meant
    page = page_of(sam, q=typed)
    assert "Garden" in plain(page)
    assert "Crisis line review" not in page
    assert f"Showing results for {meant}" in plain(page).replace(" .", "")


def test_one_can_insist_on_what_was_typed(sam):
    make("Garden group")
    learn()
    page = page_of(sam, q="gardn grup")
    link = re.search(r'<a class="nhsuk-link" href="([^"]*)">Search only for', page)
    answer = sam.get(unescape(link[1])).content.decode()
    assert "Nothing matches" in answer
    assert "Showing results for" not in answer


def test_a_word_is_found_before_the_timed_job_has_read_it(sam):
    make("Rumba for beginners")
    learn()
    make("Zumba for beginners")
    assert understood("zumba").words == ""
    assert titles("zumba") == {"Zumba for beginners"}


@pytest.mark.parametrize("typed", ["gard", "gard*", "GARD"])
def test_a_beginning_finds_its_words(typed):
    make("Garden group")
    make("Crisis line review")
    learn()
    assert titles(typed) == {"Garden group"}


def test_a_beginning_is_said(sam):
    make("Garden group")
    learn()
    assert "We also looked for words that begin with “gard”" in plain(page_of(sam, q="gard"))


@pytest.mark.parametrize("written", ["Co-creation forum", "Cocreation forum"])
@pytest.mark.parametrize("typed", ["co-creation", "cocreation", "co creation", "CO-CREATION"])
def test_hyphens_make_no_difference(written, typed):
    make(written)
    learn()
    assert titles(typed) == {written}


@pytest.mark.parametrize("typed", ["carers'", "carer’s", "carers", "Carer"])
def test_apostrophes_and_endings_make_no_difference(typed):
    make("Carers’ evening")
    learn()
    assert titles(typed) == {"Carers’ evening"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("organizing", "Organising a fair"),
        ("behavior", "Challenging behaviour"),
        ("center", "Day centre"),
        ("program", "A programme of walks"),
        ("paediatric", "Pediatric ward"),
    ],
)
def test_both_spellings_find_the_other(typed, written):
    make(written)
    learn()
    assert titles(typed) == {written}


# --- More than one word -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("garden group", {"Garden group"}),
        ("garden -group", {"Garden fair"}),
        ("garden or crisis", {"Garden group", "Garden fair", "Crisis group"}),
        ('"garden fair"', {"Garden fair"}),
        ('"fair garden"', set()),
        ("the garden of the fair", {"Garden fair"}),
        ("garden/fair", {"Garden fair"}),
    ],
)
def test_words_together(typed, expected):
    for title in ("Garden group", "Garden fair", "Crisis group"):
        make(title)
    learn()
    assert titles(typed) == expected


@pytest.mark.parametrize(
    ("typed", "help_with"),
    [
        ("the", "“the” stands in nearly every text, so we leave it out. Add a word"),
        ("the and of", "“the”, “and” and “of” stand in nearly every text, so we leave them out."),
        ("-garden", "A minus sign leaves a word out. Add a word to look for."),
        ("?!", "Type a word, a name or a reference such as A00321."),
    ],
)
def test_a_search_for_nothing_is_helped(typed, help_with, sam):
    make("The garden for those who care")
    assert help_with in plain(page_of(sam, q=typed))


def test_many_words_are_cut_and_that_is_said(sam):
    make("Garden group")
    page = plain(page_of(sam, q="garden group " + "garden " * 20))
    assert "Only the first 12 words were searched for." in page
    assert "Garden group" in page


@pytest.mark.parametrize(
    "typed",
    [
        "' | 'x",
        "a & (b | !c) <-> d:*",
        "\\",
        "''",
        '"',
        '"" ""',
        "-",
        "--",
        "*",
        "or",
        "or or or",
        "-or",
        "\ue000mark\ue001",
        "🙂 é İ ﬁ",
        "𝕘𝕒𝕣𝕕𝕖𝕟",
        "مستشفى",
        "%_%",
        "a" * 200,
        "a-" * 100,
        "-a " * 60,
        "A99999999999999999999",
        "A999999999999999",
        "9" * 19,
        "$1 {0} %s %(x)s",
        "\u202egarden",
        "0",
        "A0",
    ],
)
def test_a_hostile_search_is_answered_in_words(typed, sam):
    make("Garden group")
    learn()
    assert sam.get(LIST, {"q": typed}).status_code == 200
    assert sam.get(LIST, {"q": typed, "level": "involve", "download": "csv"}).status_code == 200


# --- Parts that need no database --------------------------------------------------------


def test_slips_are_counted_as_people_make_them():
    assert slips("garden", "garden") == 0
    assert slips("gardn", "garden") == 1
    assert slips("gadren", "garden") == 1
    assert slips("crdn", "garden") == 3


def test_the_nearest_word_is_the_likeliest():
    assert nearest("gardn", [("garden", 5), ("gardens", 900), ("warden", 3)]) == ["garden"]
    assert nearest("zzzz", [("garden", 5)]) == []
    assert "garden" in swapped("gadren")
    assert "organise" in twins_of("organize")


def test_what_is_typed_is_taken_apart():
    asked = taken_apart('carer\'s "quiet hour" -noise gard* or crisis a/b')
    said = [(t.text, t.kind, t.is_unwanted, t.is_other) for t in asked.terms]
    assert said == [
        ("carer", "word", False, False),
        ("quiet hour", "phrase", False, False),
        ("noise", "word", True, False),
        ("gard", "beginning", False, False),
        ("crisis", "word", False, True),
        ("a", "word", False, False),
        ("b", "word", False, False),
    ]
