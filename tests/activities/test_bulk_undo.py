"""Taking a change of many activities back."""

from __future__ import annotations

import random

import pytest

from activities.models import Activity, Level
from activities.rules.bulk import Changes, Parts, changed, taken_back
from activities.services.change_many import (
    change_many,
    undo_change,
)
from activities.services.log import move_activity
from core.models import Act
from core.service import Refused
from organisation.models import ActivityKind, Group, Theme
from tests.activities.changing import carried_out, ids_of, prepared, visible, words
from tests.activities.clerk import assert_counts_are_right
from tests.activities.records import a_session, an_activity, many

pytestmark = pytest.mark.django_db


def test_a_change_is_taken_back_once_as_a_new_act(as_person, cast, near):
    before = visible()
    kind = ActivityKind.objects.last().pk
    change = carried_out(
        cast.sam, near[:3], kind_id=kind, added={"themes": frozenset(ids_of(Theme))}
    )
    assert visible() != before
    sam, undo = as_person("sam"), f"/activities/bulk/{change.pk}/undo/"
    assert "3 activities were changed" in words(sam.get(undo))
    report = sam.send(undo)
    assert visible() == before
    assert "3 activities are as before" in words(sam.get(report.url))
    assert Act.objects.filter(service="activities.undo_change").count() == 1
    with pytest.raises(Refused, match="taken back already"):
        undo_change(by=cast.sam, change_id=change.pk)


def test_what_was_changed_since_is_kept_unless_it_is_chosen(as_person, cast, near):
    first, second = ids_of(Theme)
    change = carried_out(cast.sam, near[:3], is_public=False, added={"themes": frozenset({first})})
    carried_out(cast.sam, near[1:3], added={"themes": frozenset({second})})
    sam, undo = as_person("sam"), f"/activities/bulk/{change.pk}/undo/"
    page = words(sam.get(undo))
    assert f"Group 1 ({near[1].reference})" in page
    assert "Group 0" not in page
    sam.send(undo, {"also": [near[2].pk]})
    found = {}
    for activity in near[:3]:
        activity.refresh_from_db()
        found[activity.pk] = (
            activity.is_public,
            set(activity.themes.values_list("pk", flat=True)),
        )
    assert found[near[0].pk] == (True, set())
    assert found[near[1].pk] == (False, {first, second})
    # Only what this change did is taken back.
    assert found[near[2].pk] == (True, {second})
    report = words(sam.get(f"/activities/bulk/{change.pk}/"))
    assert "1 was" in report
    assert "Group 1" in words(sam.get(f"/activities/bulk/{change.pk}/rows/?undo=kept"))


def test_too_many_changed_since_to_list_are_taken_back_together(as_person, cast):
    made = many(120)
    change = carried_out(cast.ivy, made, is_public=False)
    Activity.objects.update(version=9)
    ivy, undo = as_person("ivy"), f"/activities/bulk/{change.pk}/undo/"
    page = words(ivy.get(undo))
    assert 'name="also"' not in page
    assert "Take back those that were changed since as well" in page
    ivy.send(undo, {"every": "on"})
    assert not Activity.objects.filter(is_public=False).exists()


def test_who_may_take_back(as_person, cast, near):
    change = carried_out(cast.sam, near[:3], is_public=False)
    refused = words(as_person("olu").send(f"/activities/bulk/{change.pk}/undo/"))
    assert "Only the person who made this change" in refused
    with pytest.raises(Refused):
        undo_change(by=cast.olu, change_id=change.pk)
    as_person("ivy").send(f"/activities/bulk/{change.pk}/undo/")
    assert Activity.objects.filter(is_public=False).count() == 0


def test_a_closed_activity_is_not_taken_back(cast, near):
    change = carried_out(cast.sam, near[:3], is_public=False)
    move_activity(by=cast.sam, activity_id=near[0].pk, expected=2, to="closed")
    undo_change(by=cast.sam, change_id=change.pk, also=[near[0].pk])
    row = change.rows.get(activity=near[0])
    assert (row.undo, "closed" in row.undo_reason) == ("kept", True)


@pytest.mark.parametrize("seed", range(3))
def test_the_onion_is_right_after_any_changes_and_their_undoing(cast, seed):
    dice = random.Random(seed)
    levels = ids_of(Level, 5)
    made = [
        an_activity(
            f"Group {n}",
            dice.choice(["inform", "involve", "co-create"]),
            services=[dice.choice(["Canterbury", "Thanet"])],
            status=dice.choice(["planned", "happened"]),
        )
        for n in range(12)
    ]
    for activity in made[:6]:
        if activity.status == "happened":
            a_session(activity, people=dice.randrange(9))
    start, done = visible(), []
    for _ in range(4):
        chosen = dice.sample(made, 7)
        themes = frozenset(dice.sample(ids_of(Theme, 4), 2))
        what = {
            "level_id": dice.choice([None, *levels]),
            "added": {"themes": themes, "meant": frozenset(ids_of(Group, 1))},
            "removed": {"reached": frozenset(ids_of(Group, 2))},
        }
        change = prepared(cast.ivy, chosen, **what)
        if change.rows.filter(outcome="will").exists():
            done.append(change_many(by=cast.ivy, change_id=change.pk))
    assert_counts_are_right()
    for change in reversed(done):
        everything = list(change.rows.values_list("activity_id", flat=True))
        undo_change(by=cast.ivy, change_id=change.pk, also=everything)
    assert visible() == start
    assert_counts_are_right()


def test_taking_back_is_the_opposite_of_changing():
    dice = random.Random(7)
    for _ in range(300):
        sets = [frozenset(dice.sample(range(1, 5), dice.randrange(4))) for _ in range(4)]
        before = Parts(1, dice.choice([None, 1]), dice.random() < 0.5, 1, 2, *sets)
        changes = Changes(
            kind_id=dice.choice([None, 1, 2]),
            project_id=dice.choice([None, 0, 1, 2]),
            added={"themes": frozenset(dice.sample(range(1, 5), 2))},
            removed={"meant": frozenset(dice.sample(range(1, 5), 2))},
        )
        after = changed(before, "happened", changes)
        assert taken_back(after, before, after) == before
        assert Changes.of(changes.kept()) == changes
        assert Parts.of(before.kept()) == before


def test_what_got_a_third_value_since_keeps_it(cast, near):
    first, second, third = ids_of(Level, 3)
    Activity.objects.filter(pk=near[0].pk).update(level_achieved=first)
    change = carried_out(cast.sam, near[:1], level_id=second, is_public=False)
    Activity.objects.filter(pk=near[0].pk).update(level_achieved=third, version=9)
    undo_change(by=cast.sam, change_id=change.pk, also=[near[0].pk])
    now = visible()[near[0].pk]
    assert (now.level_achieved_id, now.is_public) == (third, True)


def test_a_planned_activity_gets_no_level_that_it_reached(cast, near):
    first, second = ids_of(Level)
    Activity.objects.filter(pk=near[0].pk).update(level_achieved=first)
    change = carried_out(cast.sam, near[:1], level_id=second)
    Activity.objects.filter(pk=near[0].pk).update(
        status="planned", level_planned=second, level_achieved=None, version=9
    )
    undo_change(by=cast.sam, change_id=change.pk, also=[near[0].pk])
    now = visible()[near[0].pk]
    assert (now.level_planned_id, now.level_achieved_id) == (second, None)
