"""Two people who go back to an earlier version in the same moment."""

from __future__ import annotations

import threading

from django.db import connection

from activities.models import Activity
from activities.services.log import correct_activity, log_activity
from activities.services.restore import restore_activity
from core.service import Refused
from tests.activities.telling import entry
from tests.cast import Cast


def test_two_who_go_back_at_once_are_one_after_the_other(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        sam = Cast().sam
        made = log_activity(by=sam, entry=entry())
        correct_activity(by=sam, activity_id=made.pk, expected=None, entry=entry("Another name"))
        answers: list[str] = []

        def press() -> None:
            try:
                restore_activity(
                    by=sam, activity_id=made.pk, expected=2, version=1, reason="Wrong one"
                )
                answers.append("done")
            except Refused as refused:
                answers.append(type(refused).__name__)
            finally:
                connection.close()

        both = [threading.Thread(target=press) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join(30)
        assert sorted(answers) == ["Stale", "done"]
        assert Activity.objects.get(pk=made.pk).version == 3
