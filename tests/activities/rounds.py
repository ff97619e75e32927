"""Mapping rounds as tests need them: opened, answered, with something to map."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import timezone

from activities.models import Level, MappingReply, MappingRound
from activities.services.log import ActivityEntry, SessionEntry, log_activity
from activities.services.mapping import answer_mapping, open_mapping_round
from core.service import System, service
from organisation.models import ActivityKind, Directorate, Post, Service
from users.models import User


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def open_round(by, **changes) -> MappingRound:
    today = timezone.localdate()
    values = {
        "title": "Onion now",
        "message": "Please look.",
        "period_from": today - timedelta(days=365),
        "period_to": today,
        "due_on": today + timedelta(days=14),
    }
    return open_mapping_round(by=by, **(values | changes))


def log_in_east_kent(title: str, level: str = "involve", on: date | None = None, by=None):
    return log_activity(
        by=by or System("tests"),
        entry=ActivityEntry(
            title=title,
            kind_id=ActivityKind.objects.all()[0].pk,
            level_id=Level.objects.get(code=level).pk,
            service_ids=(Service.objects.get(name__startswith="Canterbury").pk,),
        ),
        session=SessionEntry(held_on=on or timezone.localdate()),
    )


@service
def give_post(*, by, person: User, directorate: str):
    return Post.objects.create(
        person=person, directorate=Directorate.objects.get(name=directorate), duty=Post.Duty.LEAD
    )


def path(reply: MappingReply) -> str:
    return f"/activities/mapping/answers/{reply.pk}/"


def answer(by, reply, what="confirmed", note="", expected=None):
    expected = expected or MappingReply.objects.get(pk=reply.pk).version
    return answer_mapping(by=by, reply_id=reply.pk, expected=expected, answer=what, note=note)
