"""Whole files through the worker's steps: the onion of 2020, and a log with faults in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activities.imports.dates import ALWAYS
from activities.models import Activity, ActivityGroup
from activities.selectors.levels import DEFAULT_LADDER, OLD_LADDER, all_levels
from core.imports.services.answers import Answer, answer_questions
from core.imports.services.batches import load_import, match_columns, start_import, undo_import
from core.models import Act, ImportBatch, ImportDouble, ImportQuestion
from core.work.worker import do_due
from organisation.models import Group

pytestmark = pytest.mark.django_db
ONION_2020 = Path(__file__).parents[3] / "home/demo/data/onion-2020.csv"


@pytest.fixture(autouse=True)
def quiet(monkeypatch, settings, tmp_path):
    """Files of the test's own; the worker is called by hand."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


def fresh(batch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def read(by, data: bytes, **said) -> ImportBatch:
    """The file read, its columns matched as was suggested, and checked."""
    batch = start_import(by=by, kind="activities", upload=SimpleUploadedFile("log.csv", data))
    do_due()
    batch = fresh(batch)
    assert batch.state == "columns", batch.trouble
    match_columns(
        by=by, batch_id=batch.pk, expected=batch.version, columns=batch.columns,
        said=batch.said | said, choices=batch.choices,
    )  # fmt: skip
    do_due()
    return fresh(batch)


def loaded(by, batch, mode="all") -> ImportBatch:
    load_import(by=by, batch_id=batch.pk, expected=batch.version, mode=mode)
    do_due()
    return fresh(batch)


def test_the_onion_of_2020_comes_in_ring_by_ring_and_once(cast):
    batch = read(cast.ivy, ONION_2020.read_bytes(), date=ALWAYS)
    assert (batch.state, batch.counts["ready"], batch.counts["to_repair"]) == ("checked", 24, 0)
    batch = loaded(cast.ivy, batch)
    assert batch.came_in == {"activities": 24}
    levels = all_levels()
    wanted = list(csv.DictReader(io.StringIO(ONION_2020.read_text(encoding="utf-8"))))
    for row in wanted:
        found = Activity.objects.get(title=row["activity"])
        ring = levels.by_id[found.counted_level_id]
        assert (ring.name, ring.ladder) == (row["ring"], OLD_LADDER)
        assert found.is_standing
        assert found.is_trust_wide
        assert found.batch == batch
        assert bool(found.notes) == (row["scope"] == "Care groups")
    shown: dict[str, int] = {}
    for activity in Activity.objects.all():
        (level,) = levels.shown_on(activity.counted_level_id, DEFAULT_LADDER)
        shown[level.code] = shown.get(level.code, 0) + 1
    assert shown == {"co-create": 4, "collaborate": 6, "involve": 5, "engage": 5, "inform": 4}
    act = Act.objects.get(service="activities.load_activities")
    assert (act.by, act.subject_id, act.reason) == (cast.ivy, batch.pk, "")


def test_a_second_time_every_row_of_the_onion_is_there_already(cast):
    loaded(cast.ivy, read(cast.ivy, ONION_2020.read_bytes(), date=ALWAYS))
    again = start_import(
        by=cast.ivy, kind="activities", upload=SimpleUploadedFile("again.csv", ONION_2020.read_bytes())
    )  # fmt: skip
    do_due()
    # Its layout is known by now: it goes straight to the check.
    assert fresh(again).state == "checked"
    assert ImportDouble.objects.filter(batch_id=again.pk).count() == 24


LOG = """Engagement log 2022-23,,,,,,,
Date of event,Name of event,Type of engagement,Level,Team,No. attended,No of carers,Comments
3/5/22,Carers forum,Workshop,3 - Involve,Canterbury CMHT,about 12,4,
10/5/22,Carers forum,Workshop,3 - Involve,Canterbury CMHT,15,5,Louder room
31/2/2023,Garden day,Visit or walk-round,Consultation,Littlebrook wards,lots,,
May 2023,New letter,Survey,Engage,East Kent,40,,
"""


def test_a_log_with_faults_is_repaired_comes_in_and_goes_out(cast):
    batch = read(cast.sam, LOG.encode("cp1252"))
    assert (batch.counts["ready"], batch.counts["to_repair"]) == (2, 2)
    questions = {q.value: q for q in ImportQuestion.objects.filter(batch_id=batch.pk)}
    assert set(questions) == {"31/2/2023", "Consultation", "lots", "East Kent"}
    texts = {
        "31/2/2023": "28 February 2023",
        "Consultation": "Engage",
        "East Kent": "All services of East Kent",
    }
    answers = [Answer(questions[value].pk, "replace", text) for value, text in texts.items()]
    answers.append(Answer(questions["lots"].pk, "empty", ""))
    answer_questions(by=cast.sam, batch_id=batch.pk, expected=batch.version, answers=answers)
    do_due()
    batch = fresh(batch)
    assert (batch.counts["ready"], batch.counts["to_repair"]) == (4, 0)
    batch = loaded(cast.sam, batch)
    assert batch.came_in["activities"] == 3
    forum = Activity.objects.get(title="Carers forum")
    assert [session.people for session in forum.sessions.all()] == [12, 15]
    assert forum.logged_by == cast.sam
    undo_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)
    do_due()
    assert fresh(batch).state == "undone"
    assert not Activity.objects.filter(batch=batch).exists()


GROUPS = """Date of event,Name of event,Type of engagement,Level,Team,Groups it reached
3/5/22,One,Workshop,3 - Involve,Canterbury CMHT,Carers; Zebra
4/5/22,Two,Workshop,3 - Involve,Canterbury CMHT,Young people; Zebra
5/5/22,Three,Workshop,3 - Involve,Canterbury CMHT,Zebra; Yak; Zebra crossing
"""


def groups_reached() -> dict[str, set[str]]:
    links = ActivityGroup.objects.filter(is_reached=True).select_related("activity", "group")
    found: dict[str, set[str]] = {}
    for link in links:
        found.setdefault(link.activity.title, set()).add(link.group.label)
    return found


def answered(by, batch, **actions) -> ImportBatch:
    questions = {q.value: q.pk for q in ImportQuestion.objects.filter(batch_id=batch.pk)}
    answers = [Answer(questions[word.replace("_", " ")], *said) for word, said in actions.items()]
    answer_questions(by=by, batch_id=batch.pk, expected=batch.version, answers=answers)
    do_due()
    return fresh(batch)


@pytest.fixture
def two_groups(db):
    for label in ("Carers", "Young people"):
        Group.objects.get_or_create(label=label)


def test_an_unknown_word_is_one_question_and_leaves_the_others_of_its_cells(
    cast, as_person, two_groups
):
    batch = read(cast.ivy, GROUPS.encode())
    asked = ImportQuestion.objects.filter(batch_id=batch.pk).values_list("value", "row_count")
    assert set(asked) == {("Zebra", 3), ("Yak", 1), ("Zebra crossing", 1)}
    page = as_person("ivy").get(f"/activities/import/{batch.pk}/problems/").content.decode()
    assert "Leave “Zebra” out of the cell" in page
    assert "Leave the cell empty" not in page
    batch = answered(
        cast.ivy, batch, Zebra=("empty",), Yak=("replace", "Carers"), Zebra_crossing=("empty",)
    )
    assert (batch.counts["ready"], batch.counts["to_repair"]) == (3, 0)
    loaded(cast.ivy, batch)
    assert groups_reached() == {"One": {"Carers"}, "Two": {"Young people"}, "Three": {"Carers"}}


def test_only_the_word_that_is_named_is_added_to_the_list(cast, two_groups):
    batch = answered(cast.ivy, read(cast.ivy, GROUPS.encode()), Zebra=("add",))
    asked = ImportQuestion.objects.filter(batch_id=batch.pk).values_list("value", flat=True)
    assert set(asked) == {"Yak", "Zebra crossing"}
    batch = answered(cast.ivy, batch, Yak=("empty",), Zebra_crossing=("replace", "Carers"))
    loaded(cast.ivy, batch)
    assert groups_reached()["Three"] == {"Zebra", "Carers"}
    assert not Group.objects.filter(label__in=["Yak", "Zebra crossing"]).exists()
