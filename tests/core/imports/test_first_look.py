"""The first rows are shown while the rest is still being checked."""

import pytest
from django.urls import reverse

from core.imports.services.batches import match_columns
from core.work.worker import do_due
from tests.core.imports.files import GOOD, checked, fresh, loaded, read
from tests.core.imports.pages import at, versioned, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]


def begun(by, *rows):
    """An import whose columns are matched, before a worker has checked a row."""
    batch = read(by, *rows)
    return match_columns(
        by=by, batch_id=batch.pk, expected=batch.version, columns=batch.columns,
        said=batch.said, choices=batch.choices,
    )  # fmt: skip


def test_the_first_records_are_shown_before_the_check_has_ended(as_person, cast):
    batch = begun(cast.sam, ("Jug", "mauve-ish", "6", "", "", ""), *GOOD)
    page = as_person("sam").get(reverse("activities:import_detail", args=[batch.pk]))
    before = page.context["rows"]
    assert "as they will look" in page.content.decode()
    do_due()
    assert before == fresh(batch).preview
    assert [line[0] for line in before] == ["Cup", "Plate", "Fork"]


def test_a_long_file_costs_the_waiting_page_no_more_than_a_short_one(
    as_person, cast, django_assert_max_num_queries
):
    batch = begun(cast.sam, *((f"Cup {number}", *GOOD[0][1:]) for number in range(400)))
    sam = as_person("sam")
    address = reverse("activities:import_detail", args=[batch.pk])
    sam.get(address)
    with django_assert_max_num_queries(12) as asked:
        page = sam.get(address)
    assert len(page.context["rows"]) == 10
    assert any("LIMIT 100" in query["sql"] for query in asked.captured_queries)


def test_a_row_that_repeats_another_is_left_out_while_the_check_runs(as_person, cast):
    jug = ("Jug", "red", "7", "1 May", "", "tea")
    batch = begun(cast.sam, jug, jug, GOOD[0], jug)
    page = as_person("sam").get(reverse("activities:import_detail", args=[batch.pk]))
    before = page.context["rows"]
    do_due()
    assert before == fresh(batch).preview == [["Jug", "red", "7"], ["Cup", "red", "2"]]


def test_only_what_will_come_in_is_shown_when_the_check_has_ended(as_person, cast):
    loaded(cast.olu, checked(cast.olu, GOOD[0]))
    jug = ("Jug", "red", "7", "1 May", "", "tea")
    batch = checked(cast.sam, GOOD[0], jug, jug, jug)
    said = words(as_person("sam").get(at("detail", batch)))
    assert "Will come in 1 row: 1 thing" in said
    assert "The first, as it will look" in said
    assert fresh(batch).preview == [["Jug", "red", "7"]]


def test_a_double_that_is_brought_in_is_shown_and_counted(as_person, cast):
    loaded(cast.olu, checked(cast.olu, GOOD[0]))
    jug = ("Jug", "red", "7", "1 May", "", "tea")
    batch = checked(cast.sam, GOOD[0], jug, jug)
    sam = as_person("sam")
    sam.send(at("doubles", batch), versioned(batch, all="in"))
    assert fresh(batch).preview == [["Cup", "red", "2"], ["Jug", "red", "14"]]
    sam.send(at("doubles", batch), versioned(batch, all="out"))
    assert fresh(batch).preview == [["Jug", "red", "7"]]


def test_what_is_there_meanwhile_is_shown_no_more_when_the_load_was_stopped(cast):
    batch = checked(cast.sam, *GOOD[:2])
    loaded(cast.olu, checked(cast.olu, GOOD[0]))
    batch = loaded(cast.sam, batch)
    assert (batch.state, [line[0] for line in batch.preview]) == ("checked", ["Plate"])
