"""What the engagement log writes to people. Composing only: services put it in the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities.models import (
    Arrangement,
    Attendance,
    CoFacilitator,
    Invitation,
    MappingReply,
    MappingRound,
    Opportunity,
    Session,
    SignUp,
)
from activities.rules.felt import last_day
from activities.selectors.answering import asked_address, offer_address
from activities.selectors.arrangements import open_wishes
from activities.selectors.attendance import code_words
from activities.selectors.calendar import calendar_address
from activities.selectors.felt import after_address, debrief_of
from activities.selectors.owed import owed_of
from activities.selectors.places import line_words


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
    State.WITHDRAWN: _("You no longer have a place: %(what)s"),
    State.UNDRAWN: _("There was no draw: %(what)s"),
}


# What people have to know, by what is compared: the words stand before it in a message.
FACTS = {
    "when": _("When"),
    "where": _("How and where"),
    "link": _("Link to join online"),
}


def _facts(row: SignUp) -> dict[str, Any]:
    """What every message about a sign-up can say."""
    opportunity, session = row.opportunity, row.opportunity.session
    has_entry = session.precision == "day" and row.status in (State.PLACED, State.OFFERED)
    return {
        "title": session.activity.title,
        "when": session.when_words,
        "where": session.where_words,
        "state": row.status,
        "companions": row.companions,
        "joining_link": opportunity.joining_link if row.status == State.PLACED else "",
        "pays": opportunity.pays,
        "calendar": calendar_address(row) if has_entry else "",
        "code": code_words(row) if row.status == State.PLACED else "",
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        # Where they answer: an offer without signing in, the rest on their own page.
        "until": timezone.localtime(row.offer_ends_at) if row.offer_ends_at else None,
        "offer": offer_address(row) if row.status == State.OFFERED else "",
        "page": settings.SITE_URL + reverse("activities:sign_up_detail", args=[row.pk]),
    }


def _letter(template: str, subject: str, context: dict[str, Any]) -> Letter:
    body = render_to_string(f"emails/activities/{template}.txt", context)
    return Letter(subject % {"what": context["title"]}, body)


def sign_up_stands(row: SignUp) -> Letter:
    """Tells somebody how their sign-up stands now, and what happens next."""
    context = _facts(row) | {
        "line": line_words(row),
        "closes_at": timezone.localtime(row.opportunity.closes_at),
        "wishes": open_wishes(row) if row.status == State.PLACED else (),
    }
    return _letter("sign_up_stands", str(STANDS[State(row.status)]), context)


def session_changed(row: SignUp, changes: Mapping[str, tuple[str, str]]) -> Letter:
    """Tells somebody what is different now about a session they come to or wait for."""
    session = row.opportunity.session
    if session.status == Session.Status.CANCELLED:
        context = _facts(row) | {"reason": session.status_reason}
        return _letter("session_off", gettext("It does not take place: %(what)s"), context)
    lines = [
        {"label": label, "before": changes[key][0], "now": changes[key][1]}
        for key, label in FACTS.items()
        if key in changes
    ]
    context = _facts(row) | {"lines": lines, "is_on_again": changes.get("state", ("",))[0] == OFF}
    return _letter("session_changed", gettext("Something has changed: %(what)s"), context)


OFF = Session.Status.CANCELLED.value


def wish_answered(row: SignUp, answer: Arrangement, *, is_by_hand: bool = False) -> Letter:
    """Tells somebody that travel or cover was answered: the answer only if told by hand.

    Emails are kept, and what was answered is forgotten: they say where it can be read.
    """
    context = _facts(row) | {
        "is_by_hand": is_by_hand,
        "what": answer.what,
        "outcome": answer.outcome,
        "words": answer.words,
    }
    return _letter("wish_answered", gettext("What you asked us for: %(what)s"), context)


def session_reminder(row: SignUp) -> Letter:
    """Reminds somebody of the day they come. It says the day, not "tomorrow": mail may be late."""
    return _letter("session_reminder", gettext("Coming soon: %(what)s"), _facts(row))


def missed_you(row: SignUp) -> Letter:
    """A kind word to somebody who did not come. It asks for no reason."""
    return _letter("missed_you", gettext("We missed you: %(what)s"), _facts(row))


def session_thanks(row: Attendance) -> Letter:
    """Thanks somebody who came, asks how it was and offers support: one message, one page."""
    session = row.session
    owed = owed_of(session)
    context = {
        "title": session.activity.title,
        "when": session.when_words,
        "address": after_address(row),
        "until": last_day(session.held_on),
        "next_by": owed.due_on if owed and not owed.words else None,
        "debrief": debrief_of(session),
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
    return _letter("session_thanks", gettext("Thank you for coming: %(what)s"), context)


def would_you_lead(row: Opportunity, words: str) -> Letter:
    """Asks a member to lead a session together with staff."""
    context = _offer(row) | {"words": words}
    return _letter("would_you_lead", gettext("Would you lead this with us? %(what)s"), context)


def lead_offered(row: Opportunity) -> Letter:
    """Tells who organises a session that a member offers to lead it with them. It names nobody."""
    address = settings.SITE_URL + reverse("activities:opportunity_run", args=[row.pk])
    context = _offer(row) | {"run_address": address}
    return _letter("lead_offered", "A member offers to lead this with you: %(what)s", context)


def lead_gone(row: Opportunity) -> Letter:
    """Tells who organises a session that a member leads it with them no more. It names nobody."""
    address = settings.SITE_URL + reverse("activities:opportunity_run", args=[row.pk])
    context = _offer(row) | {"run_address": address}
    return _letter("lead_gone", "A member can no longer lead this with you: %(what)s", context)


def lead_answered(row: CoFacilitator) -> Letter:
    """Tells somebody who offered to lead a session whether it is them."""
    context = _offer(row.opportunity) | {"state": row.state, "words": row.answer}
    return _letter("lead_answered", gettext("You offered to lead this: %(what)s"), context)


def would_you_come(row: Invitation) -> Letter:
    """Asks somebody to come to a session. Nothing in it is about them."""
    context = _offer(row.opportunity) | {"no": asked_address(row)}
    return _letter("would_you_come", gettext("Would you like to come? %(what)s"), context)


def new_for_you(rows: Sequence[Opportunity]) -> Letter:
    """Tells somebody of what opened and fits what they asked to hear of."""
    context = {
        "rows": [_offer(row) for row in rows],
        "page": settings.SITE_URL + reverse("activities:take_part"),
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "title": rows[0].session.activity.title,
    }
    subject = gettext("New, as you asked: %(what)s")
    if len(rows) > 1:
        subject = gettext("New things to take part in, as you asked")
    return _letter("new_for_you", subject, context)


def _offer(row: Opportunity) -> dict[str, Any]:
    """What a message can say of a session to somebody who has no place yet."""
    session = row.session
    return {
        "title": session.activity.title,
        "when": session.when_words,
        "where": session.where_words,
        "about": row.about,
        "pays": row.pays,
        "address": settings.SITE_URL + reverse("activities:opportunity_detail", args=[row.pk]),
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
