"""Around a session: by keyboard, the evening before, the day, repeated, and the calendar."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.db import connection
from django.utils import timezone

from activities.models import Attendance, Felt, Invitation, Opportunity, Session, SignUp
from activities.selectors.answering import asked_address, offer_address
from activities.selectors.attendance import door_token
from activities.services.sign_ups import withdraw_sign_up
from community.services.merging import merge_people
from community.services.needs import NeedEntry, set_needs
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World
from users.models import User


def test_signing_up_and_withdrawing_by_keyboard_without_scripts(visitor, committed_db):
    made = open_session(places=2)
    someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    place_for(made, "Ann Lee")
    connection.close()
    amina = visitor(java_script_enabled=False).enter_as("amina")
    amina.go("/activities/take-part/").click("Garden group", role="link")
    amina.page.get_by_role("button", name="Sign up").focus()
    amina.press("Enter")
    amina.page.get_by_label("How many people come along to support you? (optional)").focus()
    amina.press("1", "Enter")
    amina.sees("You are on the waiting list")
    amina.page.get_by_role("link", name="I cannot come").focus()
    amina.press("Enter")
    amina.page.get_by_role("button", name="I cannot come").focus()
    amina.press("Enter")
    amina.sees("You are not signed up")
    assert list(SignUp.objects.order_by("turn").values_list("status", flat=True)) == [
        "placed",
        "withdrawn",
    ]
    connection.close()


def today_at_ten(made: Opportunity) -> None:
    """The day has come: the session began a moment ago, or will soon."""
    now = timezone.localtime()
    Session.objects.filter(pk=made.session_id).update(
        held_on=now.date(), starts_at=now.time().replace(second=0, microsecond=0), ends_at=None
    )


def test_the_evening_before_and_the_day_itself(visitor, committed_db):
    # Given a session with Amina, who needs a quiet room and says so, and somebody by telephone
    made = open_session(places=5)
    amina_record = someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    set_needs(by=BY, person_id=amina_record.pk, entries=[NeedEntry("place_quiet", "organiser")])
    ann = place_for(made, "Ann Lee").person
    connection.close()
    amina = visitor(phone=True).enter_as("amina")
    amina.go(f"/activities/take-part/{made.pk}/sign-up/").sees("A quiet room to go to").is_well()
    amina.type("Which name should others see? (optional)", "Amina")
    amina.click("Sign up").sees("What the organiser knows that you need").is_well()
    # When Ivy prepares it
    ivy = visitor().enter_as("ivy")
    ivy.go(f"/activities/opportunities/{made.pk}/prepare/").sees("1 need is still open").is_well()
    ivy.picture("prepare-session")
    ivy.click("Is it there? Amina: A quiet room to go to", role="link").is_well()
    ivy.page.get_by_label("Yes").check()
    ivy.click("Save").sees("it is there")
    origin = ivy.page.evaluate("window.location.origin")
    for size in ("a4", "large"):
        pack = f"{origin}/activities/opportunities/{made.pk}/pack/?size={size}"
        assert ivy.page.request.get(pack).body().startswith(b"%PDF")
    # Then on the day Amina says at the door that she is here, on her own phone
    today_at_ten(made)
    code = door_token(made)
    connection.close()
    amina.go(f"/activities/door/key/{code}/").sees("You have a place").is_well()
    amina.click("I am here").sees("We know that you are here").is_well()
    # And somebody on a phone at the door marks Ann, with the connection gone for a moment
    door = visitor(phone=True).enter_as("ivy")
    door.go(f"/activities/opportunities/{made.pk}/day/").sees("1 here").is_well()
    door.picture("list-of-the-day")
    door.page.context.set_offline(True)
    door.page.locator(f"[data-door-person='{ann.pk}'] button").first.click()
    door.sees("Not saved yet")
    door.page.context.set_offline(False)
    door.sees("Everything is saved.")
    # The number goes up, what was pressed can be taken away, and the keyboard stays where it was
    door.sees("2 here, 0 still open").sees(f"Take this mark away: {ann.name}")
    assert door.page.evaluate("document.activeElement.innerText").startswith("Here")
    came = Attendance.objects.filter(outcome="came").order_by("person__name")
    assert list(came.values_list("person__name", "way")) == [
        ("Amina Yusuf", "door"),
        ("Ann Lee", "list"),
    ]
    connection.close()


def test_a_press_that_is_refused_for_good_holds_up_no_other(visitor, committed_db):
    # Given the list of the day on a phone, and Ann whose record is joined with another meanwhile
    made = open_session(places=5)
    ann, bo, cy = (place_for(made, name).person for name in ("Ann Lee", "Bo Marsh", "Cy Dale"))
    today_at_ten(made)
    connection.close()
    door = visitor(phone=True).enter_as("ivy")
    page = door.go(f"/activities/opportunities/{made.pk}/day/").page
    merge_people(
        by=User.objects.get(email="ivy@portal.example"),
        kept_id=someone("Anne Lee").pk,
        gone_id=ann.pk,
        chosen={},
    )
    connection.close()

    def press(person) -> None:
        page.locator(f"[data-door-person='{person.pk}'] button").first.click()

    # When three are marked in a row without a connection, and the server is busy at first
    page.context.set_offline(True)
    for each in (ann, bo, cy):
        press(each)
    door.sees("Not saved yet")
    answers = iter([429, 503])
    page.route("**/came/", lambda route: busy(route, next(answers, None)))
    page.context.set_offline(False)
    # Then Ann's is put aside with the reason, and the others are saved
    page.get_by_text("See the list below. How many: 1").wait_for(timeout=20_000)
    said = page.locator(f"[data-door-person='{ann.pk}'] [data-door-said]")
    assert "This person is not on the list any more" in said.inner_text()
    assert sorted(Attendance.objects.values_list("person__name", flat=True)) == [
        "Bo Marsh",
        "Cy Dale",
    ]
    # And the page, opened again, says so once more and takes every press
    page.unroute("**/came/")
    door.faults.clear()
    door.go(f"/activities/opportunities/{made.pk}/day/").sees("Could not be saved").is_well()
    not_saved = page.get_by_role("list", name="Not saved")
    assert f"P{ann.pk:05d}: Not saved." in not_saved.inner_text()
    page.locator(f"[data-door-person='{bo.pk}'] button").last.click()
    page.locator("[data-door-said]", has_text="Did not come").wait_for()
    assert Attendance.objects.get(person=bo).outcome == "missed"
    # And it stays until somebody says that they have read it
    door.go(f"/activities/opportunities/{made.pk}/day/").sees(f"P{ann.pk:05d}: Not saved.")
    door.click(f"I have seen this (P{ann.pk:05d})").sees("You have seen all").is_well()
    door.go(f"/activities/opportunities/{made.pk}/day/")
    assert page.locator("[data-door-aside] li").count() == 0
    connection.close()


def busy(route, status: int | None) -> None:
    """A server that is busy answers so; otherwise the real one does."""
    if status is None:
        route.continue_()
    else:
        route.fulfill(status=status, body="busy")


def test_the_list_of_the_day_by_keyboard_without_scripts(visitor, committed_db):
    made = open_session(places=5)
    ann = place_for(made, "Ann Lee", shown_name="Annie").person
    today_at_ten(made)
    connection.close()
    ivy = visitor(java_script_enabled=False).enter_as("ivy")
    ivy.go(f"/activities/opportunities/{made.pk}/day/")
    for button in ("Did not come Annie", "Here Annie"):
        ivy.page.get_by_role("button", name=button).focus()
        ivy.press("Enter")
    ivy.sees("1 here, 0 still open")
    assert Attendance.objects.get(person=ann).outcome == "came"
    connection.close()


def test_sessions_that_repeat_are_planned_at_once(visitor, committed_db):
    activity = World().activity
    connection.close()
    sam = visitor().enter_as("sam")
    sam.go(f"/activities/{activity.pk}/").click("Plan sessions that repeat", role="link").is_well()
    for name, days in (("first_on", 14), ("until_on", 35)):
        on = timezone.localdate() + timedelta(days=days)
        for part in ("day", "month", "year"):
            sam.page.locator(f"[name={name}_{part}]").fill(str(getattr(on, part)))
    sam.type("Start time, like 2pm or 14:00", "2pm")
    sam.type("End time, like 4:30pm or 16:30", "4pm")
    sam.click("Show the days").sees("Which of these days?").is_well()
    sam.page.get_by_role("checkbox").nth(1).uncheck()
    sam.click("Plan these sessions").is_well()
    on = [timezone.localdate() + timedelta(days=days) for days in (14, 28, 35)]
    made = Session.objects.filter(activity=activity, starts_at="14:00").order_by("held_on")
    assert list(made.values_list("held_on", flat=True)) == on
    connection.close()


def test_saying_how_it_felt_by_keyboard_without_scripts(visitor, committed_db):
    # Given Amina, who was at a hard session yesterday
    made = open_session(debrief="Two of us stay for an hour.")
    amina_record = someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    Session.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    Attendance.objects.create(
        session=made.session, person=amina_record, outcome="came", way="sheet"
    )
    connection.close()
    amina = visitor(java_script_enabled=False).enter_as("amina")
    amina.go("/my-involvement/")
    amina.page.get_by_role("link", name="Garden group", exact=True).focus()
    amina.press("Enter")
    # When she answers with the arrow keys and the space bar alone
    amina.page.get_by_label("Those who came were told about it.").focus()
    amina.press("Space", "ArrowDown", "ArrowDown")
    amina.page.get_by_role("button", name="Send").focus()
    amina.press("Enter")
    amina.sees("Thank you for telling us.")
    # Then it is there, and she can ask for a call the same way
    assert Felt.objects.get().shared == "involve"
    amina.page.get_by_role("link", name="I would like somebody to call me").focus()
    amina.press("Enter")
    amina.page.get_by_label("Your telephone number").focus()
    amina.page.keyboard.type("01632 960 555")
    amina.press("Enter")
    amina.sees("Somebody calls you by")
    connection.close()


def test_the_calendar_and_its_address(visitor, committed_db):
    made = open_session("Garden group", places=5)
    amina_record = someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    place_for(made, amina_record)
    on = made.session.held_on
    connection.close()
    amina = visitor(phone=True).enter_as("amina")
    amina.go("/activities/take-part/").click("See it as a calendar", role="link")
    amina.sees("you have signed up").is_well()
    for view in ("month", "week"):
        amina.go(f"/activities/calendar/?view={view}&on={on}").sees("Garden group").is_well()
        # On a phone each day stands below the other, with its name; none is out of sight
        month = amina.page.locator(".portal-month")
        assert month.evaluate("box => box.scrollWidth <= box.clientWidth")
        of_garden = month.get_by_role("cell").filter(has_text="Garden group")
        assert of_garden.locator("time").inner_text() == f"{on:%-d %B}"
        assert f"{on:%A}" in of_garden.aria_snapshot()
    amina.click("Keep my sessions in my calendar", role="link").is_well()
    amina.click("Make an address").sees("Keep it to yourself").is_well()
    address = amina.page.locator(".portal-address").inner_text()
    origin = amina.page.evaluate("window.location.origin")
    answer = amina.page.request.get(f"{origin}/activities/{address.partition('/activities/')[2]}")
    assert "SUMMARY:Garden group" in answer.text()
    connection.close()


def test_an_offer_and_a_question_are_answered_from_the_message(visitor, committed_db):
    # Given Bo, who is offered the place that Ann gave back, and is asked to come to another thing
    made, other = open_session(places=1), open_session("Poetry")
    first, row = place_for(made, "Ann Lee"), place_for(made, "Bo Marsh")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    row.refresh_from_db()
    asked = Invitation.objects.create(opportunity=other, person=row.person)
    offer, question = offer_address(row), asked_address(asked)
    connection.close()
    # When Bo opens the link on a phone, without an account and without scripts
    phone = visitor(phone=True, java_script_enabled=False)
    phone.go(urlsplit(offer).path).sees("We keep the place for you until")
    phone.page.get_by_label("Yes, I take the place").focus()
    phone.press("Space")
    phone.page.get_by_role("button", name="Send").focus()
    phone.press("Enter")
    # Then the place is Bo's, and the link is closed
    phone.sees("Thank you").sees("The place is yours")
    desk = visitor()
    desk.go(urlsplit(offer).path).sees("You have answered").is_well()
    desk.go(urlsplit(question).path).sees("You need not say why").is_well()
    desk.click("No, thank you").sees("Thank you for telling us").is_well()
    assert SignUp.objects.get(pk=row.pk).status == SignUp.Status.PLACED
    assert Invitation.objects.get(pk=asked.pk).declined_at
    connection.close()
