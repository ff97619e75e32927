"""The page of an activity, its corrections, moves, sessions and history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Activity, Session
from activities.selectors.levels import all_levels
from core.service import System, service
from organisation.models import Service, Theme
from tests.activities.typing_in import errors_of, logged, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(as_person):
    return as_person("sam")


@pytest.fixture
def activity(sam) -> Activity:
    return logged(sam)


def correct(client, activity: Activity, **changes):
    form = {k: v for k, v in typed().items() if not k.startswith(("held_on", "people", "mode"))}
    form |= {"version": str(changes.pop("version", activity.version)), **changes}
    return client.send(f"/activities/{activity.pk}/correct/", form)


def test_a_text_longer_than_the_form_asks_for_can_stay_as_it_came_in(sam):
    """Rows of an import are put together: what they say may be longer than anybody would type."""
    activity = logged(sam)
    notes = "\n".join(f"Session {n}: {'it rained, ' * 12}so" for n in range(80))
    aim = "To hear " * 300
    Activity.objects.filter(pk=activity.pk).update(notes=notes, aim=aim.strip())
    page = sam.get(f"/activities/{activity.pk}/correct/").context["form"]
    # As a browser sends it.
    kept = {"notes": page["notes"].value().replace("\n", "\r\n"), "aim": page["aim"].value()}
    response = correct(sam, activity, title="Another title", **kept)
    assert response.status_code == 302, errors_of(response)
    activity.refresh_from_db()
    assert (activity.title, activity.notes) == ("Another title", notes)
    longer = correct(sam, activity, version=2, aim=aim, notes=f"{kept['notes']} and it went on")
    assert "notes" in errors_of(longer)


def planned(client, days: int = -2) -> Activity:
    """A planned activity whose date is some days from now."""
    day = timezone.localdate() + timedelta(days=days)
    return logged(
        client,
        status="planned",
        held_on_day=str(day.day),
        held_on_month=str(day.month),
        held_on_year=str(day.year),
    )


def test_the_page_says_what_it_was_in_words(sam, activity):
    page = sam.get(f"/activities/{activity.pk}/").content.decode()
    assert "Garden workshop" in page
    assert "mapped to Informed decision making on the six-ring onion (2020)" in page
    assert "Canterbury community mental health team" in page
    assert "8 people" in page


def test_a_missing_activity_is_404(sam):
    assert sam.get("/activities/999999/").status_code == 404


def test_a_correction_is_kept_with_its_reason_and_what_it_was(sam, activity):
    assert correct(sam, activity, title="Garden talk", reason="Wrong name").status_code == 302
    activity.refresh_from_db()
    assert activity.title == "Garden talk"
    page = sam.get(f"/activities/{activity.pk}/history/").content.decode()
    assert "Wrong name" in page
    assert "from “Garden workshop” to “Garden talk”" in page


def test_the_second_of_two_editors_sees_both_and_loses_nothing(sam, as_person, activity):
    correct(as_person("ivy"), activity, title="Ivy’s title")
    response = correct(sam, activity, title="Sam’s title", version=activity.version)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Ivy’s title" in page
    assert "Sam’s title" in page
    assert Activity.objects.get().title == "Ivy’s title"
    again = response.context["form"].version
    assert correct(sam, activity, title="Sam’s title", version=again).status_code == 302
    assert Activity.objects.get().title == "Sam’s title"


def test_another_service_may_look_and_not_change(as_person, activity):
    olu = as_person("olu")
    assert "belongs to another service" in olu.get(f"/activities/{activity.pk}/").content.decode()
    response = correct(olu, activity, title="Mine now")
    assert "belongs to another service" in response.content.decode()
    assert Activity.objects.get().title == "Garden workshop"


def test_the_services_can_be_changed_and_the_onion_follows(sam, activity):
    thanet = str(
        next(
            o.id
            for o in sam.get("/activities/log/").context["form"].choices["service"]
            if o.label.startswith("Thanet")
        )
    )
    correct(sam, activity, service=thanet)
    activity.refresh_from_db()
    assert activity.service_ids == [int(thanet)]
    assert activity.service_links.get().is_lead


def test_a_planned_activity_happens_with_the_level_it_reached(sam):
    activity = planned(sam)
    page = sam.get(f"/activities/{activity.pk}/").content.decode()
    assert "The date of this activity has passed" in page
    level = all_levels().by_code["engage"]
    sam.send(
        f"/activities/{activity.pk}/move/happened/",
        {"level": str(level.id), "reason": "Fewer came", "version": "1"},
    )
    activity.refresh_from_db()
    assert (activity.status, activity.level_achieved_id) == ("happened", level.id)
    assert activity.level_planned_id != level.id
    assert activity.sessions.get().status == "held"


def test_cancelling_takes_the_planned_sessions_along(sam):
    activity = planned(sam, days=5)
    address = f"/activities/{activity.pk}/move/cancelled/"
    assert "Why was it cancelled?" in " ".join(
        errors_of(sam.send(address, {"version": "1"}))["reason"]
    )
    sam.send(address, {"reason": "Snow", "version": "1"})
    activity.refresh_from_db()
    assert (activity.status, activity.sessions.get().status) == ("cancelled", "cancelled")


def test_what_was_logged_by_mistake_is_cancelled_in_one_step(sam, activity):
    sam.send(
        f"/activities/{activity.pk}/move/cancelled/", {"reason": "Logged twice", "version": "1"}
    )
    activity.refresh_from_db()
    assert (activity.status, activity.sessions.get().status) == ("cancelled", "cancelled")
    assert activity.first_held_on is None


def test_correcting_the_level_of_a_plan_changes_the_plan(sam):
    activity = planned(sam, days=5)
    level = all_levels().by_code["co-create"]
    assert correct(sam, activity, level=str(level.id)).status_code == 302
    activity.refresh_from_db()
    assert (activity.level_planned_id, activity.level_achieved_id) == (level.id, None)


def test_a_correction_gives_a_cancelled_activity_no_level_reached(sam):
    activity = planned(sam, days=5)
    sam.send(f"/activities/{activity.pk}/move/cancelled/", {"reason": "Snow", "version": "1"})
    assert correct(sam, activity, version="2").status_code == 302
    activity.refresh_from_db()
    assert activity.level_achieved_id is None


def test_the_reason_for_another_level_than_planned_is_kept_with_the_level(sam):
    activity = planned(sam)
    level = str(all_levels().by_code["engage"].id)
    address = f"/activities/{activity.pk}/move/happened/"
    sam.send(address, {"level": level, "reason": "Fewer came", "version": "1"})
    activity.refresh_from_db()
    assert (activity.level_reason, activity.status_reason) == ("Fewer came", "")


def test_an_activity_of_a_service_closed_since_can_be_corrected(sam, as_person, activity):
    canterbury = Service.objects.get(name__startswith="Canterbury")
    thanet = Service.objects.get(name__startswith="Thanet")

    @service
    def close(*, by) -> None:
        Service.objects.filter(pk=canterbury.pk).update(valid_to=timezone.localdate())

    close(by=System("test"))
    response = correct(
        as_person("ivy"), activity, service=str(canterbury.pk), other_services=str(thanet.pk)
    )
    assert response.status_code == 302
    activity.refresh_from_db()
    assert activity.service_ids == sorted([canterbury.pk, thanet.pk])


def test_a_closed_activity_is_opened_before_it_is_changed(sam, activity):
    sam.send(f"/activities/{activity.pk}/move/closed/", {"version": "1"})
    page = sam.get(f"/activities/{activity.pk}/correct/").content.decode()
    assert "Open it again to change what it says" in page
    assert "Open it again" in sam.get(f"/activities/{activity.pk}/").content.decode()


def test_every_answer_of_two_editors_is_shown(sam, as_person, activity):
    level = str(all_levels().by_code["co-create"].id)
    correct(as_person("ivy"), activity, level=level, is_hidden="on", publication_reach="40")
    page = correct(sam, activity, version=activity.version)
    said = {row["label"]: (row["theirs"], row["yours"]) for row in page.context["form"].stale}
    assert said["How deep was it?"] == ("Co-create", "Involve")
    assert said["Do not name it on the public onion"] == ("Yes", "No")
    assert "Which service was it for?" not in said


def test_closing_and_opening_again(sam, activity):
    sam.send(f"/activities/{activity.pk}/move/closed/", {"version": "1"})
    activity.refresh_from_db()
    assert activity.status == "closed"
    level = str(activity.level_achieved_id)
    sam.send(f"/activities/{activity.pk}/move/happened/", {"version": "2", "level": level})
    activity.refresh_from_db()
    assert activity.status == "happened"


@pytest.mark.parametrize("to", ["nonsense", "PLANNED", "held"])
def test_an_unknown_status_is_404(sam, activity, to):
    assert sam.get(f"/activities/{activity.pk}/move/{to}/").status_code == 404


def test_a_session_is_added_and_corrected(sam, activity):
    when = {"held_on_day": "3", "held_on_month": "5", "held_on_year": "2026"}
    sam.send(
        f"/activities/{activity.pk}/sessions/add/",
        {
            "status": "held",
            "mode": "online",
            "starts_at": "6pm",
            "ends_at": "8pm",
            "count_carer": "4",
            **when,
        },
    )
    session = activity.sessions.get(held_on="2026-05-03")
    assert (session.part_of_day, session.is_weekend, session.minutes) == ("evening", True, 120)
    assert (session.people, session.people_minutes) == (4, 480)
    sam.send(
        f"/activities/sessions/{session.pk}/correct/",
        {
            "mode": "online",
            "starts_at": "6pm",
            "ends_at": "7pm",
            "count_carer": "5",
            "about_carer": "on",
            "version": "1",
            **when,
        },
    )
    session.refresh_from_db()
    assert (session.minutes, session.people, session.people_minutes) == (60, 5, 300)
    assert session.headcounts.get().is_estimate


def test_a_month_has_no_clock_time(sam, activity):
    response = sam.send(
        f"/activities/{activity.pk}/sessions/add/",
        {
            "status": "held",
            "mode": "online",
            "starts_at": "6pm",
            "held_on_month": "5",
            "held_on_year": "2026",
        },
    )
    assert "Give the day as well" in errors_of(response)["held_on"][0]


def test_a_held_session_is_cancelled_with_a_reason_and_no_longer_counts(sam, activity):
    session = activity.sessions.get()
    address = f"/activities/sessions/{session.pk}/move/cancelled/"
    sam.send(address, {"reason": "Logged by mistake", "version": str(session.version)})
    activity.refresh_from_db()
    assert Session.objects.get().status == "cancelled"
    assert activity.first_held_on is None


def test_the_page_costs_the_same_with_many_sessions(sam, activity, django_assert_num_queries):
    def queries() -> int:
        with django_assert_num_queries(100, exact=False) as captured:
            sam.get(f"/activities/{activity.pk}/")
        return len(captured)

    few = queries()
    for day in range(1, 9):
        sam.send(
            f"/activities/{activity.pk}/sessions/add/",
            {
                "status": "held",
                "mode": "online",
                "count_carer": "2",
                "count_staff": "1",
                "held_on_day": str(day),
                "held_on_month": "5",
                "held_on_year": "2026",
            },
        )
    assert queries() == few


def test_the_history_tells_of_sessions_counts_and_tags(sam, activity):
    session = activity.sessions.get()
    theme = str(Theme.objects.first().pk)
    correct(sam, activity, themes=theme)
    today = timezone.localdate()
    sam.send(
        f"/activities/sessions/{session.pk}/correct/",
        {
            "mode": "online",
            "count_carer": "5",
            "version": "1",
            "held_on_day": str(today.day),
            "held_on_month": str(today.month),
            "held_on_year": str(today.year),
        },
    )
    page = sam.get(f"/activities/{activity.pk}/history/").content.decode()
    assert f"Theme: from “Nothing” to “{Theme.objects.get(pk=theme)}”" in page
    assert "How: from “In person” to “Online”" in page
    assert "Headcount: from “8 people” to “Nothing”" in page
