"""A whole log as a file: everything that was logged, for those who may see it, fit to come in again."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, time, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Session
from activities.selectors.levels import all_levels
from activities.services.entries import ActivityEntry, HeadcountEntry, SessionEntry
from activities.services.log import add_session, log_activity
from community.services.partners import add_partner
from core.exports.opening import content_at
from core.exports.services import start_export
from core.files.selectors import open_stored
from core.imports.services.batches import load_import, match_columns, start_import
from core.models import Export, ImportBatch
from core.service import Refused
from core.tables.columns import Table
from core.work.worker import do_due
from organisation.models import ActivityKind, Directorate, Group, Service, Theme

ADDRESS = "/activities/export/"


@pytest.fixture(autouse=True)
def quiet(monkeypatch, settings, tmp_path):
    """Files of the test's own; the worker is called by hand."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


def made(person, address=ADDRESS, form="zip") -> Export:
    content = content_at(address, person)
    export = start_export(by=person, content=content, address=address, form=form)
    assert do_due() == 1
    export.refresh_from_db()
    return export


def sheets(export: Export) -> dict[str, list[dict[str, str]]]:
    """Each CSV file of the archive by its name, its rows by their headings."""
    with open_stored(export.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in archive.namelist()
        }


def service(start: str) -> int:
    return Service.objects.get(name__startswith=start).pk


@pytest.fixture
def log(cast):
    """A garden group of two sessions, a magazine that goes on, and a plan of another directorate."""
    kind, level = ActivityKind.objects.earliest("pk").pk, all_levels().by_code
    garden = log_activity(
        by=cast.sam,
        entry=ActivityEntry(
            title="Garden group; “spring”",
            aim="=To hear what helps",
            kind_id=kind,
            level_id=level["involve"].id,
            service_ids=(service("Canterbury"), service("Thanet")),
            theme_ids=(Theme.objects.earliest("pk").pk,),
            group_reached_ids=(Group.objects.earliest("pk").pk,),
            partner_ids=(add_partner(by=cast.ivy, name="Seeds & Co, Kent").pk,),
            what_was_asked="What helps?",
            notes="Rain.\nThen sun.",
        ),
        session=SessionEntry(
            held_on=date(2026, 5, 5),
            starts_at=time(10, 30),
            ends_at=time(12, 0),
            mode=Session.Mode.HYBRID,
            headcounts=(
                HeadcountEntry("service_user", 8),
                HeadcountEntry("carer", 4, is_estimate=True),
                HeadcountEntry("staff", 2),
            ),
        ),
    )
    add_session(
        by=cast.sam,
        activity_id=garden.pk,
        entry=SessionEntry(held_on=date(2026, 6, 1), precision="month"),
    )
    log_activity(
        by=cast.ivy,
        entry=ActivityEntry(
            title="=Patient magazine",
            kind_id=kind,
            level_id=level["information-giving"].id,
            is_trust_wide=True,
            is_standing=True,
            publication_reach=1200,
        ),
    )
    log_activity(
        by=cast.olu,
        entry=ActivityEntry(
            title="Ward walk",
            kind_id=kind,
            level_id=level["engage"].id,
            status=Activity.Status.PLANNED,
            service_ids=(service("Littlebrook"),),
        ),
        session=SessionEntry(
            held_on=timezone.localdate() + timedelta(days=30), status=Session.Status.PLANNED
        ),
    )
    return garden


def test_the_log_of_the_trust_holds_everything(cast, log):
    found = sheets(made(cast.sam))
    assert set(found) == {
        "Activities",
        "Sessions",
        "Who came",
        "Services and tags",
        "What the columns mean",
    }
    garden = next(row for row in found["Activities"] if row["Reference"] == log.reference)
    assert garden["Title"] == "Garden group; “spring”"
    assert (garden["Level"], garden["Ladder"]) == ("Involve", "Five levels (2025)")
    assert garden["What it was for"] == "'=To hear what helps"
    assert garden["Date"] == "2026-05-05"
    assert garden["Service"].split("; ")[0].startswith("Canterbury")
    assert (garden["Sessions held"], garden["How many people came"]) == ("2", "12")
    assert garden["People-hours"] == "18.0"
    assert {garden["Led by"], garden["Logged on the portal by"]} == {"Sam Okafor"}
    assert garden["Notes"] == "Rain.\nThen sun."
    first, second = (row for row in found["Sessions"] if row["Reference"] == log.reference)
    assert (first["Start time"], first["End time"]) == ("10:30", "12:00")
    assert (first["Service users who came"], first["Carers and family who came"]) == ("8", "4")
    assert first["Which numbers are guesses"] == "Carers and family who came"
    assert second["Which numbers are guesses"] == ""
    assert (second["Date"], second["How many people came"]) == ("June 2026", "")
    assert [row["A guess"] for row in found["Who came"]] == ["No", "Yes", "No"]
    tags = {(row["What it is"], row["Name"]) for row in found["Services and tags"]}
    assert ("Partner", "Seeds & Co, Kent") in tags
    assert ("Group reached", str(Group.objects.earliest("pk"))) in tags
    magazine = next(row for row in found["Sessions"] if row["Title"] == "'=Patient magazine")
    assert (magazine["Date"], magazine["Service"]) == ("Goes on all the time", "Whole trust")
    assert magazine["How many it was sent to or read by"] == "1200"


def test_the_log_of_a_directorate_holds_its_own_only(cast, log):
    acute = Directorate.objects.get(name="Acute")
    export = made(cast.sam, f"{ADDRESS}?directorate={acute.pk}")
    found = sheets(export)
    assert [row["Title"] for row in found["Activities"]] == ["Ward walk"]
    assert {row["Title"] for row in found["Sessions"]} == {"Ward walk"}
    assert [row["Name"] for row in found["Services and tags"]] == ["Littlebrook wards"]
    assert found["Who came"] == []
    assert export.title == "The log of Acute"
    assert export.file.name.startswith("log-acute-")


@pytest.mark.parametrize(
    ("key", "people", "names"),
    [("sam", True, True), ("ivy", True, True), ("fin", False, True), ("stella", False, False)],
)
def test_people_and_names_are_there_for_those_who_may_see_them(cast, log, key, people, names):
    export = made(getattr(cast, key))
    found = sheets(export)
    assert ("Who came" in found) == people
    headings = {heading for name in ("Activities", "Sessions") for heading in found[name][0]}
    of_people = {heading for heading in headings if heading.endswith("came")}
    assert bool(of_people | headings & {"People-hours"}) == people
    assert ("Which numbers are guesses" in headings) == people
    assert bool(headings & {"Led by", "Logged on the portal by"}) == names
    assert ("see_headcounts" in export.needs, "see_posts" in export.needs) == (people, names)
    with open_stored(export.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        text = " ".join(archive.read(name).decode() for name in archive.namelist())
    assert ("Sam Okafor" in text) == names


def test_its_page_says_how_much_of_each_is_in_it(as_person, cast, log):
    export = made(cast.sam)
    numbers = {name: len(rows) for name, rows in sheets(export).items()}
    said = (
        f"3 activities, 4 rows of sessions, {numbers['Who came']} counts of people, "
        f"{numbers['Services and tags']} services and tags"
    )
    sam = as_person("sam")
    assert said in sam.get(reverse("core:export_detail", args=[export.pk])).content.decode()
    assert said in sam.get(reverse("core:export_list")).content.decode()


@pytest.mark.parametrize("directorate", ["999999", "x", "-1", "١"])
def test_a_directorate_that_is_not_there_has_no_log(cast, directorate):
    with pytest.raises(Refused):
        content_at(f"{ADDRESS}?directorate={directorate}", cast.sam)


def test_the_workbook_has_a_sheet_for_each_and_says_what_columns_mean(cast, log):
    export = made(cast.sam, form="xlsx")
    with open_stored(export.file) as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    assert book.sheetnames == [
        "Activities",
        "Sessions",
        "Who came",
        "Services and tags",
        "What the columns mean",
    ]
    in_archive = sheets(made(cast.sam))
    for sheet in book.worksheets[:4]:
        rows = list(sheet.values)
        assert len(rows) - 1 == len(in_archive[sheet.title])
        assert list(rows[0]) == list(in_archive[sheet.title][0])
    told = [row for row in book.worksheets[4].values if row[1]]
    assert [row[1] for row in told if row[0] == "Activities"] == list(in_archive["Activities"][0])
    assert [row for row in told if row[0] == "Sessions" and not row[2]] == []


def test_it_is_asked_for_from_the_list_and_the_directorates_page(as_person, log):
    acute = Directorate.objects.get(name="Acute")
    page = as_person("olu")
    assert reverse("activities:log_export") in page.get("/activities/").content.decode()
    shown = page.get(f"/organisation/directorates/{acute.pk}/").content.decode()
    address = f"{reverse('activities:log_export')}?directorate={acute.pk}"
    assert address in shown
    assert f'value="{acute.pk}" selected' in page.get(address).content.decode()
    page.send(address, {"directorate": str(acute.pk), "form": "xlsx"})
    assert Export.objects.get().address == address
    again = page.get(reverse("core:export_add"), {"address": address, "form": "xlsx"})
    assert again.status_code == 200


def test_every_column_of_the_log_and_the_lists_of_it_says_what_it_means(cast):
    tables = [part.table for part in content_at(ADDRESS, cast.ivy).parts]
    tables += [
        content_at(address, cast.ivy).parts[0].table
        for address in ("/activities/", "/activities/projects/")
    ]
    silent = [
        f"{table.name}: {column.heading}"
        for table in tables
        if isinstance(table, Table)
        for column in table.columns
        if not column.meaning
    ]
    assert silent == []


def told(activity: Activity) -> dict:
    """What can be read of an activity, without when and by whom it was logged."""
    sessions = activity.sessions.order_by("held_on", "pk")
    return {
        "title": activity.title,
        "aim": activity.aim,
        "kind": activity.kind_id,
        "level": activity.level_achieved_id or activity.level_planned_id,
        "status": activity.status,
        "standing": activity.is_standing,
        "trust": activity.is_trust_wide,
        "services": sorted(activity.service_ids),
        "lead": activity.service_links.filter(is_lead=True).values_list("service_id").first(),
        "themes": sorted(activity.themes.values_list("pk", flat=True)),
        "reached": sorted(activity.groups.values_list("pk", flat=True)),
        "partners": sorted(activity.partners.values_list("pk", flat=True)),
        "reach": activity.publication_reach,
        "asked": activity.what_was_asked,
        "sessions": [
            (s.held_on, s.precision, s.starts_at, s.ends_at, s.mode, s.status, s.people)
            for s in sessions
        ],
        "came": [
            sorted(s.headcounts.values_list("kind", "number", "is_estimate")) for s in sessions
        ],
    }


@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_a_log_that_was_taken_out_comes_in_again_the_same(cast, log, form):
    export = made(cast.ivy, form=form)
    with open_stored(export.file) as file:
        data = file.read()
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read("Sessions.csv")
    else:
        book = openpyxl.load_workbook(io.BytesIO(data))
        for name in set(book.sheetnames) - {"Sessions"}:
            del book[name]
        out = io.BytesIO()
        book.save(out)
        data = out.getvalue()
    before = {activity.title: told(activity) for activity in Activity.objects.all()}
    Activity.objects.update(title="Old")
    upload = SimpleUploadedFile(f"log.{'csv' if form == 'zip' else 'xlsx'}", data)
    batch = start_import(by=cast.ivy, kind="activities", upload=upload)
    do_due()
    batch.refresh_from_db()
    match_columns(
        by=cast.ivy,
        batch_id=batch.pk,
        expected=batch.version,
        columns=batch.columns,
        said=batch.said,
        choices=batch.choices | {"sessions": True},
    )
    do_due()
    batch.refresh_from_db()
    load_import(by=cast.ivy, batch_id=batch.pk, expected=batch.version, mode="all")
    do_due()
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.state == "loaded", (batch.state, batch.counts)
    after = {activity.title: told(activity) for activity in Activity.objects.exclude(title="Old")}
    assert after == before
