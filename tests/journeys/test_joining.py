"""Becoming part of the community, by themselves or through staff, until they leave again."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from community.models import Letter, Person, RightsRequest, TakeOver
from community.selectors.paper import code_for
from community.tasks import answer_addresses, compare_people, erase_people
from core.files.checks import check_due
from tests.cast import Cast
from tests.community.people import someone
from tests.users.people import own_caches
from tests.users.post import last_letter
from users.models import User


@pytest.fixture(autouse=True)
def _as_in_use(settings):
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.CACHES = own_caches()


def mailed_link(email: str, part: str = "join/go") -> str:
    """The path of the link in the newest mail to somebody, once a worker has written it."""
    answer_addresses()
    path = last_letter(email).link(part)
    connection.close()
    return path


def ask_for_link(person, email: str) -> None:
    person.go("/join/").is_well().click("Start now").is_well()
    person.choose("Yes").click("Continue").is_well()
    person.type("What is your email address?", email).click("Continue")
    person.sees("Check your email").is_well()


def one(name: str) -> Person:
    found = Person.objects.select_related("account", "entered_by").get(name=name)
    connection.close()
    return found


def test_grace_joins_on_an_old_phone_that_loses_the_page(visitor):
    # Given Grace with a phone 320 points wide
    grace = visitor(phone=True)
    ask_for_link(grace, "grace@home.example")
    path = mailed_link("grace@home.example")
    grace.go(path).is_well().click("Go on")
    # When she forgets her name, it is said beside the box
    grace.click("Continue").sees("There is a problem").is_well()
    grace.type("Your name", "Grace Obi").click("Continue").is_well()
    grace.choose("I look after somebody").click("Continue").is_well()
    grace.type("Your postcode (optional)", "TN12 6ZZ").click("Continue")
    grace.sees("TN12 lies in more than one district").is_well()
    grace.select("Or choose your district (optional)", "Maidstone").click("Continue").is_well()
    # And the phone loses the page, and she goes on with another one
    other = visitor(phone=True)
    other.go(path).sees("Your answers are still here").is_well().click("Go on")
    other.type("Telephone number (optional)", "01632 960 002").click("Continue").is_well()
    other.choose("English").click("Continue").is_well()
    other.click("Continue").is_well().click("Continue").is_well()
    other.sees("Do you need anything to take part?").is_well()
    other.page.locator("summary", has_text="The place, the room").click()
    other.choose("A quiet room to go to").is_well()
    other.choose("Everybody who hosts what I take part in").picture("join-needs-phone", whole=True)
    other.click("Continue").is_well()
    other.click("Continue").is_well()
    other.choose("You may send me the newsletter by email.").click("Continue")
    # Then she checks everything, changes one thing and joins
    other.sees("Grace Obi").is_well()
    other.page.get_by_role("link", name="Change Name that others may see").click()
    other.type("The name that others may see (optional)", "Gracie").click("Continue")
    other.sees("Gracie").picture("join-check-phone")
    other.click("Join").sees("You have joined").is_well().picture("join-done-phone")
    assert one("Grace Obi").account.email == "grace@home.example"


def tab_to(person, label: str, role: str = "button"):
    """Go on with the tabulator until this is reached, as somebody who has no mouse does."""
    wanted = person.page.get_by_role(role, name=label, exact=True).first
    for _ in range(80):
        person.press("Tab")
        if wanted.evaluate("place => place === document.activeElement"):
            return person
    raise AssertionError(f"{label}: no key leads there on {person.page.url}")


def press_on(person, label: str):
    """Reach a button and press it, all by keyboard."""
    before = tab_to(person, label).page.url
    person.press("Enter")
    person.page.wait_for_url(lambda url: url != before)
    return person


def looked_over(person, visitor):
    """The page they are on, held against axe, which needs scripts to run in."""
    other = visitor(phone=True)
    other.context.add_cookies(person.context.cookies())
    other.go(person.page.url.removeprefix(person.address)).is_well()
    return person


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_joining_by_keyboard_alone_on_a_small_screen(visitor, scripts):
    # Given somebody with a small screen and no mouse, with and without JavaScript
    kit = visitor(phone=True, java_script_enabled=scripts)
    kit.go("/join/")
    press_on(kit, "Start now")
    tab_to(kit, "Yes", "radio").press("Space")
    press_on(kit, "Continue")
    tab_to(kit, "What is your email address?", "textbox").page.keyboard.type("kit@home.example")
    press_on(kit, "Continue").sees("Check your email")
    kit.go(mailed_link("kit@home.example"))
    press_on(kit, "Go on")
    # When each page is gone through with Tab, Space and Enter
    tab_to(kit, "Your name", "textbox").page.keyboard.type("Kit Dale")
    press_on(kit, "Continue")
    tab_to(kit, "I look after somebody", "checkbox").press("Space")
    for _ in range(9):
        press_on(kit, "Continue")
    # Then Kit is a member, with what was ticked
    looked_over(kit.sees("Kit Dale"), visitor)
    looked_over(press_on(kit, "Join").sees("You have joined"), visitor)
    joined = one("Kit Dale")
    assert (joined.is_email_confirmed, joined.kinds) == (True, ["carer"])


def test_somebody_stops_half_way_and_everything_is_gone(visitor):
    lee = visitor(phone=True)
    ask_for_link(lee, "lee@home.example")
    path = mailed_link("lee@home.example")
    lee.go(path).click("Go on").type("Your name", "Lee Canary").click("Continue")
    lee.click("Stop and forget my answers", "link").is_well()
    lee.click("Stop and forget my answers").sees("Your answers are gone")
    assert lee.page.goto(lee.address + path).status == 404


def test_sam_enters_somebody_on_the_telephone(visitor):
    # Given Sam, who has somebody without e-mail on the telephone
    sam = visitor().enter_as("sam")
    sam.go("/community/join/").is_well().click("Enter somebody").is_well()
    sam.choose("By telephone").choose("They are 16 or over").click("Begin").is_well()
    sam.type("Your name", "Rose Tate").choose("I use or have used services")
    sam.click("Continue").is_well()
    # When he is interrupted, he goes on where he was
    sam.go("/community/join/").click("Rose Tate", "link").is_well()
    sam.choose("I want letters by post")
    sam.type("Your postal address", "1 High Street, Maidstone").click("Continue").is_well()
    sam.click("Continue").is_well()
    sam.page.locator("summary", has_text="The place, the room").click()
    sam.choose("No steps").click("Continue").is_well()
    sam.click("Continue").sees("Read the answers back").sees("No steps").is_well()
    sam.click("Make them a member").sees("Rose Tate has joined").is_well()
    rose = one("Rose Tate")
    assert (rose.account, rose.way_in, rose.entered_by.name) == (None, "telephone", "Sam Okafor")
    # Then Ivy prints the letter and ticks it off
    ivy = visitor().enter_as("ivy")
    ivy.go("/community/letters/").is_well().click("Rose Tate", "link").is_well()
    ivy.picture("join-letter").click("It is posted or handed over").sees(
        "No letter waits"
    ).is_well()
    # And it says in the record for whom Sam did it
    ivy.go(f"/community/people/{rose.pk}/").page.get_by_text("History", exact=True).click()
    ivy.sees("by Sam Okafor, for them").is_well()


def test_a_record_is_taken_over_with_the_code_of_the_letter(visitor, address):
    # Given Rose, whom Sam entered, and her letter
    rose = someone("Rose Tate", by=Cast().sam, way_in="telephone", phone="01632 960 003")
    code = code_for(rose)
    connection.close()
    own = visitor(phone=True)
    own.go("/join/mine/").is_well()
    # When she mistypes the code, the page tells nobody so, and no mail comes
    own.type("Number from our letter", str(rose.pk)).type("Code from our letter", code[::-1])
    own.type("Your email address", "rose@home.example").click("Send me the link")
    own.sees("Check your email").is_well()
    assert not TakeOver.objects.exists()
    # And with the right one the record is hers
    own.go("/join/mine/").type("Number from our letter", str(rose.pk))
    own.type("Code from our letter", code).type("Your email address", "rose@home.example")
    own.click("Send me the link").is_well()
    path = mailed_link("rose@home.example", "join/mine/")
    own.go(path).is_well().click("Go on").sees("Rose Tate").is_well()
    own.go("/community/my/history/").sees("for you").is_well()
    taken = one("Rose Tate")
    assert (taken.pk, taken.account.email) == (rose.pk, "rose@home.example")
    # Then the link opens nothing to whoever finds the mail later
    visitor().go(path).sees("Sign in").is_well()


def test_two_records_of_one_person_are_made_one_and_taken_apart(visitor, address):
    # Given one person, entered twice, once with a slip, found by the timed job
    kept = someone("Katherine O'Brien", phone="01304 555012", outward_code="CT14")
    gone = someone("Catherine O'Brien", email="kath@example.org", outward_code="CT14")
    compare_people()
    connection.close()
    ivy = visitor().enter_as("ivy")
    ivy.go("/community/people/").click("Records that look alike", role="link")
    ivy.sees("names that look alike").is_well()
    ivy.click("Compare", role="link")
    ivy.is_well().picture("two-records", part="main")
    # When Ivy makes them one
    ivy.click("Put the two records together")
    ivy.sees("The two records are one now").is_well()
    both = Person.objects.get(pk=kept.pk)
    assert (both.phone, both.email) == ("01304 555012", "kath@example.org")
    # Then the old address leads to the one record, and all goes back at a press
    ivy.go(f"/community/people/{gone.pk}/").sees("was put together with this one")
    ivy.click("Take them apart", role="link")
    ivy.is_well().click("Take them apart")
    ivy.sees("These are two records again").is_well()
    assert Person.objects.filter(merged_into=None, email="").count() == 1


def test_somebody_leaves_and_is_forgotten(visitor, address):
    # Given Amina, who takes part
    account = User.objects.get(email="amina@portal.example")
    person = someone("Dana Whitlock", account=account, email="dana@home.example")
    connection.close()
    amina = visitor(phone=True).enter_as("amina")
    amina.go("/my-involvement/").sees("What you take part in").is_well()
    for path in ("record/", "consents/", "looks/", "history/", "information/", "pause/"):
        amina.go(f"/community/my/{path}").is_well()
    # When she leaves and wants to be forgotten
    amina.go("/community/my/leave/").is_well().choose("Forget me").click("Leave")
    amina.sees("You have left").sees("You asked us to forget you").is_well()
    # Then there is time to take it back
    erase_people()
    assert Person.objects.get(pk=person.pk).name == "Dana Whitlock"
    # And when that is over, nothing is left
    RightsRequest.objects.update(planned_at=timezone.now())
    erase_people()
    gone = Person.objects.get(pk=person.pk)
    assert (gone.name, gone.email) == ("Removed", "")
    connection.close()
    # And her session leads nowhere
    amina.go("/my-involvement/").sees("Sign in").is_well()


def test_a_double_is_said_while_olu_types(visitor):
    # Given a member whom Ivy may know by name, and Olu not
    known = someone("Rose Tate", phone="01632 960 003", outward_code="ME14", email="r@home.example")
    connection.close()
    olu, ivy = visitor(phone=True).enter_as("olu"), visitor().enter_as("ivy")
    for person in (olu, ivy):
        person.go("/community/join/add/").choose("By telephone").choose("They are 16 or over")
        person.click("Begin").sees("Who they are")
        # When the name is typed and nothing is pressed
        person.page.get_by_label("Your name", exact=True).focus()
        person.page.keyboard.type("Rose Tate")
        status = person.page.locator("[data-doubles-status]")
        status.filter(has_text="record" if person is olu else "Rose Tate").wait_for(
            state="attached"
        )
        # Then it is said aloud, stands below the box, and the box keeps the keyboard
        assert status.get_attribute("role") == "status"
        below = "[data-doubles-found]"
        assert person.page.locator(f".nhsuk-form-group:has(#id_name) + {below}").is_visible()
        assert person.page.evaluate("document.activeElement.name") == "name"
        person.is_well()
    ivy.picture("join-double", part="main")
    # And Ivy gets to the record with the next key, in a window of its own
    ivy.press("Tab")
    assert ivy.page.evaluate("document.activeElement.pathname").endswith(f"/{known.pk}/")
    with ivy.context.expect_page() as opened:
        ivy.press("Enter")
    opened.value.wait_for_load_state()
    assert ivy.page.get_by_label("Your name", exact=True).input_value() == "Rose Tate"
    # When another name is typed, it goes; with the next page's boxes it comes back
    olu.type("Your name", "Rosie Tayte")
    olu.page.locator("[data-doubles-status]:empty").wait_for(state="attached")
    olu.click("Continue").sees("Where they live")
    for label, text in (
        ("Telephone number", "01632960003"),
        ("Email address", "R@home.example"),
        ("Your postcode", "me14 5ab"),
    ):
        box = olu.page.get_by_label(label, exact=True)
        box.fill(text)
        olu.sees("There may already be a record").is_well()
        box.fill("")
        olu.page.locator("[data-doubles-found]").filter(has_not_text="record").wait_for(
            state="attached"
        )


def test_a_double_is_said_after_continue_without_scripts(visitor):
    someone("Rose Tate")
    connection.close()
    olu = visitor(java_script_enabled=False).enter_as("olu")
    olu.go("/community/join/add/").choose("By telephone").choose("They are 16 or over")
    olu.click("Begin").type("Your name", "Rose Tate").click("Continue")
    assert "Where they live and how to reach them" in olu.heading()
    assert olu.page.get_by_text("There may already be a record of this person").is_visible()


def test_a_paper_form_comes_back(visitor):
    # Given forms that Sam prints
    sam = visitor().enter_as("sam")
    sam.go("/community/paper/add/").is_well()
    sam.type("How many forms?", "2").click("Make the forms").is_well()
    sam.go(re.sub(r"^https?://[^/]+", "", sam.page.url) + "print/")
    reference = re.search(r"Form ([A-Z]{6})", sam.page.content())[1]
    # When one comes back, its code opens the page to type it in
    olu = visitor().enter_as("olu")
    olu.go(f"/community/paper/form/{reference}/").is_well().click("Type this form in").is_well()
    olu.type("Your name", "Abe Long")
    for _ in range(4):
        olu.click("Continue").is_well()
    olu.click("Continue").click("Make them a member").sees("Abe Long has joined")
    # Then it is marked as used, and by whom
    sam.go(f"/community/paper/form/{reference}/")
    sam.sees("This form was entered already").sees("Olu Adeyemi did it").is_well()
    assert one("Abe Long").way_in == "paper"
    assert Letter.objects.count() == 1
    connection.close()
    # And anybody can print an empty form
    visitor(phone=True).go("/join/paper/").is_well()


LONG = "Featherstonehaugh" * 6


def test_every_page_of_entering_somebody_fits_a_small_phone(visitor):
    # Given somebody with a name and an address that no line holds
    sam = visitor(phone=True).enter_as("sam")
    sam.go("/community/join/").is_well().click("Enter somebody").is_well()
    sam.click("Begin").sees("There is a problem").is_well()
    sam.choose("Face to face").choose("They are 16 or over").click("Begin").is_well()
    sam.type("Your name", LONG).click("Continue").is_well()
    start = sam.page.url.removeprefix(sam.address).removesuffix("reach/")
    sam.type("Email address", f"{'x' * 60}@home.example").choose("I want letters by post")
    sam.choose("Another language").click("Continue").sees("There is a problem").is_well()
    sam.type("Your postal address", LONG).type("Which one?", "Igbo").click("Continue").is_well()
    sam.type("What can you bring?", LONG * 5).click("Continue").is_well()
    for line in sam.page.locator("main summary").all():
        line.click()
    sam.choose("Large print").is_well().click("Continue").sees("There is a problem").is_well()
    sam.type("Which size? For example 18 point", LONG).click("Continue").is_well()
    sam.click("Continue").sees("Read the answers back").is_well()
    sam.go(f"{start}stop/").is_well().go(f"{start}check/")
    # Then every page on the way holds them, and the paper and letters beside it
    sam.click("Make them a member").sees("has joined").is_well()
    sam.click("Open the letter").is_well()
    rose = one(LONG)
    for path in (
        "/community/join/",
        "/community/letters/",
        "/community/paper/",
        "/community/paper/find/?reference=ABCDEF",
        "/community/paper/add/",
        f"/community/people/{rose.pk}/own-way/",
    ):
        sam.go(path).is_well()
    sam.go("/community/paper/add/").type("Where will they lie?", LONG).click("Make the forms")
    made = sam.is_well().page.url.removeprefix(sam.address)
    sam.go(f"{made}print/").is_well()
    reference = re.search(r"Form ([A-Z]{6})", sam.page.content())[1]
    sam.go(f"/community/paper/form/{reference}/").is_well()


def test_the_team_writes_a_page_in_easy_read_on_a_small_phone(visitor, tmp_path):
    # Given Ivy, who has a picture and words
    ivy, picture = visitor(phone=True).enter_as("ivy"), tmp_path / "tree.png"
    Image.new("RGB", (600, 400), "green").save(picture)
    ivy.go("/community/texts/").is_well().click("Write a text").is_well()
    ivy.click("Save").sees("There is a problem").is_well()
    ivy.choose("Join us: the first page").choose("It is Easy Read").type("Heading", "Join us")
    ivy.page.get_by_label("Text", exact=True).fill(
        f"## What?\n\n[picture 1]\n\n- You choose\n{LONG}"
    )
    ivy.click("Save").sees("there is no such picture yet").is_well()
    ivy.click("Add a picture", "link").is_well()
    ivy.page.locator("input[type=file]").set_input_files(picture)
    ivy.type("What does it show?", "A tree").click("Add the picture").is_well()
    check_due()
    connection.close()
    ivy.page.reload()
    # When she has looked at it and shows it to everyone
    ivy.is_well().click("See how it will look", "link").is_well()
    assert ivy.page.get_by_alt_text("A tree").evaluate("image => image.naturalWidth") > 0
    ivy.page.go_back()
    ivy.choose("Show it to everyone").click("Save").sees("The text is saved").is_well()
    # Then a visitor finds it, with the picture, and leads on to joining
    visits = visitor(phone=True)
    visits.go("/join/").click("Easy Read", "link").sees("You choose").is_well()
    assert visits.page.get_by_alt_text("A tree").evaluate("image => image.naturalWidth") > 0
    visits.click("Start now").sees("Are you 16 or over?")
    ivy.click("Remove", "link").is_well()
