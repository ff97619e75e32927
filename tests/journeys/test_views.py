"""A shared view, a change of many that is taken back, and a template, by two people at work."""

from __future__ import annotations

import pytest

from activities.models import Activity


def log(visitor, title: str) -> None:
    visitor.go("/activities/log/")
    visitor.type("What was it?", title)
    visitor.select("What kind of activity?", "Workshop")
    visitor.choose("Involve")
    visitor.click("Save activity")
    visitor.sees("Saved")


def test_a_view_is_saved_shared_and_opened_by_another(visitor):
    # Given Ivy, who looks for the same activities each week
    ivy = visitor().enter_as("ivy")
    ivy.go("/activities/?level=involve&sort=-logged").click("Save this view", role="link")
    ivy.is_well()
    ivy.type("Name of the view", "Where we involve")
    ivy.choose("Share it")
    ivy.click("Save this view")
    ivy.sees("The view is saved").is_well().picture("saved-view")
    # Then she finds it on her start page, and Sam above his list on a phone
    ivy.go("/").click("Where we involve", role="link")
    ivy.is_well()
    sam = visitor(phone=True).enter_as("sam")
    sam.go("/activities/").click("Where we involve", role="link")
    sam.sees("open now").is_well()
    assert "level=involve" in sam.page.url
    # And when she changes her mind, it is gone for both
    ivy.click("Change or delete views", role="link")
    ivy.is_well().click("Change or delete", role="link")
    ivy.is_well().click("Delete this view", role="link")
    ivy.is_well().click("Delete this view")
    ivy.sees("The view is deleted")
    sam.go("/activities/")
    assert "Where we involve" not in sam.page.content()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_many_are_changed_and_taken_back(visitor, script):
    # Given two workshops that Sam logged without a theme
    sam = visitor(java_script_enabled=script)
    sam.go("/users/demo/")
    sam.page.locator("form[action='/users/demo/sam/'] button").click()
    log(sam, "Garden group")
    log(sam, "Music group")
    # When he ticks both and adds one
    sam.go("/activities/").click("Change many activities at once", role="link")
    for title in ("Garden group", "Music group"):
        sam.page.get_by_label(title).check()
    sam.click("Change the ticked ones")
    sam.page.locator("summary", has_text="Themes to add").click()
    sam.page.locator("[name=add_themes]").first.check()
    sam.click("See what would change")
    sam.sees("2 activities would change")
    if script:
        sam.is_well().picture("change-many-preview", whole=True)
    sam.click("Change 2 activities")
    # Then both have it, and neither after he took it back
    sam.sees("Sam Okafor changed 2 activities")
    assert [a.themes.count() for a in Activity.objects.all()] == [1, 1]
    sam.click("Take this change back", role="link")
    sam.click("Take the change back")
    sam.sees("2 activities are as before")
    assert [a.themes.count() for a in Activity.objects.all()] == [0, 0]


def test_a_template_is_one_click_from_the_log_form(visitor):
    # Given Sam, who has logged the drop-in of this week
    sam = visitor().enter_as("sam")
    log(sam, "Drop-in")
    sam.click("Save as a template", role="link")
    sam.is_well()
    sam.type("Name of the template", "Weekly drop-in")
    sam.click("Save template")
    sam.sees("The template is saved").is_well()
    # When he logs that of the next week
    sam.go("/activities/log/").is_well().click("Weekly drop-in", role="link")
    sam.sees("Filled in from the template").is_well().picture("log-from-template")
    sam.type("How many people came, not counting staff? (optional)", "6")
    sam.click("Save activity")
    # Then it says the same as the first
    sam.sees("Saved")
    assert sam.heading() == "Drop-in"
    first, second = Activity.objects.order_by("pk")
    assert (first.kind_id, first.level_achieved_id) == (second.kind_id, second.level_achieved_id)
