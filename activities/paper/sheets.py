"""Sheets of the paper pack to be filled in: a reply slip, and how it was."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from activities.models import Felt


@dataclass(frozen=True)
class Question:
    """One question on paper: boxes to tick, or lines to write on."""

    heading: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    lines: int = 0


def reply_slip() -> dict[str, Any]:
    """What signing up asks, on paper, for who has no account."""
    questions = [
        Question(_("Your name"), lines=1),
        Question(_("How can we reach you?"), _("A telephone number or an address."), lines=1),
        Question(_("Do you come?"), choices=(_("Yes, I come"), _("I cannot come this time"))),
        Question(
            _("Which name should others see?"), _("A first name is enough, or none."), lines=1
        ),
        Question(_("How many people come along to support you?"), lines=1),
        Question(
            _("Do you need us to book or pay for travel?"),
            _("Say from where, and what you need."),
            lines=2,
        ),
        Question(
            _("Do you need cover for somebody you care for?"),
            _("Say when, and what kind of help."),
            lines=2,
        ),
        Question(
            _("What do you need, so that you can take part?"),
            _("Only who organises this session and the involvement team read it."),
            lines=3,
        ),
    ]
    back = ", ".join(settings.RETURN_ADDRESS)
    words = _(
        "Give this to whoever gave it to you, or post it to: %(address)s. Or call us, and we write "
        "it down for you: %(phone)s. What you write about travel, cover and what you need is forgotten "
        "90 days after the session."
    ) % {"address": back, "phone": settings.CONTACT_PHONE}
    return _sheet(_("Your reply"), words, questions)


def felt_sheet() -> dict[str, Any]:
    """The questions after a session, in the plain statements of the page."""
    questions = [
        Question(
            _("How far were decisions shared? Which of these fits best?"),
            _("Tick one."),
            choices=tuple(str(words) for words in Felt.Shared.labels),
        ),
        Question(
            _("Is what people said being used?"),
            _("Tick one."),
            choices=tuple(str(words) for words in Felt.Used.labels),
        ),
        Question(
            _("Is there anything you want us to know?"),
            _(
                "The involvement team reads this without your name, once five people or more have "
                "answered."
            ),
            lines=5,
        ),
        Question(
            _("Your name"),
            _(
                "Put your name here so that your answer counts once. The person who types it in "
                "sees it, and shreds the sheet. Nobody else sees your answer beside your name."
            ),
            lines=1,
        ),
    ]
    words = _(
        "You need not answer. Put the sheet into the envelope, or post it to us within four weeks: "
        "%(address)s."
    ) % {"address": ", ".join(settings.RETURN_ADDRESS)}
    return _sheet(_("How was it for you?"), words, questions)


def _sheet(heading: str, words: str, questions: list[Question]) -> dict[str, Any]:
    return {"heading": heading, "words": words, "questions": [asdict(each) for each in questions]}
