"""What comes in with a log is what forms would have written, is counted, and goes out again."""

from __future__ import annotations

from datetime import date

import pytest

from activities.models import Activity
from activities.selectors.imports import known_names
from activities.services.imports import undo_activities
from core.models import ImportBatch
from core.service import Refused, service
from organisation.models import Theme
from tests.activities.imports.loads import FORUM, KENT, assert_recount, bring_in, load, new_batch
from tests.activities.imports.logs import KIND, told, values


def test_many_records_are_counted_as_a_slow_recount_counts(cast):
    rows = [
        FORUM | {"title": f"Forum {n}", "level": level, "date": day, "service": place, "status": said}
        for n, (level, day, place, said) in enumerate(
            [("Involve", "3 May 2023", KENT, ""), ("Co-production", "2022", "Trust-wide", ""),
             ("Inform", "Q2 22/23", KENT, ""), ("2", "1 May 2031; 3 May 2023", KENT, ""),
             ("Engage", "goes on all the time", "All services of East Kent", ""),
             ("Engage", "3 May 2023", KENT, "Cancelled"), ("Engage", "3 May 2029", KENT, "")]
        )
        if "2031" not in day
    ]  # fmt: skip
    batch, _ = load(cast.sam, *rows)
    assert_recount()
    undo_activities(by=cast.sam, batch_id=batch.pk, keep=(), progress=lambda done: None)
    assert_recount()


# --- What a log becomes -----------------------------------------------------------------------


def test_rows_of_one_activity_come_in_as_its_sessions(cast):
    batch, counts = load(
        cast.sam,
        FORUM,
        FORUM | {"date": "10 May 2023", "people": "about 20"},
        FORUM | {"title": "Another"},
    )
    assert counts == {"activities": 2, "sessions": 3}
    forum = Activity.objects.get(title="Carers’ forum", batch=batch)
    assert (forum.first_on, forum.last_on) == (date(2023, 5, 3), date(2023, 5, 10))
    assert [s.people for s in forum.sessions.all()] == [12, 20]
    assert forum.logged_by == cast.sam
    assert forum.led_by is None


def test_without_the_tick_every_row_is_an_activity(cast):
    _, counts = load(cast.sam, FORUM, FORUM | {"date": "10 May 2023"}, choices={"sessions": False})
    assert counts["activities"] == 2


def test_unknown_words_come_into_their_list_only_by_choice(cast):
    batch, counts = load(
        cast.ivy,
        FORUM | {"themes": "Gardening; Crisis care", "kind": "Choir"},
        FORUM | {"title": "B", "themes": "gardening", "groups_meant": "Skaters", "place_kind": "Barn"},
        FORUM | {"title": "C", "groups_reached": "skaters"},
        to_add={
            "themes": frozenset({"Gardening; Crisis care"}),
            "kind": frozenset({"Choir"}),
            "groups_meant": frozenset({"Skaters"}),
            "place_kind": frozenset({"Barn"}),
        },
    )  # fmt: skip
    assert counts["new words"] == 4
    assert Theme.objects.filter(label__iexact="gardening").count() == 1
    one, two, three = Activity.objects.filter(batch=batch).order_by("pk")
    assert [str(theme) for theme in one.themes.order_by("pk")] == ["Crisis care", "Gardening"]
    assert str(one.kind) == "Choir"
    assert str(two.sessions.get().place_kind) == "Barn"
    assert str(two.group_links.get(is_meant=True).group) == "Skaters"
    assert str(three.group_links.get(is_reached=True).group) == "Skaters"


def test_who_may_not_keep_the_lists_cannot_add_to_them(cast):
    with pytest.raises(Refused):
        load(cast.sam, FORUM | {"themes": "Art"}, to_add={"themes": frozenset({"Art"})})


@pytest.mark.parametrize("key", ["amina", "ada", "stella"])
def test_only_those_who_log_may_bring_in(cast, key):
    with pytest.raises(Refused):
        load(getattr(cast, key), FORUM)


def test_the_names_of_a_file_cost_the_same_however_long_it_is(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        known_names(told())


@pytest.mark.parametrize("rows", [1, 200])
def test_loading_costs_the_same_statements_for_any_number_of_rows(
    cast, rows, django_assert_num_queries
):
    batch = new_batch(by=cast.sam)
    many = [values(**(FORUM | {"title": f"Forum {n}"})) for n in range(rows)]
    with django_assert_num_queries(29):
        bring_in(by=cast.sam, batch=batch, rows=many, said=told())


# --- What people see of it ---------------------------------------------------------------------


@service
def has_come_in(*, by, batch):
    """The import's own row as the kernel leaves it."""
    ImportBatch.objects.filter(pk=batch.pk).update(state="columns", sheet=0, header_row=1)
    for state in ("checking", "checked", "loading", "loaded"):
        more = {"checked": {"checked_at": batch.started_at}, "loading": {"mode": "all"},
                "loaded": {"loaded_at": batch.started_at, "loaded_by": by}}.get(state, {})  # fmt: skip
        ImportBatch.objects.filter(pk=batch.pk).update(state=state, **more)


def test_the_list_can_be_narrowed_to_an_import_and_the_page_says_who_brought_it(cast, as_person):
    batch, _ = load(cast.ivy, FORUM)
    load(cast.ivy, FORUM | {"title": "From another file"})
    batch.refresh_from_db()
    has_come_in(by=cast.ivy, batch=batch)
    sam = as_person("sam")
    page = sam.get(KIND.result_address(batch.pk)).content.decode()
    assert "Carers’ forum" in page
    assert "From another file" not in page
    activity = Activity.objects.get(batch=batch)
    detail = sam.get(f"/activities/{activity.pk}/").content.decode()
    assert "An import of an old log on" in detail
    assert "by Ivy Marsh" in detail
    assert (
        "An import of an old log on"
        in sam.get(f"/activities/{activity.pk}/history/").content.decode()
    )
