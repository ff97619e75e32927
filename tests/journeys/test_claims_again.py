"""Away, and another look: who stands in is named, and a decision is looked at by somebody else."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from claims.models import Appeal
from tests.claims.claiming import in_force
from tests.claims.deciders import approver, canterbury, decided, post_of
from tests.community.people import someone
from users.models import User


def test_another_look_on_a_phone_answered_by_finance(visitor, committed_db):
    # Given a claim of Amina's that Cal agreed to in part, and nobody else who approves claims
    in_force()
    cal = User.objects.get(email="cal@portal.example")
    post_of(cal, canterbury())
    account = User.objects.get(email="amina@portal.example")
    claim = decided(someone("Amina Yusuf", account=account), cal)
    connection.close()
    # When she asks for another look, saying nothing at first
    amina = visitor(phone=True).enter_as("amina")
    amina.go(f"/claims/{claim.pk}/look-again/").sees("This will be Fin Aldridge.").is_well()
    amina.click("Ask us to look again").sees("There is a problem").is_well()
    amina.type("Why should we look at it again?", "There was no other bus")
    amina.click("Ask us to look again").sees("Fin Aldridge looks at it.").is_well()
    # Then Fin finds it, sees why it was decided, adds too much, and then what is right
    fin = visitor().enter_as("fin")
    fin.go("/").click("Decisions to look at again", role="link").is_well()
    fin.click(f"{claim.reference}, Amina Yusuf", role="link").sees(
        "Decided by Cal Dunmore."
    ).is_well()
    first = fin.page.locator("input[name^=more_]").first
    first.fill("99")
    fin.type("Why?", "The other bus did not run that day.").click("Send the answer")
    fin.sees("There is a problem").is_well()
    first.fill("5")
    fin.click("Send the answer").sees("The answer is sent.").sees("We pay more".lower()).is_well()
    # And Amina reads the answer with its reason
    appeal = Appeal.objects.get()
    connection.close()
    amina.go(f"/claims/look-again/{appeal.pk}/").sees("We pay more.")
    amina.sees("The other bus did not run that day.").is_well()


def test_away_by_keyboard_without_scripts(visitor, committed_db):
    # Given two who approve claims
    cal = User.objects.get(email="cal@portal.example")
    post_of(cal, canterbury())
    approver("una", canterbury())
    connection.close()
    # When Cal says that they are away next week
    page = visitor(java_script_enabled=False).enter_as("cal")
    page.go("/claims/desk/away/").sees("Nobody is away.")
    page.page.get_by_role("button", name="Say who is away").focus()
    page.press("Enter")
    page.sees("Who decides in your place?")
    first = timezone.localdate() + timedelta(days=7)
    for name, day in (("first_on", first), ("last_on", first + timedelta(days=4))):
        for part in ("day", "month", "year"):
            page.page.fill(f"[name={name}_{part}]", str(getattr(day, part)))
    page.page.select_option("[name=stand_in]", label="Una (una@portal.example)")
    page.page.get_by_role("button", name="Save").focus()
    page.press("Enter")
    # Then the list says so, and Cal can end it
    page.sees("Una").sees("decides in their place.")
    # The barriers are looked for where scripts run.
    seen = visitor().enter_as("cal")
    seen.go("/claims/desk/away/add/").is_well().go("/claims/desk/away/").is_well()
    seen.click("End it", role="link").is_well().click("End it now").sees("The absence has ended.")
    seen.sees("Nobody is away.")
