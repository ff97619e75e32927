"""Mapping rounds when two people act at the same moment."""

import threading

from django.db import connection

from activities.models import MappingReply
from activities.services.mapping import close_mapping_round
from core.service import Refused, Stale, System
from tests.activities.rounds import answer, give_post, open_round
from users.models import User


def test_two_leads_at_once_one_wins_and_the_other_is_told(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        ivy, lena, sam = (
            User.objects.get(email=f"{key}@portal.example") for key in ("ivy", "lena", "sam")
        )
        give_post(by=System("tests"), person=sam, directorate="East Kent")
        reply = open_round(ivy).replies.get(directorate__name="East Kent")
        outcomes = []

        def go(person):
            try:
                outcomes.append(answer(person, reply, "nothing", person.name, expected=1).note)
            except Stale:
                outcomes.append("stale")
            finally:
                connection.close()

        threads = [threading.Thread(target=go, args=[person]) for person in (lena, sam)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        stored = MappingReply.objects.get(pk=reply.pk)
    assert sorted(outcomes) == sorted(["stale", stored.note])
    assert stored.version == 2


def test_an_answer_and_a_close_at_once_leave_one_clear_story(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        ivy, lena = (User.objects.get(email=f"{key}@portal.example") for key in ("ivy", "lena"))
        row = open_round(ivy)
        reply = row.replies.get(directorate__name="East Kent")
        said = {}

        def go(name, act):
            try:
                act()
                said[name] = "done"
            except Refused as no:
                said[name] = no.sentence
            finally:
                connection.close()

        threads = [
            threading.Thread(target=go, args=["answer", lambda: answer(lena, reply, expected=1)]),
            threading.Thread(
                target=go,
                args=[
                    "close",
                    lambda: close_mapping_round(by=ivy, round_id=row.pk, expected=1),
                ],
            ),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        stored = MappingReply.objects.get(pk=reply.pk)
    assert said["close"] == "done"
    assert said["answer"] == "done" or "closed" in said["answer"]
    assert (stored.answer == "confirmed") == (said["answer"] == "done")
