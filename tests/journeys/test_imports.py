"""Old logs come in: a messy spreadsheet is matched, repaired, brought in and taken out again."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from django.db import connection

from core.work.worker import do_due

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs/examples"
ONION_2020 = ROOT / "home/demo/data/onion-2020.csv"
# What the page of the onion is asked for: the year of a log, and everything on either ladder.
OF_2022 = "?from=1/2022&to=12/2022"
FIVE_LEVELS, SIX_RINGS = "?period=all", "?period=all&ladder=onion-2020"
# Where the six rings of 2020 stand on the five levels: the two of thinking are one there.
ON_FIVE_LEVELS = {
    "Co-production": "Co-create",
    "Collaboration": "Collaborate",
    "Informed decision making": "Involve",
    "Understanding thinking": "Engage",
    "Stimulating thinking": "Engage",
    "Information giving": "Inform",
}
EMPTY_ON_SCREEN = {"Level": "Not set"}

pytestmark = pytest.mark.usefixtures("demo_data")


def bring(person, file: Path):
    """Choose a file, and let the worker read it."""
    person.go("/activities/").click("Bring in old logs", role="link")
    person.click("Bring in activities", role="button").is_well()
    person.page.set_input_files("input[type=file]", file)
    person.click("Read the file").sees("You can close this page")
    return step(person)


def step(person):
    """The worker does what waits for it; the page shows itself anew."""
    progress = person.page.locator("[data-progress]")
    progress.wait_for(state="attached", timeout=20_000)
    do_due()
    connection.close()
    progress.wait_for(state="detached", timeout=20_000)
    person.page.wait_for_load_state()
    return person


def rings(person, query: str) -> dict[str, int]:
    """How many activities happened in each ring, as the table beside the onion says it."""
    person.go(f"/activities/onion/{query}")
    found = {}
    for row in person.page.locator("main table tbody tr").all():
        name, happened, *_others = row.locator("th, td").all()
        found[name.inner_text().strip()] = int(re.search(r"[\d,]+", happened.inner_text())[0])
    return found


def moved_by(before: dict[str, int], came: dict[str, int]) -> dict[str, int]:
    """The rings after so many more came into them; into the others none."""
    assert set(came) <= set(before)
    return {ring: count + came.get(ring, 0) for ring, count in before.items()}


def numbers(person) -> dict[str, str]:
    """What the check says, by name."""
    rows = person.page.locator(".nhsuk-summary-list__row").all()
    return {
        row.locator("dt").inner_text(): row.locator("dd").first.inner_text().strip() for row in rows
    }


def use_suggestions(person):
    """Answer each question that has a suggestion with the first one, and have it checked again."""
    person.click("Repair problems", role="link")
    for first in person.page.locator("input[value=use0]").all():
        first.check()
    person.click("Save and check again")
    step(person)


def load(person):
    person.click("Go on to bring them in", role="button").is_well()
    person.click("Bring them in")
    return step(person)


def test_a_messy_spreadsheet_comes_in_moves_the_onion_and_goes_again(visitor):
    # Given Sam with the log of a directorate: titles above the headings, semicolons, totals
    sam = visitor().enter_as("sam")
    before = rings(sam, OF_2022)
    bring(sam, EXAMPLES / "east-kent-2022.csv")
    # Then the headings are found, and the columns are matched by suggestion
    sam.sees("with the headings in row 4").is_well().picture("import-columns")
    sam.click("Check the rows")
    step(sam)
    assert sam.page.get_by_text("9 to answer, 8 rows").is_visible()
    sam.is_well().picture("import-check")
    # When she takes what is suggested and says what is left
    sam.click("Repair problems", role="link").is_well().picture("import-problems")
    sam.sees("Only a letter is wrong").click("Take what is listed here")
    step(sam)
    use_suggestions(sam)
    sam.click("Repair problems", role="link")
    sam.choose("Leave the cell empty").click("Save and check again")
    step(sam)
    assert numbers(sam)["With a problem"] == "0"
    load(sam)
    # Then all of it is in, and the onion has moved
    sam.sees("came in.").is_well().picture("import-report")
    sam.click("See what came in", role="link")
    titles = {row.inner_text() for row in sam.page.locator("tbody th a").all()}
    assert {"Patient council", "Carers’ tea and talk", "Poetry on the ward"} <= titles
    export_is_what_the_screen_shows(sam)
    assert rings(sam, OF_2022)["Involve"] > before["Involve"]
    # And when it turns out to be the wrong file, everything goes again
    sam.go("/activities/import/").click("east-kent-2022.csv", role="link")
    sam.click("Take this import out", role="button").is_well()
    sam.click("Take the import out")
    step(sam).sees("Taken out again").is_well()
    assert rings(sam, OF_2022) == before


def export_is_what_the_screen_shows(person) -> None:
    """The list as a workbook, opened by another program, says in every cell what the screen says."""
    table = person.page.locator("main table")
    columns = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    shown = [
        [text.strip() for text in row.locator("th, td").all_inner_texts()]
        for row in table.locator("tbody tr").all()
    ]
    with person.page.expect_download() as fetched:
        person.click("as an Excel workbook", role="link")
    book = openpyxl.load_workbook(io.BytesIO(Path(fetched.value.path()).read_bytes()))
    activities, codebook = book.worksheets
    headings, *rows = activities.iter_rows(values_only=True)
    assert set(columns) <= set(headings)
    exported = [
        [as_shown(column, row[headings.index(column)]) for column in columns] for row in rows
    ]
    assert exported == shown
    # And its last sheet says what each column means
    assert codebook.title == "What the columns mean"
    said = [row[:2] for row in codebook.iter_rows(values_only=True)]
    assert ("Rows", str(len(shown))) in said
    meanings = said[said.index(("Column", "What it means")) + 1 :]
    assert tuple(column for column, _meaning in meanings) == headings
    assert all(meaning for _column, meaning in meanings)


def as_shown(column: str, value: str | float | datetime | None) -> str:
    """A cell of a workbook as the screen says it."""
    if value is None:
        return EMPTY_ON_SCREEN.get(column, "")
    if isinstance(value, datetime):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, int | float):
        return f"{value:,}"
    # A month without a day is spelt out in the file
    month = re.fullmatch(r"([A-Z][a-z]{2})[a-z]* (\d{4})", value)
    return f"{month[1]} {month[2]}" if column == "Date" and month else value


def test_several_dates_about_twenty_and_the_rows_left_out(visitor, tmp_path):
    # Given Ivy on a phone with a list of ward meetings, one row of which nobody can mend today
    ivy = visitor(phone=True).enter_as("ivy")
    bring(ivy, EXAMPLES / "ward-meetings.csv")
    # When she says which column is the level, and that only the good rows come in
    ivy.select("How deep", "Level").is_well().click("Check the rows")
    # And that the numbers of people are of all dates of a row together
    step(ivy).sees("What does one number of people for several dates mean?").is_well()
    ivy.choose("Everybody together. Count it once, with the first date").click("Check the rows")
    step(ivy).is_well()
    assert numbers(ivy)["With a problem"] != "0"
    ivy.click("Go on to bring them in", role="button")
    ivy.sees("Repair the others first").is_well().click("Bring in the good rows")
    step(ivy).sees("did not come in").is_well()
    # Then the meetings of one group are sessions of one activity
    said = ivy.page.locator("main").inner_text()
    assert re.search(r"2 activities and 6 sessions came in", said), said
    # And the others are a file with the reasons
    with ivy.page.expect_download() as fetched:
        ivy.click("Excel workbook", role="link")
    book = openpyxl.load_workbook(io.BytesIO(Path(fetched.value.path()).read_bytes()))
    headings, *rows = book.active.iter_rows(values_only=True)
    assert "Why it did not come in" in headings
    assert any("Larch ward" in row for row in rows)


def test_american_dates_doubled_rows_and_old_names_of_rings(visitor):
    ivy = visitor().enter_as("ivy")
    bring(ivy, EXAMPLES / "trust-events-2023.csv")
    ivy.click("Check the rows")
    # The file is asked about once, because 28 is no month
    step(ivy).sees("3/28/2023 can only be 28 March 2023").is_well().picture("import-question")
    ivy.choose("Month first, as in America: 3/5/2023 is 5 March").click("Check the rows")
    step(ivy)
    use_suggestions(ivy)
    ivy.click("Look at likely doubles", role="link").is_well().picture("import-doubles")
    assert "2 rows look like another one" in ivy.page.locator("main").inner_text()
    # The same file again is told apart
    ivy.go("/activities/import/").click("Bring in activities", role="button")
    ivy.page.set_input_files("input[type=file]", EXAMPLES / "trust-events-2023.csv")
    ivy.click("Read the file")
    step(ivy).sees("This file was chosen before").is_well()


def test_the_onion_of_2020_comes_in_moves_each_ring_by_its_own_and_goes_again(visitor):
    # Given Ivy with the onion of 2020
    with ONION_2020.open(encoding="utf-8", newline="") as file:
        in_file = [row["ring"] for row in csv.DictReader(file)]
    rows = len(in_file)
    ivy = visitor().enter_as("ivy")
    before = rings(ivy, SIX_RINGS), rings(ivy, FIVE_LEVELS)
    bring(ivy, ONION_2020)
    # Its rings go on all the time, so there is no date in it
    ivy.select("Date", "It goes on all the time").click("Check the rows")
    step(ivy).is_well()
    found = numbers(ivy)
    assert (found["Rows in the file"], found["With a problem"]) == (str(rows), "0")
    # The invented data holds it already, so that all of it is told apart
    assert found["Left out: likely doubles"] == str(rows)
    # When she says that it comes in all the same
    ivy.click("Look at likely doubles", role="link").click("Bring all of them in")
    ivy.sees(f"{rows} of them likely doubles").is_well()
    load(ivy).sees(f"{rows} activities").is_well()
    # Then each ring has grown by what the file has in it, on either ladder
    levels = Counter(ON_FIVE_LEVELS[ring] for ring in in_file)
    after = moved_by(before[0], Counter(in_file)), moved_by(before[1], levels)
    assert (rings(ivy, SIX_RINGS), rings(ivy, FIVE_LEVELS)) == after
    # And all of it goes again
    ivy.go("/activities/import/").click(ONION_2020.name, role="link")
    ivy.click("Take this import out", role="button").click("Take the import out")
    step(ivy).sees("Taken out again").is_well()
    assert (rings(ivy, SIX_RINGS), rings(ivy, FIVE_LEVELS)) == before


def test_a_word_without_end_does_not_widen_the_page_on_a_phone(visitor, tmp_path):
    # Given a cell that somebody leaned on a key in
    file = tmp_path / "endless.csv"
    rows = "Title,Date,Level,Service,Kind\n", f"{'x' * 300},3/5/2023,{'o' * 90},{'u' * 90},Visit\n"
    file.write_text("".join(rows))
    ivy = visitor(phone=True).enter_as("ivy")
    bring(ivy, file)
    ivy.is_well().click("Check the rows")
    step(ivy).is_well()
    # Then it can be read and answered without scrolling sideways
    ivy.click("Repair problems", role="link").sees("At most 200 fit").is_well()
    ivy.click("See every problem by row and column", role="link").is_well()
