"""What the engagement log writes to people. Composing only: services put it in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from activities.models import MappingReply, MappingRound


@dataclass(frozen=True)
class Letter:
    """The subject and the plain text of one message."""

    subject: str
    body: str


def mapping_opened(row: MappingRound, replies: Sequence[MappingReply], name: str) -> Letter:
    """Asks a lead to look through what is recorded for their directorates."""
    return _mapping("mapping_opened", f"Please check your onion: {row.title}", row, replies, name)


def mapping_reminder(row: MappingRound, replies: Sequence[MappingReply], name: str) -> Letter:
    """Reminds a lead of the answers they owe."""
    return _mapping("mapping_reminder", f"Your answer is missing: {row.title}", row, replies, name)


def _mapping(
    template: str, subject: str, row: MappingRound, replies: Sequence[MappingReply], name: str
) -> Letter:
    pages = [
        (
            reply.directorate.name,
            settings.SITE_URL + reverse("activities:mapping_answer", args=[reply.pk]),
        )
        for reply in replies
    ]
    context = {
        "round": row,
        "pages": pages,
        "name": name,
        "trust_name": settings.TRUST_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    return Letter(subject, render_to_string(f"emails/activities/{template}.txt", context))
