"""Changing many activities at once: preview, carrying out, taking back."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, ActivityGroup, BulkChange, BulkRow, Level
from activities.rules.log import edit_blocker
from activities.selectors.bulk import changeable_by
from activities.selectors.log import activity_facts, actor_of
from activities.services.change_many import (
    change_many,
    drop_old_previews,
)
from activities.services.log import move_activity
from core.exports.opening import content_at
from core.models import Act, Work
from core.service import Refused, System
from core.work.services import stop_work
from core.work.worker import do_due
from organisation.models import Group, Post, Theme
from organisation.services import put_away_word
from tests.activities.changing import carried_out, ids_of, outcomes, prepared, words
from tests.activities.clerk import assert_counts_are_right
from tests.activities.records import an_activity, many

pytestmark = pytest.mark.django_db

CHOOSE, CHANGE = "/activities/bulk/choose/", "/activities/bulk/change/"
TESTS = System("tests")


# --- Choosing and looking -----------------------------------------------------------------


def test_the_whole_way_through_the_pages(as_person, near):
    sam, (theme, _) = as_person("sam"), ids_of(Theme)
    assert f'href="{CHOOSE}?level=involve"' in words(sam.get("/activities/?level=involve"))
    page = words(sam.get(f"{CHOOSE}?level=involve"))
    assert "Change all 3 that match" in page
    assert f'value="{near[0].pk}"' in page
    assert "3 activities are chosen" in words(sam.get(f"{CHANGE}?which=all&level=involve"))
    # Whoever writes an address by hand is told on the preview.
    asked = f"{CHANGE}?which=ticked&level=involve&" + "&".join(f"row={a.pk}" for a in near)
    answer = sam.send(asked, {"add_themes": [theme], "public": "no", "reason": "Tidying"})
    preview = words(sam.get(answer.url))
    assert "3 activities would change" in preview
    assert "1: This activity belongs to another service" in preview
    assert "Not named on the public onion" in preview
    assert not near[0].themes.exists()
    answer = sam.send(answer.url)
    report = words(sam.get(answer.url))
    assert "Sam Okafor changed 3 activities" in report
    assert "Reason: Tidying" in report
    assert [a.themes.count() for a in near] == [1, 1, 1, 0]
    assert "Ward survey" in words(sam.get(f"{answer.url}rows/?outcome=refused"))
    assert "Group" not in words(sam.get(f"{answer.url}rows/?outcome=refused")).split("</thead>")[1]
    history = words(sam.get(f"/activities/{near[0].pk}/history/"))
    assert "Changed this activity and others at once" in history
    assert "Tidying" in history


def test_only_the_ticked_ones_are_chosen(as_person, near):
    sam = as_person("sam")
    asked = (
        f"{CHANGE}?which=ticked&row={near[0].pk}&row={near[2].pk}&row=x&row=%C2%B2&level=involve"
    )
    assert "2 activities are chosen" in words(sam.get(asked))
    sam.send(asked, {"public": "no"})
    assert set(BulkRow.objects.values_list("activity_id", flat=True)) == {near[0].pk, near[2].pk}


def test_only_what_one_may_change_is_offered_and_the_rest_is_counted(as_person, near):
    Activity.objects.filter(pk=near[0].pk).update(status="closed")
    page = words(as_person("sam").get(CHOOSE))
    assert {a.pk for a in near if f'id="row-{a.pk}"' in page} == {near[1].pk, near[2].pk}
    assert "1 activity belongs to other services" in page
    assert "1 activity is closed" in page
    assert "2 activities are chosen" in words(as_person("sam").get(f"{CHANGE}?which=all"))
    team = words(as_person("ivy").get(CHOOSE))
    assert "belongs to other services" not in team
    assert "1 activity is closed" in team
    filtered = words(as_person("sam").get(f"{CHOOSE}?level=co-create"))
    assert "Not listed" not in filtered


def test_what_is_offered_is_what_the_rule_allows(cast):
    dice = random.Random(3)
    everybody = [cast.sam, cast.olu, cast.lena, cast.ivy]
    for number in range(40):
        one = an_activity(f"Group {number}", services=dice.sample(["Canterbury", "Littlebrook"], 1))
        Activity.objects.filter(pk=one.pk).update(
            logged_by=dice.choice([None, *everybody]),
            led_by=dice.choice([None, *everybody]),
            status=dice.choice(["happened", "happened", "closed"]),
        )
    for person in everybody:
        actor = actor_of(person)
        allowed = {
            one.pk
            for one in Activity.objects.all()
            if edit_blocker(actor, activity_facts(one)) is None
        }
        offered = set(changeable_by(Activity.objects.all(), actor).values_list("pk", flat=True))
        assert offered == allowed, person


def test_a_filter_that_is_not_understood_chooses_nothing(as_person, near):
    page = words(as_person("sam").get(f"{CHANGE}?which=all&level=nonsense"))
    assert "No activity is chosen" in page


def test_a_search_chooses_what_it_finds(as_person, cast, near):
    page = words(as_person("ivy").get(f"{CHANGE}?which=all&q=survey"))
    assert "1 activity is chosen" in page


def test_nothing_to_change_and_both_ways_are_said(as_person, near):
    sam, (theme, other) = as_person("sam"), ids_of(Theme)
    asked = f"{CHANGE}?which=all"
    assert "Choose at least one thing" in words(sam.send(asked, {}))
    both = {"add_themes": [theme, other], "remove_themes": [theme]}
    assert "added and taken away" in words(sam.send(asked, both))
    assert not BulkChange.objects.exists()


def test_a_word_put_away_can_be_taken_away(as_person, cast, near):
    theme = Theme.objects.first()
    near[0].themes.add(theme)
    put_away_word(by=cast.ivy, word_list="themes", word_id=theme.pk)
    answer = as_person("sam").send(f"{CHANGE}?which=all", {"remove_themes": [theme.pk]})
    as_person("sam").send(answer.url)
    assert not near[0].themes.exists()


def test_a_preview_is_nobody_elses(as_person, cast, near):
    change = prepared(cast.sam, near, is_public=False)
    for address in ("preview/", "", "rows/", "undo/"):
        path = f"/activities/bulk/{change.pk}/{address}"
        assert as_person("olu").get(path).status_code == 404
        assert as_person("ivy").get(path).status_code == 404
    with pytest.raises(Refused, match="Only the person"):
        change_many(by=cast.ivy, change_id=change.pk)


def test_the_list_of_a_change_is_taken_out_as_a_file(as_person, cast, near):
    change = carried_out(cast.sam, near, is_public=False)
    path = f"/activities/bulk/{change.pk}/rows/"
    answer = as_person("stella").get(f"{path}?outcome=refused&download=csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[1].startswith(f'"Ward survey","A{near[3].pk:05d}","Not changed"')
    # The same for a worker, who asks again what the person may see.
    assert len(content_at(f"{path}?outcome=changed", cast.stella).parts[0].rows) == 3
    preview = prepared(cast.sam, near, is_public=True)
    with pytest.raises(Refused, match="no list at this address"):
        content_at(f"/activities/bulk/{preview.pk}/rows/", cast.stella)


def test_nobody_without_the_right_prepares_one(cast, near):
    with pytest.raises(Refused, match="Only staff"):
        prepared(cast.fin, near, is_public=False)


# --- What becomes of each -----------------------------------------------------------------


def test_each_activity_gets_its_own_answer(cast, near):
    Activity.objects.filter(pk=near[0].pk).update(is_public=False)
    Activity.objects.filter(pk=near[1].pk).update(status="closed")
    change = prepared(cast.sam, near, is_public=False)
    assert outcomes(change) == {"same": 1, "refused": 2, "will": 1}
    change_many(by=cast.sam, change_id=change.pk)
    assert outcomes(change) == {"same": 1, "refused": 2, "changed": 1}


def test_what_others_changed_after_the_preview_is_left_alone(as_person, cast, near):
    change = prepared(cast.sam, near[:3], is_public=False)
    move_activity(
        by=cast.sam, activity_id=near[1].pk, expected=1, to="cancelled", reason="It rained"
    )
    change_many(by=cast.sam, change_id=change.pk)
    assert outcomes(change) == {"changed": 2, "moved_on": 1}
    near[1].refresh_from_db()
    assert near[1].is_public
    assert "after you looked at the preview" in words(
        as_person("sam").get(f"/activities/bulk/{change.pk}/")
    )


def test_rights_are_asked_again_when_it_is_carried_out(cast, near):
    change = prepared(cast.sam, near[:3], is_public=False)
    Post.objects.filter(person=cast.sam).update(valid_to=date(2020, 1, 1))
    change_many(by=cast.sam, change_id=change.pk)
    assert outcomes(change) == {"refused": 3}
    assert Activity.objects.filter(is_public=False).count() == 0


def test_it_is_carried_out_once(as_person, cast, near):
    change = carried_out(cast.sam, near[:3], is_public=False)
    with pytest.raises(Refused, match="already"):
        change_many(by=cast.sam, change_id=change.pk)
    page = as_person("sam").get(f"/activities/bulk/{change.pk}/preview/")
    assert page.url == f"/activities/bulk/{change.pk}/"
    assert Activity.objects.get(pk=near[0].pk).version == 2


def test_a_change_that_would_do_nothing_is_refused(cast, near):
    change = prepared(cast.sam, near[:3], is_public=True)
    with pytest.raises(Refused, match="Nothing would change"):
        change_many(by=cast.sam, change_id=change.pk)


def test_a_level_changes_the_one_that_counts(as_person, cast):
    happened = an_activity("Held", "inform", services=["Canterbury"])
    planned = an_activity("To come", "inform", services=["Canterbury"], status="planned")
    off = an_activity("Off", services=["Canterbury"], status="cancelled", status_reason="Rain")
    level = Level.objects.get(code="co-create")
    change = prepared(cast.sam, [happened, planned, off], level_id=level.pk)
    page = words(as_person("sam").get(f"/activities/bulk/{change.pk}/preview/"))
    assert "How the onion moves" in page
    assert "Inform (planned)" in page
    assert "was cancelled, so it has no level" in page
    change_many(by=cast.sam, change_id=change.pk)
    for activity in (happened, planned, off):
        activity.refresh_from_db()
    assert happened.level_achieved_id == planned.level_planned_id == level.pk
    assert (happened.level_planned_id, planned.level_achieved_id) == (None, None)
    assert_counts_are_right()


def test_a_group_keeps_the_mark_that_was_not_asked_about(cast, near):
    first, second = ids_of(Group)
    ActivityGroup.objects.create(activity=near[0], group_id=first, is_meant=True)
    ActivityGroup.objects.create(activity=near[1], group_id=first, is_reached=True)
    added = {"reached": frozenset({first, second})}
    removed = {"meant": frozenset({first})}
    carried_out(cast.sam, near[:3], added=added, removed=removed)
    found = set(
        ActivityGroup.objects.values_list("activity_id", "group_id", "is_meant", "is_reached")
    )
    assert found == {(a.pk, g, False, True) for a in near[:3] for g in (first, second)}


# --- Long ones ----------------------------------------------------------------------------


def test_a_long_one_is_done_by_a_worker_with_progress(as_person, cast, monkeypatch):
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    many(501)
    ivy = as_person("ivy")
    preview = ivy.send(f"{CHANGE}?which=all", {"public": "no"}).url
    page = words(ivy.get(preview))
    assert "We are looking at 501 activities" in page
    assert "data-progress" in page
    assert "Change 501 activities" not in page
    assert "still looking" in words(ivy.send(preview))
    # The report of what is not looked at yet is its preview.
    assert ivy.get(preview.replace("preview/", "")).url == preview
    do_due()
    assert "501 activities would change" in words(ivy.get(preview))
    report = ivy.send(preview).url
    page = words(ivy.get(report))
    assert "Being done" in page
    assert "data-progress" in page
    assert Activity.objects.filter(is_public=False).count() == 0
    # Pressed again from another tab.
    assert ivy.send(preview).url == report
    assert Work.objects.filter(kind="activities.change_many").count() == 1
    do_due()
    assert Activity.objects.filter(is_public=False).count() == 501
    assert "changed 501 activities" in words(ivy.get(report))
    assert Act.objects.get(service="activities.change_many").by_id == cast.ivy.pk
    assert ivy.send(f"{report}undo/").url == report
    assert "Being done" in words(ivy.get(report))
    do_due()
    assert Activity.objects.filter(is_public=False).count() == 0
    assert "501 activities are as before" in words(ivy.get(report))


def test_a_preview_that_was_stopped_is_asked_for_again(as_person, cast, monkeypatch):
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    many(501)
    ivy = as_person("ivy")
    preview = ivy.send(f"{CHANGE}?which=all", {"public": "no"}).url
    stop_work(by=cast.ivy, work_id=Work.objects.get().pk)
    page = words(ivy.get(preview))
    assert "because it was stopped" in page
    assert "Choose the activities again" in page
    with pytest.raises(Refused, match="still looking"):
        change_many(by=cast.ivy, change_id=BulkChange.objects.get().pk)


def test_pages_cost_the_same_for_one_and_for_many(as_person, cast):
    counts = []
    for number in (1, 60):
        made = many(number)
        change = prepared(cast.ivy, made, is_public=False)
        counts.append(_queries(as_person("ivy"), f"/activities/bulk/{change.pk}/preview/"))
        change_many(by=cast.ivy, change_id=change.pk)
        counts.append(_queries(as_person("ivy"), f"/activities/bulk/{change.pk}/"))
        counts.append(_queries(as_person("ivy"), f"/activities/bulk/{change.pk}/rows/"))
    assert counts[:3] == counts[3:]


def _queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_statements_do_not_grow_with_the_rows(cast):
    counts = []
    for number in (2, 200):
        change = prepared(
            cast.ivy, many(number), is_public=False, added={"themes": frozenset(ids_of(Theme))}
        )
        with CaptureQueriesContext(connection) as seen:
            change_many(by=cast.ivy, change_id=change.pk)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def test_previews_nobody_carried_out_are_forgotten_after_a_week(cast, near):
    old = prepared(cast.sam, near, is_public=False)
    kept = prepared(cast.sam, near, is_public=False)
    BulkChange.objects.filter(pk=old.pk).update(prepared_at="2026-01-01T00:00Z")
    assert drop_old_previews(by=TESTS) == 1
    assert list(BulkChange.objects.all()) == [kept]
