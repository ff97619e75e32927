"""Which way round dates are written is found for each column, and asked once where it is open."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activities.imports.columns import DATE_ORDER, ENDS_ORDER, ONE_NUMBER
from activities.imports.days import in_words
from activities.imports.orders import Order
from activities.models import Session
from core.imports.orders import DAY, EACH, MONTH
from core.imports.services.batches import load_import, match_columns, start_import
from core.models import ImportBatch
from core.work.worker import do_due
from tests.activities.imports.logs import TODAY, checked, known
from tests.core.imports.pages import at, words

AMERICAN, BRITISH, EITHER = "3/25/2024", "25/3/2024", "3/5/2024"


def read(*texts: str, said: str = "") -> Order:
    order = Order(said, TODAY)
    for text in texts:
        order.read(text)
    return order


def day(text: str, said: str = "") -> str:
    return "; ".join(map(in_words, Order(said, TODAY).read(text).value.days))


def test_dates_that_can_only_have_the_month_first_are_asked_about():
    question = read(EITHER, AMERICAN).question
    assert question == (
        "These dates seem to have the month first: 3/25/2024 can only be 25 March 2024."
    )


def test_dates_of_both_ways_are_asked_about_where_some_could_be_either():
    question = read(BRITISH, EITHER, AMERICAN).question
    assert "written in both ways" in question
    assert all(text in question for text in (BRITISH, EITHER, AMERICAN))
    assert read(BRITISH, AMERICAN).question == ""


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([BRITISH, EITHER], ""),
        ([EITHER, "4/4/2024", "2024-03-25", "25 March 2024"], ""),
        ([AMERICAN, EITHER], MONTH),
        ([BRITISH, EITHER, AMERICAN], EACH),
    ],
)
def test_what_fits_is_not_asked_about(texts, said):
    assert read(*texts, said=said).question == ""


def test_a_remembered_way_that_does_not_fit_is_asked_about():
    assert "seem to have the day first" in read(BRITISH, EITHER, said=MONTH).question


def test_where_all_could_be_either_the_day_is_first_and_the_note_says_so():
    reading = Order("", TODAY).read(EITHER)
    assert in_words(reading.value.days[0]) == "3 May 2024"
    assert reading.note == ("Dates such as 3/5/2024 were read with the day first: 3 May 2024")
    assert "month first: 5 March 2024" in Order(MONTH, TODAY).read(EITHER).note


def test_what_was_said_holds_for_all_dates_of_a_cell():
    assert day("3/5/2024, 3/25/2024", MONTH) == "5 March 2024; 25 March 2024"


def test_of_both_ways_only_what_could_be_either_is_a_question():
    order = Order(EACH, TODAY)
    assert in_words(order.read(AMERICAN).value.days[0]) == "25 March 2024"
    assert in_words(order.read(BRITISH).value.days[0]) == "25 March 2024"
    assert in_words(order.read("4/4/2024").value.days[0]) == "4 April 2024"
    reading = order.read(EITHER)
    assert reading.suggestions == ("3 May 2024", "5 March 2024")
    assert "could be 3 May 2024 or 5 March 2024" in reading.sentence


# --- Through the pages --------------------------------------------------------------------------

HEAD = "Date of event,Name of event,Type of engagement,Level,Team,No. attended"
WARD = "Workshop,3 - Involve,Canterbury CMHT"


@pytest.fixture
def portal(db, cast, as_person, monkeypatch, settings, tmp_path):
    """Sam, with the worker called by hand."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    return as_person("sam")


def bring(by, *rows: str) -> ImportBatch:
    data = "\n".join((HEAD, *rows)).encode()
    batch = start_import(by=by, kind="activities", upload=SimpleUploadedFile("log.csv", data))
    do_due()
    batch.refresh_from_db()
    if batch.state == "columns" and not batch.asks:
        batch = matched(by, batch)
    return batch


def matched(by, batch, **choices) -> ImportBatch:
    match_columns(
        by=by, batch_id=batch.pk, expected=batch.version, columns=batch.columns,
        said=batch.said, choices=batch.choices | choices,
    )  # fmt: skip
    do_due()
    batch.refresh_from_db()
    return batch


def loaded(by, batch) -> ImportBatch:
    load_import(by=by, batch_id=batch.pk, expected=batch.version, mode="all")
    do_due()
    batch.refresh_from_db()
    return batch


def held(batch) -> list[str]:
    days = Session.objects.filter(activity__batch=batch).order_by("held_on")
    return [f"{day:%-d %B %Y}" for day in days.values_list("held_on", flat=True)]


def test_american_dates_are_one_question_for_the_whole_file_and_are_remembered(portal, cast):
    batch = bring(cast.sam, f"{EITHER},One,{WARD},4", f"{AMERICAN},Two,{WARD},5")
    assert (batch.state, list(batch.asks)) == ("columns", [DATE_ORDER])
    said = words(portal.get(at("columns", batch)))
    assert "3/25/2024 can only be 25 March 2024" in said
    page = portal.get(at("detail", batch))
    assert page.url == at("columns", batch)
    form = portal.get(at("columns", batch)).context["form"]
    given = {name: field.initial or "" for name, field in form.fields.items()}
    given["choice_sessions"] = "on"
    open_page = portal.send(at("columns", batch), {**given, "version": batch.version})
    assert "Answer the question “How are dates in figures written?”" in words(open_page)
    given["choice_date_order"] = "month"
    portal.send(at("columns", batch), {**given, "version": batch.version})
    do_due()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["ready"]) == ("checked", 2)
    assert "were read with the month first: 5 March 2024" in words(portal.get(at("detail", batch)))
    assert held(loaded(cast.sam, batch)) == ["5 March 2024", "25 March 2024"]
    again = bring(cast.sam, f"3/26/2024,Three,{WARD},4")
    assert (again.state, again.asks) == ("checked", {})


def test_a_file_that_does_not_fit_what_is_remembered_is_asked_about_again(portal, cast):
    first = bring(cast.sam, f"{AMERICAN},Two,{WARD},5")
    loaded(cast.sam, matched(cast.sam, first, **{DATE_ORDER: MONTH}))
    batch = bring(cast.sam, f"{BRITISH},One,{WARD},4", f"{EITHER},Two,{WARD},4")
    assert (batch.state, list(batch.asks)) == ("columns", [DATE_ORDER])
    batch = matched(cast.sam, batch, **{DATE_ORDER: MONTH})
    # Asked once: who says so again is believed, and what cannot be is a problem of its row.
    assert (batch.state, batch.counts["to_repair"]) == ("checked", 1)


@pytest.mark.parametrize(("said", "people"), [("once", [12, None]), ("each", [12, 12])])
def test_one_number_for_several_dates_is_asked_about_once(portal, cast, said, people):
    batch = bring(cast.sam, f"3 and 10 May 2023,Forum,{WARD},12")
    assert list(batch.asks) == [ONE_NUMBER]
    assert "“3 and 10 May 2023” with “12”" in words(portal.get(at("columns", batch)))
    batch = loaded(cast.sam, matched(cast.sam, batch, **{ONE_NUMBER: said}))
    sessions = Session.objects.filter(activity__batch=batch).order_by("held_on")
    assert list(sessions.values_list("people", flat=True)) == people


def test_the_last_day_is_read_as_the_first_one_was_said_to_be():
    said = known(choices={DATE_ORDER: MONTH})
    entry = checked(said, date=EITHER, ends="3/8/2024").record.entry
    assert (entry.starts_on, entry.ends_on) == (date(2024, 3, 5), date(2024, 3, 8))
    said = known(choices={DATE_ORDER: MONTH, ENDS_ORDER: DAY})
    assert checked(said, date=EITHER, ends="8/3/2024").record.entry.ends_on == date(2024, 3, 8)
