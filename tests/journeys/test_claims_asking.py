"""Asking first until it is on a claim; and a claim told by telephone."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from claims.models import Claim, SpendingRequest
from community.models import Person
from tests.claims.asking import answers_everywhere
from tests.claims.claiming import in_force
from tests.community.people import someone
from users.models import User


def joined_long_ago(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(asked_at=timezone.now() - timedelta(days=200))
    return person


def test_asked_first_then_agreed_then_on_a_claim(visitor, committed_db):
    # Given a policy by which taxis are asked first, and Cal who answers
    in_force()
    joined_long_ago(someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example")))
    answers_everywhere(User.objects.get(email="cal@portal.example"))
    connection.close()
    amina = visitor(phone=True).enter_as("amina")
    # When she asks for a taxi today
    amina.go("/claims/").click("Ask us before you spend money", role="link").is_well()
    amina.click("Ask", role="button").sees("What do you need?").is_well()
    amina.click("Taxi", role="link").is_well()
    today = timezone.localdate()
    for label, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        amina.type(label, str(value))
    amina.type("What do you need?", "A taxi home, because it is dark")
    amina.type("About how much does it cost?", "18")
    amina.page.get_by_label("I pay, and claim it back").check()
    amina.click("Ask").sees("Waiting for an answer").is_well()
    # And Cal agrees up to a sum
    cal = visitor().enter_as("cal")
    cal.go("/claims/desk/requests/").sees("Waits for an answer").is_well()
    cal.page.locator("tbody a").first.click()
    cal.sees("A taxi home, because it is dark").is_well()
    cal.click("Agree", role="button").is_well()
    cal.type("Up to how much?", "20").click("Agree").sees("You agreed. The person is told.")
    # Then she puts it on a claim and says what she paid
    amina.go("/claims/ask/").sees("We agreed, up to £20.").is_well()
    amina.click("Taxi: A taxi home, because it is dark", role="link").is_well()
    amina.click("Put it on my claim", role="button").is_well()
    amina.click("Put it on my claim").sees("How much did you pay?").is_well()
    amina.type("How much did you pay?", "17.50").click("Save").sees("£17.50")
    assert SpendingRequest.objects.get().state == "carried"
    connection.close()


def test_a_claim_told_by_telephone(visitor, committed_db):
    # Given somebody who calls and has no email
    in_force()
    dana = joined_long_ago(someone("Dana Whitlock", shown_name="Dana W", phone="01634 555 0101"))
    connection.close()
    sam = visitor().enter_as("sam")
    # When Sam finds her and writes down what she says
    sam.go("/claims/enter/").sees("Nothing waits here.").is_well()
    sam.click("Enter a claim", role="button").is_well()
    sam.type("Look for the name", "Dana").click("Look").click(
        f"Dana W (P{dana.pk:05d})", role="link"
    )
    sam.page.get_by_label("By telephone").check()
    sam.click("Continue").sees("What is the claim for?").is_well()
    sam.page.get_by_label("Something else").check()
    sam.type("What was it?", "A meeting about the garden").click("Continue").is_well()
    sam.click("Add a cost", role="link").click("Bus, train or other public transport", role="link")
    sam.is_well()
    day = timezone.localdate() - timedelta(days=2)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        sam.type(label, str(value))
    sam.type("How much did you pay?", "4.60").click("Save").click("Go on without", role="link")
    sam.sees("Together: £4.60").is_well()
    # And reads it back to her
    sam.click("Check and send", role="button").is_well()
    sam.click("Send the claim").sees("Read out all costs and the sum").is_well()
    sam.page.get_by_label("I read it out, and they agreed to it").check()
    # Then it is sent, and Sam knows what to tell her
    sam.click("Send the claim").sees("What to tell them").sees("They get an answer by").is_well()
    assert Claim.objects.get().way == "telephone"
    connection.close()
