"""Words found are marked, and words in use are known."""

from __future__ import annotations

import csv
import io

import pytest

from activities.models import SearchWord, UnreadActivities
from activities.services.search import count_words
from tests.activities.test_activity_list import LIST, make
from tests.activities.test_search import BY, learn, page_of, reword

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(as_person):
    return as_person("sam")


# --- Marks ------------------------------------------------------------------------------


def test_words_found_are_marked_in_the_title(sam):
    make("The gardens of Kent")
    assert "The <mark>gardens</mark> of Kent</a>" in page_of(sam, q="garden")


def test_a_passage_shows_where_else_the_words_stand(sam):
    make("Quiet hour", notes="First we met.\n\nThen they spoke of hedgehogs at length.")
    make("Loud hour", notes="Nothing of that kind.")
    page = page_of(sam, q="hedgehog")
    assert "spoke of <mark>hedgehogs</mark> at length" in page
    assert page.count('class="portal-found-in"') == 1


def test_no_passage_where_the_title_says_it_all(sam):
    make("Hedgehogs", notes="More hedgehogs.")
    assert "portal-found-in" not in page_of(sam, q="hedgehog")


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script> hedgehog",
        '<mark onmouseover="x()">hedgehog</mark>',
        "\ue000 hedgehog \ue001 & \ue001<b>\ue000",
        "<img src=x onerror=hedgehog>",
    ],
)
def test_marks_let_no_mark_up_through(nasty, sam):
    make(f"T {nasty}", notes="x")
    make("Other", notes=f"N {nasty}")
    page = page_of(sam, q="hedgehog")
    main = page[page.index("<main") : page.index("</main>")]
    for tag in ("<script>alert", "<img", "<b>", 'onmouseover="x'):
        assert tag not in main
    assert main.count("<mark>") == main.count("</mark>") > 0
    assert "\ue000" not in main
    assert "\ue001" not in main


def test_a_sign_that_searching_skips_still_stands_in_the_title(sam):
    make("Carers/families, 3.5 hours")
    assert "<mark>Carers</mark>/families, 3.5 hours" in page_of(sam, q="carers")


def test_files_carry_no_marks(sam):
    make("Garden <group>")
    answer = sam.get(LIST, {"q": "garden", "download": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[1][0] == "Garden <group>"


# --- Words in use -----------------------------------------------------------------------


def uses_of(word: str) -> int:
    return SearchWord.objects.filter(word=word).values_list("uses", flat=True).first() or 0


def test_words_are_learnt_and_the_queue_is_emptied():
    make("Garden group", notes="The garden, a garden; mail me@example.org or 07700900123")
    make("Garden fair")
    assert UnreadActivities.objects.count() == 2
    learn()
    assert uses_of("garden") == 2
    assert not UnreadActivities.objects.exists()
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert words >= {"garden", "group", "fair"}
    assert not words & {"the", "a", "me@example.org", "07700900123"}


def test_only_a_changed_text_is_read_again():
    one = make("Garden group")
    learn()
    reword(activity_id=one.pk, is_public=False, title="Garden group", by=BY)
    assert not UnreadActivities.objects.exists()
    reword(activity_id=one.pk, title="Hedgehog group", by=BY)
    learn()
    assert uses_of("hedgehog") == 1


def test_words_no_longer_in_use_are_forgotten_at_night():
    one = make("Hedgehog group")
    learn()
    reword(activity_id=one.pk, title="Garden group", by=BY)
    learn()
    assert uses_of("hedgehog") == 1
    assert count_words(by=BY) == SearchWord.objects.count()
    assert (uses_of("hedgehog"), uses_of("garden"), uses_of("group")) == (0, 1, 1)
