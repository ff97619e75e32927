"""From a claim to an answer: asked and answered on a phone, decided by two, by keyboard alone."""

from __future__ import annotations

from django.db import connection

from claims.models import Claim, Line
from tests.claims.claiming import bus, in_force
from tests.claims.deciders import approver, canterbury
from tests.claims.deciding import a_sent_claim, line_of
from tests.community.people import someone
from users.models import User


def a_claim(*entries) -> Claim:
    """What Amina sent to the service that Cal decides for."""
    in_force()
    approver("cal", canterbury())
    account = User.objects.get(email="amina@portal.example")
    return a_sent_claim(someone("Amina Yusuf", account=account), *entries)


def test_asked_answered_and_agreed_to(visitor, committed_db, tmp_path):
    # Given a claim on Cal's desk
    claim = a_claim(bus(), bus(words="Bus back", pence=300))
    connection.close()
    cal, amina = visitor().enter_as("cal"), visitor(phone=True).enter_as("amina")
    # When Cal opens it and asks about one of its costs
    cal.go("/claims/desk/").sees("On your desk").is_well()
    cal.click(claim.reference, role="link").sees("Decide 2 costs below.").is_well()
    cal.page.get_by_role("link", name="Decide this cost").first.click()
    cal.page.get_by_label("Ask a question").check()
    cal.page.get_by_label("Is the amount right?").check()
    cal.is_well().click("Save and go on").sees("No answer yet.").is_well()
    # And Amina answers on the page of her claim, with the right amount
    amina.go(f"/claims/{claim.pk}/").sees("Is the amount right?").is_well()
    amina.click("Send my answer").sees("There is a problem").is_well()
    amina.type("Your answer", "It was less").type("The right amount (optional)", "4.20")
    amina.click("Send my answer").sees("We have your answer.").is_well()
    # Then Cal sees it, agrees to what the policy pays, and Amina what she gets and by when
    cal.go(f"/claims/desk/{claim.pk}/").sees("Answer: It was less")
    cal.click("Agree to all that the policy pays", role="button").sees("£7.20").is_well()
    cal.click("Agree to these costs").sees("nothing left to decide").is_well()
    amina.go(f"/claims/{claim.pk}/").sees("We pay: £7.20").sees("You get the money by").is_well()
    connection.close()


def test_refusing_in_part_by_keyboard_without_scripts(visitor, committed_db):
    claim = a_claim()
    line = line_of(claim)
    connection.close()
    cal = visitor(java_script_enabled=False).enter_as("cal")
    cal.go(f"/claims/desk/costs/{line.pk}/")
    cal.page.get_by_label("Agree in part").focus()
    cal.press("Space")
    cal.page.get_by_label("How much do you agree to?").fill("3")
    cal.page.get_by_label("The policy pays less than you spent.").focus()
    cal.press("Space")
    cal.page.get_by_role("button", name="Save and go on").focus()
    cal.press("Enter")
    cal.sees("nothing left to decide")
    line.refresh_from_db()
    assert (line.state, line.decided_pence) == (Line.State.PART, 300)
    connection.close()
