"""The main job: a member of staff logs a workshop in under a minute and the onion moves."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.db import connection

ONE_MINUTE = 60
LEVEL = "Involve"


def ring_number(visitor, level: str = LEVEL) -> int:
    """How many activities happened at a level, as the table beside the onion says."""
    visitor.go("/activities/onion/")
    row = visitor.page.locator("main table tbody tr", has_text=level).first
    return int(re.search(r"\d+", row.locator("td").first.inner_text())[0])


def fill_in(visitor, title: str) -> None:
    """The short form, as somebody who has just come back from a workshop fills it in."""
    visitor.type("What was it?", title)
    visitor.select("What kind of activity?", "Workshop")
    visitor.choose(LEVEL)
    visitor.type("How many people came, not counting staff? (optional)", "8")


@pytest.mark.usefixtures("demo_data")
def test_staff_log_a_workshop_and_see_the_onion_move(visitor, capsys):
    # Given Sam at a work laptop
    sam = visitor().enter_as("sam")
    before = ring_number(sam)
    sam.go("/").is_well()
    # When she logs what has just happened
    begun, sam.presses = time.monotonic(), 0
    sam.click("Log activity", role="link")
    sam.is_well().picture("log-activity")
    fill_in(sam, "Garden workshop")
    sam.click("Save activity")
    sam.sees("Saved")
    seconds = time.monotonic() - begun
    with capsys.disabled():
        print(f"\nLogging took {sam.presses} key presses and clicks, {seconds:.1f} s by machine.")
    # Then it took few presses (at two a second: under a minute) and the onion has moved
    assert sam.presses / 2 < ONE_MINUTE
    assert sam.heading() == "Garden workshop"
    sam.is_well().picture("activity")
    assert ring_number(sam) == before + 1
    sam.is_well().picture("onion", part="figure")


def test_the_same_by_keyboard_only(visitor):
    sam = visitor().enter_as("sam")
    sam.go("/activities/log/")
    sam.press("Tab")
    assert sam.page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    sam.press("Enter")
    reach(sam, "title")
    sam.page.keyboard.type("By keyboard")
    reach(sam, "kind")
    sam.page.keyboard.type("Workshop")
    reach(sam, "level")
    sam.press("ArrowDown", "ArrowDown", " ")
    reach(sam, "people")
    sam.page.keyboard.type("5")
    sam.press("Enter")
    sam.sees("Saved")
    assert sam.heading() == "By keyboard"
    sam.is_well()


def reach(visitor, name: str) -> None:
    """Press Tab until the focus is in the field of this name."""
    for _ in range(60):
        visitor.press("Tab")
        if visitor.page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"The field {name} cannot be reached with Tab.")


def test_the_same_on_a_small_phone(visitor):
    sam = visitor(phone=True).enter_as("sam")
    sam.go("/activities/log/").is_well().picture("log-activity-phone", whole=True)
    fill_in(sam, "From the bus")
    sam.click("Save activity")
    sam.sees("Saved").is_well()
    sam.go("/activities/onion/").is_well().picture("onion-phone", whole=True)
    sam.go("/activities/").is_well()


def test_the_same_without_javascript(visitor):
    sam = visitor(java_script_enabled=False)
    sam.go("/users/demo/")
    sam.page.locator("form[action='/users/demo/sam/'] button").click()
    sam.go("/activities/log/")
    sam.page.get_by_text("Add more").first.click()
    fill_in(sam, "Without a script")
    sam.page.get_by_label("Notes (optional)", exact=True).fill("Typed in the part that opens")
    sam.click("Save activity")
    sam.sees("Saved")
    assert sam.heading() == "Without a script"


def test_a_fault_is_said_at_the_top_and_beside_the_field(visitor):
    sam = visitor().enter_as("sam")
    sam.go("/activities/log/").type("What was it?", "No level chosen")
    sam.click("Save activity")
    sam.sees("There is a problem").is_well()
    assert sam.page.title().startswith("Error: ")
    assert "nhsuk-error-summary" in sam.page.evaluate("document.activeElement.className")
    link = sam.page.locator(".nhsuk-error-summary a").last
    words = link.inner_text()
    link.click()
    assert sam.page.evaluate("document.activeElement.name") in ("level", "kind")
    assert sam.page.locator(".nhsuk-error-message", has_text=words).count() == 1
    assert sam.page.get_by_label("What was it?").input_value() == "No level chosen"


def test_a_draft_is_offered_after_a_crash(visitor):
    sam = visitor().enter_as("sam")
    sam.go("/activities/log/").type("What was it?", "Half a thought")
    sam.sees("Draft kept at")
    # The window is gone without a word; another one opens.
    again = sam.context.new_page()
    sam.page.close()
    sam.page = again
    sam.go("/activities/log/").sees("Half a thought").is_well()
    sam.click("Go on with it", role="link")
    assert sam.page.get_by_label("What was it?").input_value() == "Half a thought"
    sam.select("What kind of activity?", "Workshop").choose(LEVEL).click("Save activity")
    sam.sees("Saved")
    sam.go("/activities/log/")
    assert sam.page.get_by_text("unfinished activity").count() == 0


def test_what_was_typed_survives_an_ended_session(visitor):
    sam = visitor().enter_as("sam")
    sam.go("/activities/log/")
    fill_in(sam, "Typed too slowly")
    BrowserSession.objects.all().delete()
    connection.close()
    sam.click("Save activity")
    sam.sees("Sign in")
    sam.enter_as("sam").go("/activities/log/").sees("Typed too slowly")


def test_the_back_button_and_a_second_press_save_once(visitor):
    sam = visitor().enter_as("sam")
    sam.go("/activities/log/")
    fill_in(sam, "Pottery afternoon")
    sam.click("Save activity")
    sam.sees("Saved")
    sam.page.go_back()
    sam.click("Save activity")
    sam.sees("You saved exactly this at").is_well()
    sam.go("/activities/?q=pottery")
    assert sam.page.locator("main table tbody tr").count() == 1
