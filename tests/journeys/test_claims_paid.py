"""The whole way on a phone: asked first, came, claimed, asked back, answered, agreed to, paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from claims.models import Claim, PaidLine
from tests.claims.claiming import attended, in_force
from tests.claims.deciders import approver, canterbury
from tests.community.people import someone
from tests.core.files import files
from users.models import User


def _day(visitor: Any, day: date) -> None:
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        visitor.type(label, str(value))


def test_from_asking_first_to_the_money(visitor, committed_db, tmp_path):
    # Given a policy by which taxis are asked first, Cal who decides, and a session today
    in_force()
    approver("cal", canterbury())
    record = someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    attended(record, ago=0)
    connection.close()
    amina, cal = visitor(phone=True).enter_as("amina"), visitor().enter_as("cal")
    today = timezone.localdate()
    # When she asks before she spends, and Cal agrees up to a sum
    amina.go("/claims/ask/new/taxi/")
    _day(amina, today)
    amina.type("What do you need?", "A taxi home, because it is dark")
    amina.type("About how much does it cost?", "18")
    amina.page.get_by_label("I pay, and claim it back").check()
    amina.click("Ask").sees("Waiting for an answer")
    cal.go("/claims/desk/requests/").page.locator("tbody a").first.click()
    cal.click("Agree", role="button").type("Up to how much?", "20").click("Agree")
    # And she starts a claim from the session she came to, and puts the taxi on it
    amina.go("/claims/").click("Start a claim", role="button").sees("Garden group")
    amina.page.get_by_label("Garden group").check()
    amina.click("Continue").sees("Nothing yet.")
    claim = Claim.objects.get()
    connection.close()
    amina.go("/claims/ask/").click("Taxi: A taxi home, because it is dark", role="link")
    amina.click("Put it on my claim", role="button").page.get_by_label("Garden group").check()
    amina.is_well().click("Put it on my claim").type("How much did you pay?", "17.50")
    amina.click("Save")
    photo = tmp_path / "taxi.jpg"
    photo.write_bytes(files.photo("jpeg"))
    amina.go(f"/claims/{claim.pk}/receipts/")
    amina.page.locator("input[type=file]").set_input_files([photo])
    amina.click("Add").sees("1 receipt.")
    amina.click("Check and send", role="button").sees("Together: £17.50").is_well()
    amina.click("Send my claim").sees("You get an answer by")
    # Then Cal asks, she answers on the same page, and Cal agrees
    cal.go(f"/claims/desk/{claim.pk}/").sees("below. An answer is promised by").is_well()
    cal.page.get_by_role("link", name="Decide this cost").first.click()
    cal.page.get_by_label("Ask a question").check()
    cal.page.get_by_label("Is the amount right?").check()
    cal.click("Save and go on").sees("No answer yet.")
    amina.go(f"/claims/{claim.pk}/").type("Your answer", "Yes, it is on the receipt")
    amina.click("Send my answer").sees("We have your answer.")
    cal.go(f"/claims/desk/{claim.pk}/").sees("Answer: Yes, it is on the receipt")
    cal.click("Agree to all that the policy pays", role="button").click("Agree to these costs")
    cal.sees("nothing left to decide")
    amina.go(f"/claims/{claim.pk}/").sees("We pay: £17.50").sees("You get the money by")
    # And finance pays in its own system, and marks it with a control total
    fin = visitor().enter_as("fin")
    fin.go("/claims/payments/").sees("Amina Yusuf").is_well()
    fin.click("Mark all of this list as paid").sees("How was it paid?").is_well()
    _day(fin, today)
    fin.page.get_by_label("Bank account").check()
    fin.type("Reference", "RUN-7").type("Control total", "17.05").click("Check it")
    fin.sees("This cannot be marked as paid").is_well()
    fin.click("Change it", role="link").type("Control total", "17.50").click("Check it")
    fin.click("Mark as paid").is_well()
    # Then she sees how and when the money came
    amina.go(f"/claims/{claim.pk}/").sees("RUN-7").is_well()
    amina.go("/claims/").sees("Paid").is_well()
    claim.refresh_from_db()
    assert claim.state == Claim.State.PAID
    assert PaidLine.objects.get().line.decided_pence == 1_750
    connection.close()
