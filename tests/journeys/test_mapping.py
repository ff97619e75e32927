"""A mapping round from the question to the last answer, with the pages about levels and projects."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from activities.models import MappingReply
from core.models import Message


def open_round(ivy, title: str) -> None:
    due = timezone.localdate() + timedelta(days=14)
    ivy.go("/").click("Mapping", role="link")
    ivy.click("Open a round").is_well()
    ivy.type("Title", title)
    for name, day in (("period_from", due.replace(year=due.year - 1)), ("period_to", due)):
        ivy.page.fill(f"[name={name}_month]", str(day.month))
        ivy.page.fill(f"[name={name}_year]", str(day.year))
    for part in ("day", "month", "year"):
        ivy.page.fill(f"[name=due_on_{part}]", str(getattr(due, part)))
    ivy.click("Open the round and write to the leads")


def test_a_mapping_round(visitor):
    # Given Ivy of the involvement team, who asks every directorate
    ivy = visitor().enter_as("ivy")
    open_round(ivy, "Onion of this year")
    ivy.sees("2 of 2 directorates have not answered yet").is_well()
    # And Lena, who leads one of them, and finds it on her start page on her phone
    lena = visitor(phone=True).enter_as("lena")
    lena.go("/").is_well()
    lena.click("East Kent", role="link")
    lena.sees("Is this all that your directorate did with people?").is_well()
    # When she adds what is missing
    lena.click("Add an activity")
    lena.type("What was it?", "Ward garden group")
    lena.select("What kind of activity?", "Workshop")
    lena.choose("Co-create")
    lena.click("Save activity")
    # Then she is back, sees it, and says that all is there
    lena.page.locator("summary", has_text="Co-create: 1").click()
    lena.page.get_by_role("link", name="Ward garden group").last.wait_for(state="visible")
    lena.type("Note for the involvement team (optional)", "One was missing.")
    lena.click("This is complete")
    lena.sees("Added activities, now complete.").is_well().picture("mapping-answer", whole=True)
    # And Ivy sees her answer, chooses somebody where there is no lead, and reminds
    ivy.go(ivy.page.url.removeprefix(ivy.address))
    ivy.sees("1 of 2 directorates have not answered yet")
    ivy.sees("One was missing.")
    ivy.click("Choose a lead for Acute", role="link").is_well()
    ivy.select("Who should answer?", "Olu Adeyemi (olu@portal.example)")
    ivy.click("Ask this person")
    ivy.click("Send reminders")
    ivy.sees("Reminders are on their way to Olu Adeyemi").is_well().picture("mapping-round")
    # And closes the round
    ivy.click("Close this round", role="link").is_well()
    ivy.click("Close the round")
    ivy.sees("1 of 2 directorates did not answer").is_well()
    assert Message.objects.filter(purpose="mapping_reminder").count() == 1
    assert MappingReply.objects.get(lead__name="Lena Novak").answer == "added"
    connection.close()


def test_a_lead_answers_by_keyboard_without_scripts(visitor):
    ivy = visitor().enter_as("ivy")
    open_round(ivy, "Plain round")
    lena = visitor(java_script_enabled=False).enter_as("lena")
    lena.go("/").click("East Kent", role="link")
    lena.page.locator("button[value=nothing]").focus()
    lena.press("Enter")
    lena.sees("Nothing to add.")
    lena.click("Change the answer")
    lena.sees("Is this all that your directorate did with people?")
    connection.close()


def test_finding_the_level_leads_back_to_the_log(visitor):
    sam = visitor(phone=True).enter_as("sam")
    sam.go("/activities/levels/").is_well()
    sam.click("Not sure? Answer five questions", role="link").is_well()
    sam.choose("Yes, what they said could change what we did")
    sam.click("Suggest a level")
    sam.sees("There is a problem")
    for label in (
        "People and staff decided together",
        "People and staff shared it",
        "No, for a part of it",
    ):
        sam.choose(label)
    sam.page.locator("[name=topic][value=us]").check()
    sam.click("Suggest a level")
    sam.sees("This sounds like: Collaborate").is_well()
    sam.click("Use this level: Collaborate")
    assert sam.page.get_by_label("Collaborate", exact=True).is_checked()
    connection.close()


def test_projects_of_the_invented_trust(visitor, demo_data):
    sam = visitor().enter_as("sam")
    sam.go("/activities/projects/").is_well()
    sam.click("Shorter waits in Thanet", role="link").is_well()
    sam.click("change its status", role="link").is_well()
    sam.choose("Finished")
    sam.click("Save")
    sam.sees("Say what came of it.").is_well()
    sam.type("Reason (optional)", "Nobody waits in the dark now.")
    sam.click("Save")
    sam.sees("Nobody waits in the dark now.").is_well()
    connection.close()
