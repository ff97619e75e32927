"""Getting money back: on a phone from a session to an answer promised, and by keyboard alone."""

from __future__ import annotations

from django.db import connection

from claims.models import Claim
from tests.claims.claiming import a_claim as claim_of
from tests.claims.claiming import attended, bus, in_force
from tests.community.people import someone
from tests.core.files import files
from users.models import User


def test_from_a_session_to_a_claim_on_a_phone(visitor, committed_db, tmp_path):
    # Given a policy, and a session three days ago that Amina came to
    in_force()
    amina_record = someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    attended(amina_record)
    connection.close()
    amina = visitor(phone=True).enter_as("amina")
    # When she starts from there and adds her journey and what parking cost
    amina.go("/my-involvement/").click("Claim your costs: Garden group", role="link").is_well()
    amina.click("Continue").sees("Nothing yet.").is_well()
    amina.click("Add a cost", role="link").sees("Parking and tolls").is_well()
    amina.click("Travel by your own car, motorcycle or bicycle", role="link")
    # One question at a time; what was answered is there when she comes back
    amina.sees("Question 1 of 5").is_well().click("Save and continue")
    amina.page.get_by_label("Car or van").check()
    amina.click("Save and continue").sees("Where did you start?").is_well()
    amina.type("Where did you start?", "Home").type("Where did you go?", "Town hall")
    amina.click("Save and continue").click("Stop here and go on later", role="link")
    amina.sees("This is not finished.").click("Go on", role="link")
    amina.type("How many miles, there and back?", "12.4").click("Save and continue")
    amina.click("Save and continue").sees("£5.58")
    amina.click("Add another cost", role="link").click("Parking and tolls", role="link")
    amina.click("Answer everything on one page", role="link")
    amina.type("How much did you pay?", "7.50").click("Save").sees("Add receipts").is_well()
    # And two receipts at once
    photos = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for number, photo in enumerate(photos):
        photo.write_bytes(files.photo("jpeg", (64, 48 + number)))
    amina.page.locator("input[type=file]").set_input_files(photos)
    amina.click("Add").sees("2 receipts.").is_well()
    # Then she checks it, sends it, sees the promise, and can take it back
    amina.click("Check and send", role="button").sees("Together: £13.08").is_well()
    amina.click("Send my claim").sees("We have your claim.").sees("You get an answer by").is_well()
    amina.go("/claims/").sees("Waiting for a decision").sees("You ask for £13.08.").is_well()
    amina.click("Garden group", role="link").click("Take my claim back", role="link").is_well()
    amina.click("Take my claim back").sees("You have taken your claim back.")
    amina.go("/claims/").sees("Taken back")
    connection.close()


def test_sending_a_claim_by_keyboard_without_scripts(visitor, committed_db):
    in_force()
    account = User.objects.get(email="amina@portal.example")
    made = claim_of(someone("Amina Yusuf", account=account), bus())
    connection.close()
    amina = visitor(java_script_enabled=False).enter_as("amina")
    amina.go(f"/claims/{made.pk}/")
    amina.page.get_by_role("button", name="Check and send").focus()
    amina.press("Enter")
    amina.page.get_by_role("button", name="Send my claim").focus()
    amina.press("Enter")
    amina.sees("We have your claim.")
    assert Claim.objects.get().state == Claim.State.SENT
    connection.close()
