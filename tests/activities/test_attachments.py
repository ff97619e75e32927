"""Files of an activity: who adds, sees and removes them, and what becomes of them."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from activities.models import Activity, Attachment
from activities.services.attachments import (
    AttachmentEntry,
    add_attachment,
    remove_attachment,
    remove_attachments,
)
from activities.services.log import move_activity
from core.files.checks import check_due
from core.models import StoredFile
from core.service import Refused, System, service
from tests.core.files import files
from tests.house.world import World

SAID = {"shows": "Flip chart with ideas", "kind": "flip_chart"}
NOTES = ("notes.txt", b"What people said")


def page_of(name: str, pk: int) -> str:
    return reverse(f"activities:{name}", args=[pk])


@pytest.fixture
def world(db):
    return World()


def add(world, by="sam", name="notes.txt", content=b"What people said", **said) -> Attachment:
    entry = AttachmentEntry(shows=said.pop("shows", "Notes of the day"), kind="notes", **said)
    return add_attachment(
        by=getattr(world.cast, by),
        activity_id=world.activity.pk,
        upload=files.sent(name, content),
        entry=entry,
    )


def test_a_photo_is_added_seen_saved_and_removed(
    world, as_person, files_folder, django_capture_on_commit_callbacks
):
    sam, activity = as_person("sam"), world.activity
    photo = files.sent("IMG_0001.HEIC", files.photo_with_place("heic"))
    answer = sam.send(page_of("attachment_add", activity.pk), {**SAID, "file": photo})
    assert answer.status_code == 302
    shown = sam.get(page_of("activity_detail", activity.pk)).content.decode()
    assert "Flip chart with ideas" in shown
    assert "still being checked" in shown
    with django_capture_on_commit_callbacks(execute=True):
        check_due()
    attachment = Attachment.objects.get()
    key = attachment.file.key
    shown = sam.get(page_of("activity_detail", activity.pk)).content.decode()
    assert "Flip chart or wall of notes, JPEG photo" in shown
    assert "These files were not checked for viruses." in shown
    saved = sam.get(page_of("attachment_fetch", attachment.pk))
    assert saved["Content-Disposition"].startswith(
        'attachment; filename="Flip chart with ideas.jpg"'
    )
    assert b"Telephone maker" not in b"".join(saved.streaming_content)
    with django_capture_on_commit_callbacks(execute=True):
        done = sam.send(
            page_of("attachment_remove", attachment.pk), {"reason": "She no longer agrees"}
        )
    assert done.status_code == 302
    assert not (files_folder / key).exists()
    assert not StoredFile.objects.exists()
    history = sam.get(page_of("activity_history", activity.pk)).content.decode()
    assert "She no longer agrees" in history
    assert "Flip chart with ideas" in history


@pytest.mark.parametrize("key", ["stella", "cal", "fin"])
def test_who_may_only_look_at_activities_sees_no_files(world, as_person, key):
    attachment = add(world, shows="Group at the coast")
    person = as_person(key)
    for page in ("activity_detail", "activity_history"):
        shown = person.get(page_of(page, world.activity.pk)).content.decode()
        assert "Group at the coast" not in shown
    assert person.get(page_of("attachment_fetch", attachment.pk)).status_code == 403


def test_staff_of_another_service_see_them_and_change_nothing(world, as_person):
    attachment = add(world)
    olu = as_person("olu")
    shown = olu.get(page_of("activity_detail", world.activity.pk)).content.decode()
    assert page_of("attachment_fetch", attachment.pk) in shown
    assert page_of("attachment_remove", attachment.pk) not in shown
    answer = olu.send(page_of("attachment_remove", attachment.pk), {"reason": "x"})
    assert "belongs to another service" in answer.content.decode()
    upload = files.sent(*NOTES)
    answer = olu.send(page_of("attachment_add", world.activity.pk), {**SAID, "file": upload})
    assert "belongs to another service" in answer.content.decode()
    assert Attachment.objects.count() == 1


def test_a_closed_activity_takes_no_more_but_lets_one_go(world):
    attachment = add(world)
    sam, pk = world.cast.sam, world.activity.pk
    level = world.activity.level_planned_id
    world.activity.sessions.update(held_on="2026-01-05")
    for to in ("happened", "closed"):
        move_activity(by=sam, activity_id=pk, expected=None, to=to, level_id=level)
    with pytest.raises(Refused, match="Open it again"):
        add(world)
    remove_attachment(by=sam, attachment_id=attachment.pk, reason="No longer agreed")
    assert not Attachment.objects.exists()


def test_the_file_stays_chosen_when_something_else_is_missing(world, as_person):
    sam, address = as_person("sam"), page_of("attachment_add", world.activity.pk)
    back = sam.send(address, {"kind": "notes", "shows": "", "file": files.sent(*NOTES)})
    assert back.status_code == 200
    words = back.content.decode()
    assert "notes.txt (16 bytes)" in words
    token = re.search(r'name="file_kept" value="([^"]+)"', words)[1]
    done = sam.send(address, {**SAID, "file_kept": token})
    assert done.status_code == 302
    stored = StoredFile.objects.get()
    assert (stored.purpose, stored.expires_at) == ("activities.attachment", None)
    # Nobody else can use it, and nobody can use it twice.
    for client in (as_person("ivy"), sam):
        again = client.send(address, {**SAID, "file_kept": token})
        assert "Choose the file again" in again.content.decode()
    assert Attachment.objects.count() == 1


def test_a_token_that_was_made_up_is_no_file(world, as_person):
    sam, address = as_person("sam"), page_of("attachment_add", world.activity.pk)
    answer = sam.send(address, {**SAID, "file_kept": "abc:def"})
    assert "Choose a file" in answer.content.decode()


def test_a_file_that_is_not_taken_is_explained_beside_the_field(world, as_person):
    answer = as_person("sam").send(
        page_of("attachment_add", world.activity.pk),
        {**SAID, "file": files.sent("Logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")},
    )
    words = answer.content.decode()
    assert "This is an SVG drawing, which we cannot take here" in words
    assert "Flip chart with ideas" in words
    assert not StoredFile.objects.exists()


def test_the_twenty_first_is_refused(world):
    for number in range(20):
        add(world, shows=f"Page {number}")
    with pytest.raises(Refused, match="has 20 files already"):
        add(world)
    assert StoredFile.objects.count() == 20


def test_one_removed_makes_room_for_another(world):
    all_of = [add(world, shows=f"Page {number}") for number in range(20)]
    remove_attachment(by=world.cast.sam, attachment_id=all_of[7].pk, reason="Blurred")
    assert add(world, shows="Page 7 again").place == 8


def test_the_number_of_queries_does_not_grow_with_the_files(
    world, as_person, django_assert_max_num_queries
):
    add(world)
    sam, address = as_person("sam"), page_of("activity_detail", world.activity.pk)
    sam.get(address)
    with django_assert_max_num_queries(60) as few:
        sam.get(address)
    for number in range(6):
        add(world, shows=f"Page {number}")
    with django_assert_max_num_queries(len(few)):
        sam.get(address)


def test_a_session_of_another_activity_is_refused(world):
    with pytest.raises(Refused, match="session of this activity"):
        add(world, session_id=world.olus_session.pk)
    assert add(world, session_id=world.session.pk).session == world.session


def test_what_is_said_of_a_file_can_be_corrected(world, as_person):
    attachment = add(world)
    as_person("sam").send(
        page_of("attachment_correct", attachment.pk),
        {"shows": "Notes of the second day", "kind": "agenda", "session": str(world.session.pk)},
    )
    attachment.refresh_from_db()
    assert (attachment.shows, attachment.kind) == ("Notes of the second day", "agenda")
    assert attachment.session == world.session


def delete_behind_django(activity_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM activities_activity WHERE id = %s", [activity_id])


def test_an_activity_is_not_deleted_from_under_its_files(world):
    add(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_behind_django(world.activity.pk)

    @service
    def forget(*, by):
        return remove_attachments(by=by, activity_ids=[world.activity.pk])

    assert forget(by=System("tests")) == 1
    assert not StoredFile.objects.exists()


def test_two_at_once_keep_to_twenty(committed_db):
    world = World()
    activity_id, sam = world.activity.pk, world.cast.sam
    for number in range(18):
        add(world, shows=f"Page {number}")
    refused = []

    def one(number):
        try:
            add_attachment(
                by=sam,
                activity_id=activity_id,
                upload=files.sent(*NOTES),
                entry=AttachmentEntry(shows=f"More {number}", kind="notes"),
            )
        except Refused as problem:
            refused.append(problem.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Activity.objects.get(pk=activity_id).attachments.count() == 20
    assert len(refused) == 4
