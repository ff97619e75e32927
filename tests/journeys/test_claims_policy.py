"""The claims policy: finance changes what a mile pays, and somebody reads it on a phone."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone


def test_finance_pays_more_for_a_mile_and_a_visitor_reads_it(visitor, demo_data):
    # Given Fin of finance, who finds the policy in the menu
    fin = visitor().enter_as("fin")
    fin.go("/").click("Claims policy", role="link")
    fin.sees("Car or van: 40p a mile became 45p a mile").is_well()
    # When Fin writes a new one from today
    fin.click("Write a new policy").is_well()
    for part in ("day", "month", "year"):
        fin.page.fill(f"[name=starts_on_{part}]", str(getattr(timezone.localdate(), part)))
    fin.type("What is new?", "Fuel costs more.")
    fin.click("Write it")
    fin.sees("Nothing counts until you put it in force.").is_well()
    # And mistypes the pence first
    fin.page.locator("a[href$='/miles/car/']").click()
    fin.sees("HM Revenue and Customs approves 55p a mile").is_well()
    fin.type("Pence for each mile", "0.50")
    fin.click("Save")
    fin.sees("There is a problem").is_well()
    fin.type("Pence for each mile", "60")
    fin.type("Where is this rate from?", "Finance committee")
    fin.click("Save")
    # Then Fin is warned, and goes on with a rate that is approved
    fin.sees("this is more than HM Revenue and Customs approves").is_well()
    fin.picture("claims-policy-draft")
    fin.page.locator("a[href$='/miles/car/']").click()
    fin.type("Pence for each mile", "50")
    fin.click("Save")
    # And looks at the other pages of the draft, on a phone too
    small = visitor(phone=True).enter_as("fin")
    draft = fin.page.url.removeprefix(fin.address)
    for rest in ("", "costs/taxi/", "costs/mileage/", "part/dates/", "part/contact/", "drop/"):
        small.go(draft + rest).is_well()
    small.go("/claims/policy/approved-rates/").is_well()
    small.page.locator("a", has_text="Check it: Bicycle from 6 April 2026").click()
    small.sees("Until now it says").is_well()
    small.go("/claims/policy/approved-rates/add/").is_well()
    fin.click("Go on to put it in force").is_well()
    fin.sees("Car or van: 45p a mile")
    fin.click("Put this policy in force")
    fin.sees("The new policy is in force.").is_well()
    # And a visitor reads it on a phone, from the foot of any page
    phone = visitor(phone=True)
    phone.go("/").click("What we pay for", role="link")
    phone.sees("50p a mile, then 25p after 10,000 miles in a tax year").is_well()
    phone.click("Can I claim? Find out in one step", role="link").is_well()
    phone.choose("Travel by your own car, motorcycle or bicycle")
    phone.choose("Car or van")
    phone.type("How many miles, there and back?", "10")
    phone.click("Show what we pay")
    phone.sees("For this way we would pay £5.").is_well().picture("can-i-claim-phone")
    phone.go("/claims/policy/versions/").sees("Fuel costs more.").is_well()
    phone.go("/claims/money-and-benefits/").sees("This is not advice").is_well()
    connection.close()


def test_the_helper_works_by_keyboard_without_scripts(visitor, demo_data):
    amina = visitor(java_script_enabled=False).enter_as("amina")
    amina.go("/claims/can-i-claim/?cost=taxi").sees("Ask us before you spend the money.")
    amina.page.locator("[name=cost][value=mileage]").focus()
    amina.press("Space")
    amina.page.locator("[name=vehicle][value=car]").focus()
    amina.press("Space")
    amina.page.locator("[name=miles]").fill("4")
    amina.press("Enter")
    amina.sees("For this way we would pay £1.80.")
    connection.close()
