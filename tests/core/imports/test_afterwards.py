"""After an import: the rows left out, the report, and taking it out again, once and once more."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from core.models import Draft, ImportBatch, Work
from core.work.worker import do_due
from tests.core.imports.files import BAD, GOOD, checked, fresh, loaded, things, upload_of
from tests.core.imports.pages import at, versioned, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]


def touch(*drafts):
    for draft in drafts:
        Draft.objects.filter(pk=draft.pk).update(values={**draft.values, "touched": True})


def untouch(draft):
    values = {key: value for key, value in draft.values.items() if key != "touched"}
    Draft.objects.filter(pk=draft.pk).update(values=values)


def came_in() -> list[Draft]:
    return list(Draft.objects.filter(page__startswith="thing").order_by("pk"))


def test_the_rows_left_out_are_a_file_that_can_be_brought_in_again(as_person, cast):
    sam = as_person("sam")
    formula = ("=1+1", "mauve", "", "", "", "")
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, BAD, formula, GOOD[0]), mode="good")
    data = b"".join(sam.get(f"{at('refused', batch)}?as=csv").streaming_content)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0][-2:] == ["Row in the first file", "Why it did not come in"]
    assert [line[-2] for line in lines[1:]] == ["6", "7", "8"]
    assert lines[1][-1] == "“vermilion” is no colour we know."
    assert lines[2][0] == "'=1+1"
    assert "double" in lines[3][-1]
    mended = data.decode("utf-8-sig").replace("mauve", "blue").encode()
    sam.send(at("start", None, "things"), {"file": upload_of(mended, "again.csv")})
    do_due()
    again = ImportBatch.objects.latest("pk")
    assert (again.state, again.is_layout_known) == ("checked", True)
    assert again.counts["ready"] == 2
    columns = words(sam.get(at("columns", again)))
    assert "Set For example" in columns or "Set This column is empty" in columns
    assert "Why it did not come in" not in columns
    loaded(cast.sam, again, mode="good")
    assert [thing["name"] for thing in things(again)] == ["=1+1"]


def test_the_rows_left_out_are_a_workbook_too(as_person, cast):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, BAD), mode="good")
    response = as_person("sam").get(f"{at('refused', batch)}?as=xlsx")
    data = io.BytesIO(b"".join(response.streaming_content))
    rows = list(openpyxl.load_workbook(data).active.iter_rows(values_only=True))
    assert rows[1][0] == "Spoon"
    assert rows[1][-2:] == ("6", "“vermilion” is no colour we know.")


def test_an_import_is_taken_out_by_its_page(as_person, cast):
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    assert "3 things came in with this file" in words(sam.get(at("undo", batch)))
    sam.send(at("undo", batch), versioned(batch))
    do_due()
    assert "Taken out again: 3 things" in words(sam.get(at("report", batch)))
    again = sam.send(at("undo", batch), versioned(batch))
    assert "taken out already" in words(again)


def test_more_changed_since_than_are_listed_can_go_all_together(as_person, cast, monkeypatch):
    monkeypatch.setattr("core.imports.selectors.batches.MOST_CHANGED", 2)
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    first, second, third = Draft.objects.filter(page__startswith="thing").order_by("pk")

    touch(first, second)
    page = words(sam.get(at("undo", batch)))
    assert "Take out all of these as well" in page
    assert "There are more than are listed here" not in page
    touch(third)
    page = words(sam.get(at("undo", batch)))
    assert "Take out all of these as well, those that are not listed too" in page
    assert "There are more than are listed here. Those stay unless you take out all" in page
    sam.send(at("undo", batch), versioned(batch, every="on"))
    do_due()
    assert (fresh(batch).state, things(batch)) == ("undone", [])


# --- What was kept ----------------------------------------------------------------------------


def test_the_page_lists_each_changed_record_once_with_all_that_tells_it_apart(as_person, cast):
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    cup, *_others = came_in()
    touch(cup)
    page = sam.get(at("undo", batch))
    said = words(page)
    assert page.content.decode().count(">Cup<") == 1
    assert f"Reference D{cup.pk}" in said
    assert "Date 1 May 2026" in said
    assert "What was changed since Touched: Olu Adeyemi, 3 May 2026" in said


def test_the_report_names_what_was_kept_and_it_can_go_later(as_person, cast):
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    cup, plate, _fork = came_in()
    touch(cup, plate)
    sam.send(at("undo", batch), versioned(batch))
    do_due()
    said = words(sam.get(at("report", batch)))
    assert "Taken out again: 1 thing." in said
    assert "2 records are still there, because somebody changed them after they came in" in said
    assert f"Cup Reference D{cup.pk}" in said
    assert "Touched: Olu Adeyemi, 3 May 2026" in said
    assert "Fork" not in said
    assert "Take out what was kept" in words(sam.get(at("undo", batch)))
    assert "Tick what should be taken out as well" in words(
        sam.send(at("undo", batch), versioned(batch))
    )
    sam.send(at("undo", batch), versioned(batch, also=str(cup.pk)))
    do_due()
    batch = fresh(batch)
    assert (batch.state, batch.taken_out) == ("undone", {"things": 2})
    assert [thing["name"] for thing in things(batch)] == ["Plate"]
    sam.send(at("undo", batch), versioned(batch, every="on"))
    do_due()
    said = words(sam.get(at("report", batch)))
    assert "Taken out again: 3 things." in said
    assert "What was kept" not in said
    assert "taken out already" in words(sam.get(at("undo", batch)))


def test_what_was_put_back_since_goes_without_being_asked_about(as_person, cast):
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    cup, *_others = came_in()
    touch(cup)
    sam.send(at("undo", batch), versioned(batch))
    do_due()
    untouch(cup)
    assert "What was changed since Nothing now" in words(sam.get(at("report", batch)))
    sam.send(at("undo", batch), versioned(batch))
    do_due()
    assert not came_in()


def test_taking_out_what_was_kept_is_stopped_and_it_stands_as_before(as_person, cast):
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    touch(came_in()[0])
    sam.send(at("undo", batch), versioned(batch))
    do_due()
    sam.send(at("undo", batch), versioned(batch, every="on"))
    sam.send(at("stop", batch))
    sam.send(at("resume", batch))
    assert fresh(batch).state == "undone"
    assert "1 record is still there" in words(sam.get(at("report", batch)))


# --- Somebody else goes on with it ------------------------------------------------------------


def test_the_team_stops_what_another_began_and_the_page_says_who(as_person, cast):
    sam, ivy = as_person("sam"), as_person("ivy")
    sam.send(at("start", None, "things"), {"file": upload_of(b"Thing,Color\nCup,red\n")})
    batch = ImportBatch.objects.get()
    said = words(ivy.get(at("detail", batch)))
    assert "Sam Okafor asked for it" in said
    assert "You can stop it. Sam Okafor will see that it was you." in said
    ivy.send(at("stop", batch))
    work = Work.objects.get()
    assert (work.state, work.by, work.stop_asked_by) == ("stopped", cast.sam, cast.ivy)
    assert "It was stopped by Ivy Marsh." in words(sam.get(at("detail", batch)))


def test_the_team_gives_up_what_another_began_and_its_work_ends(as_person, cast):
    as_person("sam").send(
        at("start", None, "things"), {"file": upload_of(b"Thing,Color\nCup,red\n")}
    )
    batch = ImportBatch.objects.get()
    as_person("ivy").send(at("drop", batch), versioned(batch))
    assert (fresh(batch).state, Work.objects.get().state) == ("dropped", "stopped")
