"""The list of the day as a spreadsheet, there and back, and lists that mean harm."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from activities.models import Attendance, Opportunity
from activities.rules.log import LONDON
from community.models import Person
from core.models import StoredFile
from tests.activities.places import open_session, place_for
from tests.house.world import World

HOSTILE = (
    "=HYPERLINK(0)",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\u202egnp.exe",
    "＝1",
    "Ann " + "a" * 50,
)


@pytest.fixture
def the_day(cast):
    """A session of this morning that Ivy may run."""
    World()
    made = open_session(places=None)
    at = datetime.combine(made.session.held_on, time(9, 50), LONDON)
    Opportunity.objects.update(closes_at=at)
    rows = [place_for(made, f"Person {number}") for number in range(4)]
    with time_machine.travel(at, tick=False):
        yield made, [row.person for row in rows]


def address(name: str, made: Opportunity) -> str:
    return reverse(f"activities:{name}", args=[made.pk])


def outcomes() -> dict[str, str]:
    rows = Attendance.objects.order_by("person__name")
    return dict(rows.values_list("person__name", "outcome"))


def listed(client, made: Opportunity) -> list[list[str]]:
    text = client.get(address("attendance_download", made)).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def bring(client, made: Opportunity, content: bytes, name: str = "list.csv"):
    upload = SimpleUploadedFile(name, content)
    return client.send(address("attendance_file", made), {"file": upload})


def as_csv(rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def test_taken_along_filled_in_and_brought_back(as_person, the_day):
    made, people = the_day
    ivy = as_person("ivy")
    rows = listed(ivy, made)
    assert rows[0] == ["Number", "Name", "Came"]
    assert {row[0] for row in rows[1:]} == {f"P{each.pk:05d}" for each in people}
    for row, said in zip(rows[1:], ("yes", "X", "no", ""), strict=True):
        row[2] = said
    answer = bring(ivy, made, as_csv(rows))
    assert answer.url == address("opportunity_day", made)
    assert "2 came, 1 did not come." in ivy.get(answer.url).content.decode()
    assert sorted(outcomes().values()) == ["came", "came", "missed"]
    # The same again changes nothing, and the file is not kept
    bring(ivy, made, as_csv(rows))
    assert set(Attendance.objects.values_list("version", flat=True)) == {1}
    assert not StoredFile.objects.exists()
    # What was marked stands in the next list
    assert sorted(row[2] for row in listed(ivy, made)[1:]) == ["", "no", "yes", "yes"]


def test_a_workbook_does_as_well(as_person, the_day):
    made, people = the_day
    book, out = Workbook(), io.BytesIO()
    for row in (["Number", "Name", "Came"], [f"P{people[0].pk:05d}", "=1+1", "yes"]):
        book.active.append(row)
    book.save(out)
    bring(as_person("ivy"), made, out.getvalue(), "list.xlsx")
    assert outcomes() == {"Person 0": "came"}


def test_no_cell_of_the_list_is_a_formula(as_person, the_day):
    made, people = the_day
    for person, name in zip(people * 3, HOSTILE, strict=False):
        Person.objects.filter(pk=person.pk).update(shown_name=name)
        for row in listed(as_person("ivy"), made):
            for cell in row:
                assert cell.lstrip()[:1] not in set("=+-@\t\r＝"), cell
    # And it can be brought back as it is
    assert bring(as_person("ivy"), made, as_csv(listed(as_person("ivy"), made))).status_code == 200


def test_what_is_not_understood_is_named_by_row_and_never_shown(as_person, the_day):
    made, people = the_day
    ivy = as_person("ivy")
    rows = [
        ["Number", "Name", "Came"],
        [f"P{people[0].pk:05d}", "=cmd|'/c calc'!A0", "yes"],
        ["<script>alert(1)</script>", "x", "yes"],
        [f"P{people[1].pk:05d}", "\u202e" + "a" * 10_000, "maybe"],
        ["P99999", "Somebody else", "yes"],
        [f"P{people[2].pk:05d}", "", "yes"],
        [f"P{people[2].pk:05d}", "", "no"],
    ]
    answer = bring(ivy, made, as_csv(rows))
    shown = ivy.get(answer.url).content.decode()
    # The last two say yes and no of one person: somebody has to be asked
    assert "say yes and no of one person: 3, 4, 6, 7." in shown
    assert "Not on the list of the day: 1." in shown
    assert "<script>alert" not in shown
    assert outcomes() == {"Person 0": "came"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Name,Here\nAnn,yes\n", "needs a column"),
        (b"Number,Came\nP00001,\n", "says of nobody"),
        (b"Number,Came\n" + b"P00001,yes\n" * 2_100, "too long"),
        (b"\x00\x01\x02\xff\xfe" * 50, ""),
        (b"%PDF-1.7 nothing", ""),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(as_person, the_day, content, why):
    made, _people = the_day
    answer = bring(as_person("ivy"), made, content)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert why in answer.content.decode()
    assert not Attendance.objects.exists()
    assert not StoredFile.objects.exclude(purpose="kept").exists()


def test_others_get_no_list_and_bring_none(as_person, the_day):
    made, _people = the_day
    for key in ("olu", "amina", "stella"):
        for name in ("attendance_download", "attendance_file"):
            assert as_person(key).get(address(name, made)).status_code == 403
