"""What stands on the sheets: the paper form, question by question, and the letter."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from community.facts.joining import Answer
from community.forms.consents import ABOUT
from community.forms.joining import ASKS, STEPS
from community.models import Kind, Meeting, PaperBatch, SharedWith, When
from community.models.need_words import BY_CODE, ON_PAPER
from community.paper import SIZES, qr_picture

LARGE = PaperBatch.Size.LARGE


@dataclass(frozen=True)
class Question:
    """One question on paper: boxes to tick, or lines to write on."""

    heading: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    lines: int = 0
    is_wide: bool = False


def form_questions(offered: Any) -> list[Question]:
    """The questions of the paper form: those of the pages, with consents that nobody ticked."""
    title = {key: str(form.title) for key, form in STEPS.items()}
    return [
        *_who_questions(title),
        *_bring_questions(title, offered),
        *_need_questions(title),
        *_consent_questions(offered),
        Question("Signature", "It shows that these are your answers.", lines=1),
        Question("Date", lines=1),
    ]


def _who_questions(title: dict[str, str]) -> list[Question]:
    """Who they are and how to reach them."""
    return [
        Question("Your name", "Any name you like.", lines=1),
        Question("The name that others may see", "Leave empty: others see no name.", lines=1),
        Question(title["kinds"], "Tick all that are true.", tuple(map(str, Kind.labels))),
        Question(
            "Do you work for the trust?",
            "Then other staff need not see you in any list.",
            ("Only the involvement team may find me",),
            is_wide=True,
        ),
        Question("Your district, or the first half of your postcode", "For example ME4.", lines=1),
        Question("Telephone number", "If you want to be called.", lines=1),
        Question("Email address", "If you have one.", lines=1),
        Question("Postal address", "Only if you want letters. We keep it only for that.", lines=3),
        Question(title["language"], lines=1),
    ]


def _bring_questions(title: dict[str, str], offered: Any) -> list[Question]:
    """What they like to work on, what they bring, and when they have time."""
    return [
        Question(
            title["interests"],
            "Tick all that you like to work on.",
            tuple(label for _pk, label, _hint in offered.interests),
        ),
        Question(
            "What have you done before?",
            "Tick all that fit: at work, as a volunteer or in your own life.",
            tuple(label for _pk, label, _hint in offered.experiences),
        ),
        Question("What can you bring?", "Please do not write about other people.", lines=3),
        Question("When do you usually have time?", choices=tuple(map(str, When.labels))),
        Question("How can you meet?", choices=tuple(map(str, Meeting.labels))),
    ]


def _need_questions(title: dict[str, str]) -> list[Question]:
    """What they need to take part, who may know it, and how often to ask them."""
    asks = tuple(str(label) for _value, label in ASKS)
    return [
        Question(
            title["needs"],
            "Tick what helps you, and write down what else does, or which language or size. You "
            "need not say why.",
            tuple(str(BY_CODE[code].words) for code in ON_PAPER),
            lines=2,
        ),
        Question(
            "Who may know what you need?",
            "Without a tick, only the involvement team.",
            tuple(map(str, SharedWith.labels)),
            is_wide=True,
        ),
        Question(title["asks"], choices=asks, is_wide=True),
    ]


def _consent_questions(offered: Any) -> list[Question]:
    """Consents by purpose, with the date from which their words are used."""
    found: list[Question] = []
    for purpose, label in ABOUT.items():
        words = tuple(each[3] for each in offered.wordings if each[1] == purpose)
        if words:
            # Said once, above the first: it holds for all of them.
            hint = "" if found else "Tick only what you want. You can change it at any time."
            found.append(Question(f"May we get in touch about: {label}", hint, words, is_wide=True))
    return found


def form_data(size: str, references: Sequence[str], offered: Any) -> dict[str, Any]:
    """The form as data for its source. Without references: one form that anybody may print."""
    forms = [_form(each) for each in references]
    today = f"{timezone.localdate():%-d %B %Y}"
    return {
        "title": "Join us",
        "trust": settings.TRUST_NAME,
        "size": SIZES[size],
        "is_large": size == LARGE,
        "qr_alt": "Code for staff: it opens the page on which this form is typed in",
        "reference_label": "Form",
        "intro": intro(),
        "after": {"heading": "What happens next", "lines": _after_form()},
        "forms": forms or [{"reference": "", "qr": None}],
        "foot": f"{settings.TRUST_NAME} · {settings.CONTACT_PHONE} · words of {today}",
        "questions": [vars(each) for each in form_questions(offered)],
    }


def _form(reference: str) -> dict[str, str]:
    """One form's own: its reference, and the code as SVG and as a picture for the page."""
    qr = qr_picture(entry_address(reference))
    mark = base64.b64encode(qr.encode()).decode()
    return {"reference": reference, "qr": qr, "picture": f"data:image/svg+xml;base64,{mark}"}


def intro() -> list[str]:
    """What joining means, before anything is asked, as on the first page of joining."""
    back = ", ".join(settings.RETURN_ADDRESS)
    return [
        (
            f"Help {settings.TRUST_NAME} to make mental health care better. You choose what you do. "
            "You can pause or leave at any time. It changes nothing about your care."
        ),
        (
            "Fill in what you like. Only a name is needed. We use your answers to get in touch and to "
            "find things that suit you. The involvement team sees them."
        ),
        (
            f"Send this form to: {back}. Or give it to a member of staff. "
            f"Questions, or to do it by telephone: {settings.CONTACT_PHONE}."
        ),
        *_who_may_join(),
    ]


def _who_may_join() -> list[str]:
    """From which age, and who may say “not now”."""
    age = settings.JOIN_MINIMUM_AGE
    old_enough = [f"You need to be {age} or over to join by yourself."] if age else []
    return [
        *old_enough,
        (
            "Now and then the involvement team has to say “not now”. "
            "Only they can. They tell you why, and you can ask again."
        ),
    ]


def _after_form() -> list[str]:
    """What comes of a form that was sent, and where to get help meanwhile."""
    return [
        (
            f"We get in touch within {settings.WELCOME_DAYS} working days of getting this form. You "
            "get a letter with what we wrote down, if you gave an address."
        ),
        f"What we keep about you, and why: {settings.SITE_URL}{reverse('home:privacy')}",
        f"Nobody reads this form at once. {' '.join(settings.HELP_NOW)}",
    ]


def entry_address(reference: str) -> str:
    """Where staff type a form in."""
    return f"{settings.SITE_URL}{reverse('community:paper_open', args=[reference])}"


def letter_data(
    name: str, address: str, rows: Sequence[Answer], code: str, number: int, *, size: str
) -> dict[str, Any]:
    """The letter as data for its source, and for the page to print."""
    return {
        "title": "Welcome: this is what we wrote down",
        "trust": settings.TRUST_NAME,
        "size": SIZES[size],
        "to": [name, *address.splitlines()],
        "sender": list(settings.RETURN_ADDRESS),
        "date": f"{timezone.localdate():%-d %B %Y}",
        "before": [
            f"Hello {name},",
            (
                f"You have joined the people who shape care with {settings.TRUST_NAME}. Thank you. "
                "A member of staff wrote down your answers. Here they are. Is something wrong, or do "
                "you want something taken away? Call or write to us."
            ),
        ],
        "rows": [[each.key, each.value or "Nothing written down"] for each in rows],
        "after": [
            {
                "heading": "What happens next",
                "lines": [
                    (
                        "A member of the involvement team gets in touch within "
                        f"{settings.WELCOME_DAYS} working days."
                    ),
                    f"Telephone: {settings.CONTACT_PHONE}. Email: {settings.CONTACT_EMAIL}",
                ],
            },
            *_own_way(number, code),
            {"heading": "Where to get help now", "lines": list(settings.HELP_NOW)},
        ],
    }


def _own_way(number: int, code: str) -> list[dict[str, Any]]:
    """How the person gets to their record themselves; nothing once they can."""
    if not code:
        return []
    mine = f"{settings.SITE_URL}{reverse('join:join_mine')}"
    return [
        {
            "heading": "See and change it yourself",
            "lines": [
                (
                    "If you have an email address now or later, you can sign in and see "
                    f"everything. Go to {mine}"
                ),
                f"Your number: {number}",
                f"Your code: {code}",
                "Keep the code to yourself. Nobody from the trust will ask you for it.",
            ],
        }
    ]
