"""Data goes out: a list at once, a whole log by the worker, for its asker alone and for a while."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Activity
from core.files.services import drop_expired
from core.models import Export, StoredFile
from core.service import System
from core.work.worker import do_due
from organisation.models import Directorate

pytestmark = pytest.mark.usefixtures("demo_data")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Files of the journey's own."""
    settings.FILES_FOLDER = tmp_path / "files"


def step(person):
    """The worker does what waits for it; the page shows itself anew."""
    progress = person.page.locator("[data-progress]")
    progress.wait_for(state="attached", timeout=20_000)
    do_due()
    connection.close()
    progress.wait_for(state="detached", timeout=20_000)
    person.page.wait_for_load_state()
    return person


def fetched(person, link: str, role: str = "link") -> tuple[str, bytes]:
    """What is saved by pressing a link: its name and what is in it."""
    with person.page.expect_download() as saved:
        person.click(link, role=role)
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def table_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def smallest() -> tuple[str, int]:
    """A directorate with few activities, and how many it has."""
    found = [
        (Activity.objects.filter(directorate_ids__contains=[one.pk]).count(), one.name)
        for one in Directorate.objects.all()
    ]
    connection.close()
    number, name = min(each for each in found if each[0] > 2)
    return name, number


def test_a_list_goes_out_as_it_stands_on_the_page(visitor):
    # Given Stella of the steering group, who looks for one level
    stella = visitor().enter_as("stella")
    stella.go("/activities/?level=involve").is_well()
    said = stella.page.get_by_text(re.compile(r"^Showing (?:all|\d+ of) ")).first.inner_text()
    number = int(re.search(r"(\d[\d,]*) activities", said)[1].replace(",", ""))
    # When she takes it out as CSV, she has all pages of it, and no numbers of people
    name, data = fetched(stella, "as a CSV file")
    headings, *rows = table_of(data)
    assert re.fullmatch(r"activities-\d{4}-\d\d-\d\d\.csv", name)
    assert len(rows) == number
    shown = stella.page.locator("tbody th a").all_inner_texts()
    assert [row[0] for row in rows][: len(shown)] == shown
    assert "People" not in headings
    # And as a workbook the same, with what the columns mean
    _name, data = fetched(stella, "as an Excel workbook")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [row[0] for row in book.worksheets[0].values][1:] == [row[0] for row in rows]
    assert book.sheetnames[-1] == "What the columns mean"


def test_a_whole_log_goes_out_to_its_asker_and_comes_in_again(visitor, tmp_path):
    # Given Ivy, who wants the log of one directorate
    directorate, number = smallest()
    ivy = visitor().enter_as("ivy")
    ivy.go("/activities/").click("Take out a whole log", role="link").is_well()
    ivy.select("Whose log?", directorate).choose("CSV files in a ZIP archive")
    ivy.click("Make the file").is_well().picture("export-waits")
    # Then she sees how it goes, and what is in it once it is ready
    ivy.sees("Stop making it")
    step(ivy).sees("The file is ready").is_well().picture("export-ready", whole=True)
    assert f"{number:,} activities, " in ivy.page.locator("dl").inner_text()
    address = ivy.page.url.removeprefix(ivy.address)
    _name, data = fetched(ivy, "Download the file", role="button")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(table_of(archive.read("Activities.csv"))) - 1 == number
        sessions = tmp_path / "Sessions.csv"
        sessions.write_bytes(archive.read("Sessions.csv"))
    # And nobody else opens it, not with its address either
    sam = visitor().enter_as("sam")
    assert sam.page.goto(sam.address + address).status == 404
    assert sam.page.goto(f"{sam.address}{address}file/").status == 404
    # When its sheet of sessions is brought in again, there is nothing to repair
    ivy.go("/activities/import/").click("Bring in activities", role="button")
    ivy.page.set_input_files("input[type=file]", sessions)
    ivy.click("Read the file")
    step(ivy).is_well().click("Check the rows")
    step(ivy).is_well()
    shown = {
        row.locator("dt").inner_text(): row.locator("dd").first.inner_text()
        for row in ivy.page.locator(".nhsuk-summary-list__row").all()
    }
    assert shown["With a problem"].strip() == "0"
    # And after its time it is gone
    past = timezone.now() - timedelta(minutes=1)
    Export.objects.update(made_at=past - timedelta(days=7), expires_at=past)
    StoredFile.objects.filter(purpose="export").update(expires_at=past)
    assert drop_expired(by=System("test")) == 1
    connection.close()
    ivy.go(address).sees("The file is gone")
    ivy.is_well()
    assert ivy.page.goto(f"{ivy.address}{address}file/").status == 404
    ivy.faults.clear()
