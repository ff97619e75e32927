"""Who may log, correct, move and cancel; which dates and times are possible."""

from dataclasses import replace
from datetime import date, time

import pytest

from activities.rules.log import (
    ActivityFacts,
    Actor,
    correct_blocker,
    date_blocker,
    first_day,
    last_day,
    log_blocker,
    move_blocker,
    session_blocker,
    session_minutes,
    session_move_blocker,
    span_blocker,
    times_blocker,
)

SAM = Actor(id=1, may_log=True, may_correct_any=False, service_ids=frozenset({10}))
LEAD = Actor(id=2, may_log=True, may_correct_any=False, directorate_ids=frozenset({5}))
OLU = Actor(id=3, may_log=True, may_correct_any=False, service_ids=frozenset({99}))
IVY = Actor(id=4, may_log=True, may_correct_any=True)
STELLA = Actor(id=5, may_log=False, may_correct_any=False)


def facts(status="happened", *, logged_by_id=7, has_held_session=False) -> ActivityFacts:
    return ActivityFacts(
        status=status,
        logged_by_id=logged_by_id,
        led_by_id=8,
        service_ids=frozenset({10}),
        directorate_ids=frozenset({5}),
        has_held_session=has_held_session,
    )


def test_only_those_who_may_log_log():
    assert log_blocker(SAM) is None
    assert log_blocker(STELLA) == "Only staff can log activities."


@pytest.mark.parametrize(
    ("actor", "may"),
    [(SAM, True), (LEAD, True), (IVY, True), (OLU, False), (STELLA, False)],
)
def test_near_colleagues_and_the_team_correct_an_activity(actor, may):
    assert (correct_blocker(actor, facts()) is None) is may


@pytest.mark.parametrize("who", ["logged_by_id", "led_by_id"])
def test_whoever_logged_or_led_it_corrects_it_from_any_service(who):
    mine = Actor(id={"logged_by_id": 7, "led_by_id": 8}[who], may_log=True, may_correct_any=False)
    assert correct_blocker(mine, facts()) is None


def test_cancelling_needs_a_reason_also_for_what_was_logged_by_mistake():
    planned = facts("planned")
    assert move_blocker(SAM, planned, "cancelled", reason=" ") == "Say why it was cancelled."
    assert move_blocker(SAM, planned, "cancelled", reason="Snow") is None
    held = facts("happened", has_held_session=True)
    assert move_blocker(SAM, held, "cancelled", reason="Logged twice") is None


def test_what_was_held_is_not_planned_again_and_the_future_has_not_happened():
    held = facts("happened", has_held_session=True)
    assert "it did happen" in move_blocker(SAM, held, "planned", reason="x")
    coming = replace(facts("planned"), begins_in_future=True)
    assert "still to come" in move_blocker(SAM, coming, "happened", level_id=1)


def test_a_session_fits_the_state_of_its_activity():
    assert "was cancelled" in session_blocker(SAM, facts("cancelled"), "held")
    assert "still planned" in session_blocker(SAM, facts("planned"), "held")
    assert "is closed" in session_blocker(SAM, facts("closed"), "held")
    assert session_blocker(SAM, facts("happened"), "held") is None
    assert session_blocker(SAM, facts("planned"), "planned") is None


DAY, MONTH = (date(2026, 5, 4), "day"), (date(2026, 5, 1), "month")


@pytest.mark.parametrize(
    ("begins", "ends", "says"),
    [
        (None, MONTH, None),
        (DAY, None, None),
        (DAY, DAY, None),
        (DAY, (date(2026, 5, 3), "day"), "The last day must be after the first."),
        (DAY, MONTH, "Give both dates as days, as months or as years."),
    ],
)
def test_a_span_is_in_order_and_known_equally_well(begins, ends, says):
    assert span_blocker(begins, ends) == says


def test_happening_needs_the_level_reached():
    assert move_blocker(SAM, facts("planned"), "happened") == "Choose the level it reached."
    assert move_blocker(SAM, facts("planned"), "happened", level_id=3) is None


def test_a_closed_activity_cannot_be_cancelled():
    assert "cannot become" in move_blocker(SAM, facts("closed"), "cancelled", reason="x")


def test_a_session_is_cancelled_with_a_reason():
    assert session_move_blocker(SAM, facts(), "planned", "cancelled") == (
        "Say why the session was cancelled."
    )
    assert session_move_blocker(SAM, facts(), "planned", "held") is None
    assert session_move_blocker(OLU, facts(), "planned", "held") is not None


def test_what_was_held_lies_in_the_past():
    today = date(2026, 11, 22)
    assert date_blocker("held", today, today) is None
    assert "in the future" in date_blocker("held", date(2026, 11, 23), today)
    assert date_blocker("planned", date(2026, 11, 23), today) is None


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        (time(10), time(12), None),
        (None, None, None),
        (None, time(12), "Give the start time as well."),
        (time(12), time(12), "The end must be after the start."),
        (time(12), time(9), "The end must be after the start."),
    ],
)
def test_times_are_in_order(starts, ends, says):
    assert times_blocker(date(2026, 5, 4), starts, ends) == says


def test_an_hour_that_the_clocks_skipped_is_refused_in_words():
    spring = date(2026, 3, 29)
    assert "the clocks went forward" in times_blocker(spring, time(0, 30), time(1, 30))
    assert times_blocker(spring, time(0, 30), time(2, 30)) is None


@pytest.mark.parametrize(
    ("day", "starts", "ends", "minutes"),
    [
        (date(2026, 5, 4), time(14), time(16, 30), 150),
        # 00:30 to 02:30 lasted one hour when the clocks went forward, three when back.
        (date(2026, 3, 29), time(0, 30), time(2, 30), 60),
        (date(2026, 10, 25), time(0, 30), time(2, 30), 180),
        (date(2026, 10, 25), time(1, 15), time(1, 45), 90),
    ],
)
def test_a_length_is_real_minutes(day, starts, ends, minutes):
    assert session_minutes(day, starts, ends) == minutes


def test_a_length_needs_both_times():
    assert session_minutes(date(2026, 5, 4), time(9), None) is None


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", date(2024, 2, 14), date(2024, 2, 14)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_an_inexact_date_is_kept_as_its_first_day_and_means_up_to_its_last(precision, first, last):
    assert first_day(date(2024, 2, 14), precision) == first
    assert last_day(date(2024, 2, 14), precision) == last
