"""What the engagement log writes to people. Composing only: services put it in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import MappingReply, MappingRound, SignUp


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


State = SignUp.Status
STANDS = {
    State.PLACED: _("You have a place: %(what)s"),
    State.ENTERED: _("You are in the draw: %(what)s"),
    State.WAITING: _("You are on the waiting list: %(what)s"),
    State.OFFERED: _("There is a place for you: %(what)s"),
    State.DECLINED: _("You did not take the place: %(what)s"),
    State.LAPSED: _("We could not keep the place: %(what)s"),
    State.WITHDRAWN: _("You are not down any more: %(what)s"),
}


def sign_up_stands(row: SignUp) -> Letter:
    """Tells somebody how their sign-up stands now, and what happens next."""
    opportunity, session = row.opportunity, row.opportunity.session
    context = {
        "title": session.activity.title,
        "when": session.when_words,
        "where": session.where_words,
        "state": row.status,
        "companions": row.companions,
        "joining_link": opportunity.joining_link,
        "pays": opportunity.pays,
        "until": timezone.localtime(row.offer_ends_at) if row.offer_ends_at else None,
        "closes_at": timezone.localtime(opportunity.closes_at),
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
    subject = STANDS[State(row.status)] % {"what": session.activity.title}
    return Letter(subject, render_to_string("emails/activities/sign_up_stands.txt", context))
