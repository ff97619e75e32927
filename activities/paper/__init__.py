"""Papers of a session: a pack with sheets to fill in, a certificate, and what happens next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from activities.models import Opportunity, Session
from activities.paper.sheets import felt_sheet, reply_slip
from activities.selectors.attendance import door_address, minutes_there
from activities.selectors.team import team_of
from community.models import Person
from core.paper import SIZES, CannotSet, pdf_from, qr_picture

__all__ = ["SIZES", "CannotSet", "certificate_of", "next_of", "pack_of"]

HERE = Path(__file__).parent
# Empty lines of the sign-in sheet that are there at least, beyond those who are expected, and at
# most: a fair for thousands does not sign in on paper.
LEAST_LINES, MORE_LINES, MOST_LINES = 11, 4, 400


def pack_data(opportunity: Opportunity, size: str) -> dict[str, Any]:
    """The pack as data for its source. It lies open at the door: of names only who leads is in it."""
    session = opportunity.session
    activity = session.activity
    parts = [
        ("What it is about", opportunity.about),
        ("Who leads it", team_of(opportunity).names),
        ("What happens when", opportunity.agenda),
        ("What we ask", activity.what_was_asked),
        ("Questions to think of", opportunity.prompts or activity.prompts),
        ("How we treat each other", opportunity.ground_rules),
        ("What is paid and covered", opportunity.pays),
        ("Support afterwards", opportunity.debrief),
        ("In easy words", opportunity.easy_read),
    ]
    lines = min(MOST_LINES, max(LEAST_LINES, opportunity.places_taken + MORE_LINES))
    return {
        "title": activity.title,
        "trust": settings.TRUST_NAME,
        "size": SIZES[size],
        "when": session.when_words,
        "where": session.where_words,
        "parts": [[heading, words.splitlines()] for heading, words in parts if words.strip()],
        "sheet": {
            "heading": "Who was here",
            "words": (
                "Write the name you like. You need not write anything: tell us, and we count you. "
                "With a phone, point it at the square and say that you are here."
            ),
            "name": "Name",
            "note": "Signature, if you like",
            "lines": lines,
        },
        "forms": [reply_slip(), felt_sheet()],
        "qr": qr_picture(door_address(opportunity)),
        "qr_alt": "Square code: it opens the page on which you say that you are here",
        "foot": f"{settings.TRUST_NAME} · {settings.CONTACT_PHONE} · {settings.CONTACT_EMAIL}",
        "help": list(settings.HELP_NOW),
    }


def pack_of(opportunity: Opportunity, size: str) -> bytes:
    """The pack as PDF, in ordinary or large print."""
    return pdf_from(HERE, "pack.typ", pack_data(opportunity, size))


def next_data(session: Session, words: str, size: str) -> dict[str, Any]:
    """What happens next as data for its source, to be posted to who reads no pages."""
    return {
        "title": _("What happens next"),
        "trust": settings.TRUST_NAME,
        "size": SIZES[size],
        "what": session.activity.title,
        "when": session.when_words,
        "lines": [line for line in words.splitlines() if line.strip()],
        "ask_heading": _("You want to say something about it?"),
        "ask": _("Call us or write to us: %(phone)s, %(email)s.")
        % {"phone": settings.CONTACT_PHONE, "email": settings.CONTACT_EMAIL},
        "foot": f"{settings.TRUST_NAME} · {settings.CONTACT_PHONE} · {settings.CONTACT_EMAIL}",
        "help": list(settings.HELP_NOW),
    }


def next_of(session: Session, words: str, size: str) -> bytes:
    """What happens next as PDF, in ordinary or large print."""
    return pdf_from(HERE, "next.typ", next_data(session, words, size))


def certificate_data(person: Person, name: str, session: Session) -> dict[str, Any]:
    """A certificate as data for its source: who, what, when and how long; never why they came.

    Without a name it has a line to write one on.
    """
    minutes = minutes_there(person, session)
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".") if minutes else ""
    return {
        "title": _("Thank you"),
        "trust": settings.TRUST_NAME,
        "name": name,
        "words": _("took part in"),
        "what": session.activity.title,
        "when": session.when_words,
        "hours": _("Length in hours: %(hours)s") % {"hours": hours} if hours else "",
        "why": _("What people with experience tell us changes how care is given here."),
        "foot": f"{settings.TRUST_NAME} · {settings.CONTACT_PHONE} · {settings.CONTACT_EMAIL}",
    }


def certificate_of(person: Person, name: str, session: Session) -> bytes:
    """The certificate of somebody who came, as PDF."""
    return pdf_from(HERE, "certificate.typ", certificate_data(person, name, session))
