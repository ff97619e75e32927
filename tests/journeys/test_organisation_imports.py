"""A trust's own lists come in: services with cost centres, who works where, and out again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from organisation.models import Directorate, Post, Service
from tests.journeys.test_imports import step
from users.models import User

SERVICES = [
    ["Care group ", "Team name", "Cost Centre ", "Opened"],
    ["East Kent", "Thanet CMHT", "", None],
    ["East Kent directorate", "Ashford CMHT", "ek 12", None],
    ["North Kent", "Swale hub", "£12.50", "1st April 2024"],
    ["north kent", "Medway hub", "NK-1", None],
    ["Total", None, 4, None],
]
THANET = "Thanet community mental health team"
PEOPLE = [
    ["Work e-mail", "Staff name", "Ward", "Role", "Until"],
    ["ivy@portal.example ", "Ivy Marsh", "Littlebrook wards", "Peer worker", None],
    ["New.Nurse @kmpt.nhs.uk", "Nia Nurse", "littlebrook  wards", "Member of the team", None],
    ["new.nurse@kmpt.nhs.uk", "Nia Nurse", "Littlebrook wards", "", None],
    ["sam@portal.example", "Sam Okafor", "Thanet CMHT", "", "31/03/2027"],
]


def workbook(folder: Path, name: str, title: str, rows: list[list]) -> Path:
    """A workbook as it lies around: a merged title, a line of small print, headings in row 4."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = title
    sheet.merge_cells("A1:D1")
    sheet["A2"] = "Please do not change the order of the columns"
    for place, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column, value)
    book.save(folder / name)
    return folder / name


def bring(person, many: str, file: Path):
    """Choose a file of the organisation, let the worker read it, and match its columns."""
    follow(person.go("/organisation/"), "Bring in services or posts from a file")
    follow(person, f"Bring in {many}", "button")
    person.page.set_input_files("input[type=file]", file)
    person.click("Read the file")
    step(person).sees("with the headings in row 4").is_well()
    look(person, f"{many}-columns")
    person.click("Check the rows")
    return look(step(person).is_well(), f"{many}-check")


def follow(person, name: str, role: str = "link"):
    """Go where a link leads, and look at the page when it is there."""
    with person.page.expect_navigation():
        person.click(name, role=role)
    return person.is_well()


def look(person, name: str):
    """A picture of the whole page, of each width its own."""
    width = person.page.viewport_size["width"]
    return person.picture(f"organisation-{name}-{width}", whole=True)


def question(person, words: str):
    """The question about a cell, with its answers."""
    return person.page.locator("fieldset", has_text=words).last


def answer(person, words: str, way: str) -> None:
    question(person, words).get_by_label(way, exact=True).check()


def checked_again(person):
    person.click("Save and check again")
    return step(person)


def bring_in(person):
    person.click("Bring them in")
    return step(person).sees("came in.").is_well()


def take_out(person):
    follow(person, "Take this import out", "button")
    person.click("Take the import out")
    return step(person).sees("Taken out again").is_well()


@pytest.mark.parametrize("phone", [False, True])
def test_services_come_in_with_their_cost_centres_and_go_again(visitor, tmp_path, phone):
    # Given Ada with the list of the finance department
    file = workbook(tmp_path, "cost centres.xlsx", "Services and cost centres FINAL v3", SERVICES)
    ada = visitor(phone=phone).enter_as("ada")
    bring(ada, "services", file)
    # Then a short form of a service that is here, a sum of money and a new directorate are asked
    # about
    follow(ada, "Repair problems")
    look(ada, "services-problems")
    near = question(ada, "Thanet CMHT")
    assert f"is much like {THANET} in East Kent" in near.inner_text()
    assert near.get_by_label("Open “Thanet CMHT” as a new service").count() == 1
    answer(ada, "Thanet CMHT", f"Use “{THANET}”")
    answer(ada, "£12.50", "Type what it should say")
    question(ada, "£12.50").get_by_label("What should it say?").fill("nk 2")
    # One answer holds for both spellings
    answer(ada, "“North Kent”", "Open “North Kent” as a new directorate")
    checked_again(ada).sees("No problem left").sees("A new directorate opens: “North Kent”")
    ada.sees("3 services and 1 directorate").is_well()
    # When all comes in
    follow(ada, "Go on to bring them in", "button")
    look(bring_in(ada), "services-report")
    # Then no second Thanet is there, and the new ones have their cost centres
    found = Service.objects.filter(batch__isnull=False).order_by("name")
    assert [(each.name, each.cost_centre) for each in found] == [
        ("Ashford CMHT", "EK12"),
        ("Medway hub", "NK-1"),
        ("Swale hub", "NK2"),
    ]
    # And all of it goes again
    take_out(ada)
    assert not Service.objects.filter(batch__isnull=False).exists()
    assert not Directorate.objects.filter(name="North Kent").exists()


@pytest.mark.parametrize("phone", [False, True])
def test_posts_come_in_with_one_invitation_and_go_again(visitor, tmp_path, phone):
    # Given Ada with a list of staff, one of whom has no account
    file = workbook(tmp_path, "staff list.xlsx", "Who works where", PEOPLE)
    ada = visitor(phone=phone).enter_as("ada")
    bring(ada, "posts", file)
    # When she says what a peer worker is to the portal, and which service is meant
    follow(ada, "Repair problems")
    look(ada, "posts-problems")
    role = question(ada, "Peer worker")
    assert "Approves claims" not in [
        label for label in role.locator("label").all_inner_texts() if label.startswith("Use")
    ]
    answer(ada, "Peer worker", "Use “Member of the team”")
    answer(ada, "Thanet CMHT", f"Use “East Kent, {THANET}”")
    checked_again(ada).sees("No problem left").is_well()
    follow(ada, "Look at likely doubles")
    look(ada, "posts-doubles").page.go_back()
    # Then the last page says how many are written to, and nobody is unless she says so
    follow(ada, "Go on to bring them in", "button")
    look(ada, "posts-load")
    invites = ada.page.get_by_label("Send 1 invitation")
    assert not invites.is_checked()
    invites.check()
    look(bring_in(ada), "posts-report")
    nia = User.objects.get(email="new.nurse@kmpt.nhs.uk")
    assert (nia.name, nia.is_active) == ("Nia Nurse", True)
    assert Post.objects.filter(batch__isnull=False).count() == 3
    # And all of it goes again, the account that nobody used with it
    take_out(ada)
    assert not Post.objects.filter(batch__isnull=False).exists()
    assert not User.objects.get(pk=nia.pk).is_active
