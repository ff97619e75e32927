"""Files that a worker makes: whole or not at all, as the list says, for the one who asked."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from contextlib import suppress
from datetime import timedelta

import openpyxl
import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from core.exports import rules
from core.exports.opening import content_at
from core.exports.services import (
    drop_old_exports,
    remove_export,
    stop_export,
)
from core.exports.sockets import EXPORTS
from core.files.selectors import open_stored
from core.files.services import drop_expired
from core.models import Act, Export, StoredFile, Work
from core.service import NotAllowed, Refused
from core.tables import downloads
from core.work.worker import do_due
from organisation.models import Directorate, Service
from tests.core.taking_out import BY, LIST, ask, made
from users.models import User
from users.permissions import Role

pytestmark = pytest.mark.usefixtures("own_files")


def book_of(export: Export):
    with open_stored(export.file) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def archive_of(export: Export) -> dict[str, list[list[str]]]:
    with open_stored(export.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def add_services(number: int) -> None:
    directorate = Directorate.objects.get(name="Acute")
    Service.objects.bulk_create(
        Service(directorate=directorate, name=f"=Ward {n:03}") for n in range(number)
    )


def without_tokens(response) -> str:
    """A page without what differs from one showing to the next."""
    return re.sub(r'value="[\w-]{30,}"', "", response.content.decode())


# --- What is in the file ------------------------------------------------------------------


def test_the_workbook_holds_what_the_list_holds(cast):
    add_services(30)
    export = made(cast.fin, f"{LIST}?name=ward&sort=-name")
    rows = list(book_of(export).worksheets[0].values)
    expected = Service.objects.filter(name__icontains="ward").order_by("-name", "-pk")
    assert [row[0] for row in rows[1:]] == [service.name for service in expected]
    assert [row[1] for row in rows[1:]] == [service.directorate.name for service in expected]
    assert export.rows == len(rows) - 1 == 31
    assert export.counts == [["rows", 31]]
    assert export.filters == [["Name", "ward"]]
    told = dict(row[:2] for row in book_of(export).worksheets[1].values if row[0])
    assert (told["Filters"], told["Made by"]) == ("Name: ward", "Fin Aldridge")
    assert told["Order"] == "Name, Z to A"


def test_the_archive_holds_the_list_and_its_codebook(cast):
    add_services(3)
    found = archive_of(made(cast.fin, f"{LIST}?name=ward", "zip"))
    assert set(found) == {"Services.csv", "What the columns mean.csv"}
    assert [row[0] for row in found["Services.csv"][1:]] == [
        "'=Ward 000",
        "'=Ward 001",
        "'=Ward 002",
        "Littlebrook wards",
    ]
    assert ["Rows", "4"] in found["What the columns mean.csv"]


def test_making_a_file_takes_the_same_queries_for_one_row_and_for_many(
    cast, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(100) as captured:
            made(cast.fin)
        return len(captured)

    queries()
    few = queries()
    add_services(200)
    assert queries() == few


def test_every_column_of_every_list_says_what_it_means(cast):
    User.objects.filter(pk=cast.ada.pk).update(roles=[role.value for role in Role])
    everybody = User.objects.get(pk=cast.ada.pk)
    names = {name for plugged in EXPORTS for name in plugged()}
    words = {"organisation:word_list": ["activity-kinds", "themes", "groups", "place-kinds"]}
    addresses = [reverse(name, args=[one]) for name in words for one in words[name]]
    for name in names - set(words):
        # Lists that belong to one thing are looked at in the tests of that thing.
        with suppress(NoReverseMatch):
            addresses.append(reverse(name))
    assert len(addresses) > 12
    silent = [
        f"{address}: {column.heading}"
        for address in addresses
        for part in content_at(address, everybody).parts
        for column in part.table.columns
        if not column.meaning
    ]
    assert silent == []


# --- Who may have it and open it ----------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "address", "may"),
    [
        ("fin", LIST, True),
        ("amina", LIST, False),
        ("ada", "/users/accounts/", True),
        ("ivy", "/users/accounts/", False),
        ("sam", "/community/partners/", True),
        ("fin", "/community/partners/", False),
        ("stella", "/activities/", True),
        ("ada", "/activities/", False),
        ("ivy", "/organisation/words/themes/", True),
        ("sam", "/organisation/words/themes/", False),
    ],
)
def test_only_who_may_open_the_list_has_a_file_made_of_it(as_person, cast, key, address, may):
    page = as_person(key).get(reverse("core:export_add"), {"address": address})
    assert page.status_code == (200 if may else 403)
    if may:
        assert made(getattr(cast, key), address).made_at
    else:
        with pytest.raises(NotAllowed):
            ask(getattr(cast, key), address)
        assert not Export.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "/", "/nowhere/", "https://evil.example/", "//evil.example/organisation/services/x",
     "/core/exports/", "/organisation/words/nothing/", "x" * 3000, "/activities/?level=nonsense",
        "/activities/?other=\x00", "http://[", "/activities/?q=%00"],
)  # fmt: skip
def test_nothing_is_made_of_what_is_no_list(as_person, address):
    page = as_person("ivy").get(reverse("core:export_add"), {"address": address})
    assert page.status_code == 404


def test_only_its_asker_opens_it_and_to_others_it_looks_like_nothing(as_person, cast):
    export = made(cast.fin)
    address = reverse("core:export_file", args=[export.pk])
    answer = as_person("fin").get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"PK")
    nowhere = reverse("core:export_file", args=["00000000-0000-4000-8000-000000000000"])
    for key in ("cal", "ada", "ivy"):
        theirs, missing = as_person(key).get(address), as_person(key).get(nowhere)
        assert theirs.status_code == missing.status_code == 404
        assert without_tokens(theirs) == without_tokens(missing)


def test_a_role_taken_away_closes_a_file_that_is_ready(as_person, cast):
    export = made(cast.stella, "/activities/")
    page = as_person("stella")
    User.objects.filter(pk=cast.stella.pk).update(roles=["co_creator"])
    assert page.get(reverse("core:export_file", args=[export.pk])).status_code == 404
    shown = page.get(reverse("core:export_detail", args=[export.pk]))
    assert rules.LOST_RIGHTS in shown.content.decode()


def test_a_right_to_some_columns_taken_away_closes_it_too(as_person, cast):
    export = made(cast.sam, "/activities/")
    assert "see_headcounts" in export.needs
    page = as_person("sam")
    User.objects.filter(pk=cast.sam.pk).update(roles=["finance"])
    assert page.get("/activities/").status_code == 200
    assert page.get(reverse("core:export_file", args=[export.pk])).status_code == 404


@pytest.mark.parametrize("change", [{"roles": ["co_creator"]}, {"is_active": False}])
def test_rights_taken_away_before_it_is_made_are_asked_again(cast, change):
    export = ask(cast.fin)
    User.objects.filter(pk=cast.fin.pk).update(**change)
    do_due()
    export.refresh_from_db()
    assert (export.made_at, export.work.state) == (None, "failed")
    assert "may not take this out" in export.work.said
    assert not StoredFile.objects.exists()


# --- How long it stays --------------------------------------------------------------------


def test_it_goes_after_its_time_and_the_night_removes_the_bytes(as_person, cast, settings):
    export = made(cast.fin)
    page, address = as_person("fin"), reverse("core:export_file", args=[export.pk])
    assert export.expires_at - export.made_at == timedelta(days=7)
    assert drop_expired(by=BY) == 0
    past = timezone.now() - timedelta(minutes=1)
    Export.objects.update(expires_at=past, made_at=past - timedelta(days=7))
    StoredFile.objects.update(expires_at=past)
    assert page.get(address).status_code == 404
    assert drop_expired(by=BY) == 1
    export.refresh_from_db()
    assert (export.file, export.rows) == (None, 3)
    assert not StoredFile.objects.exists()
    shown = page.get(reverse("core:export_detail", args=[export.pk])).content.decode()
    assert "The file is gone" in shown
    assert "Make it again" in shown


def test_in_the_end_nothing_is_known_of_it(cast):
    export = made(cast.fin)
    remove_export(by=cast.fin, export_id=export.pk)
    assert not StoredFile.objects.exists()
    Export.objects.update(asked_at=timezone.now() - timedelta(days=400))
    drop_old_exports(by=BY)
    assert not Export.objects.exists()
    assert not Work.objects.exists()


def test_only_its_asker_stops_or_removes_it(cast):
    export = ask(cast.fin)
    for service in (stop_export, remove_export):
        with pytest.raises(NotAllowed):
            service(by=cast.cal, export_id=export.pk)


def test_downloads_are_counted_and_a_look_is_not(as_person, cast):
    export = made(cast.fin)
    page, address = as_person("fin"), reverse("core:export_file", args=[export.pk])
    for close in page.head(address)._resource_closers:
        close()
    for _ in range(2):
        b"".join(page.get(address).streaming_content)
    export.refresh_from_db()
    assert export.downloads == 2
    shown = page.get(reverse("core:export_detail", args=[export.pk])).content.decode()
    assert "2 times, last on" in shown


# --- Asking, waiting, stopping ------------------------------------------------------------


def test_a_long_list_leads_to_a_file_by_way_of_its_page(as_person, cast, monkeypatch):
    monkeypatch.setitem(downloads.MOST_AT_ONCE, "xlsx", 2)
    page = as_person("fin")
    asked = page.get(f"{LIST}?download=xlsx&sort=-name")
    shown = page.get(asked.url)
    assert "3 services" in shown.content.decode()
    sent = page.send(asked.url, {"form": "xlsx"})
    export = Export.objects.get()
    assert sent.url == reverse("core:export_detail", args=[export.pk])
    assert "data-progress" in page.get(sent.url).content.decode()
    do_due()
    assert "Download the file" in page.get(sent.url).content.decode()
    assert "Ready" in page.get(reverse("core:export_list")).content.decode()
    assert Act.objects.filter(service="core.start_export", by=cast.fin).count() == 1


def test_few_are_made_at_once_for_one_person(as_person, cast):
    for _ in range(rules.MOST_OPEN):
        ask(cast.fin)
    with pytest.raises(Refused, match="being made for you"):
        ask(cast.fin)
    ask(cast.cal)
    sent = as_person("fin").send(f"{reverse('core:export_add')}?address={LIST}", {"form": "zip"})
    assert rules.TOO_MANY in sent.content.decode()


def test_stopped_before_it_begins_nothing_is_made(as_person, cast):
    export = ask(cast.fin)
    page = as_person("fin")
    page.send(reverse("core:export_stop", args=[export.pk]))
    assert do_due() == 0
    shown = page.get(reverse("core:export_detail", args=[export.pk])).content.decode()
    assert "You stopped it" in shown


def test_the_database_keeps_halves_out(cast):
    export = ask(cast.fin)
    with pytest.raises(Exception, match="export_made_is_whole"):
        Export.objects.filter(pk=export.pk).update(rows=3)
