"""What stands on the form to claim on paper."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from claims.models import Category, Edition, Payee
from claims.paper import SIZES, qr_picture
from core.money import pounds

COSTS = 3  # on one form; more go on another
TITLE = "Claim your costs"
# Both on the paper and on the page where staff read it out.
DECLARED = (
    "I paid this money to take part. Nobody else has given it back to me. What I wrote is true."
)


def _part(label: str, lines: int = 1) -> dict[str, Any]:
    return {"label": label, "lines": lines}


def form_data(size: str, edition: Edition | None, number: str = "") -> dict[str, Any]:
    """The form as data for its source and its page; with the number of the person, their own."""
    qr = qr_picture(enter_address(number)) if number else None
    mark = base64.b64encode((qr or "").encode()).decode()
    return {
        "title": TITLE,
        "trust": settings.TRUST_NAME,
        "size": SIZES[size],
        "is_large": size == "large",
        "qr": qr,
        "picture": f"data:image/svg+xml;base64,{mark}" if qr else "",
        "qr_alt": "Code for staff: it opens the page on which this form is typed in",
        "reference_label": "Person",
        "reference": number,
        "intro": _intro(edition),
        "questions": _questions(bool(number)),
        "costs": [_cost(place) for place in range(1, COSTS + 1)],
        "sign": {
            "heading": "Sign it",
            "lines": [DECLARED],
            "parts": [_part("Your signature", 2), _part("The date")],
        },
        "after": {"heading": "What happens next", "lines": _after(edition)},
        "foot": f"{settings.TRUST_NAME} · {settings.CONTACT_PHONE} · {_today()}",
    }


def enter_address(number: str) -> str:
    """Where staff type the form in."""
    return f"{settings.SITE_URL}{reverse('claims:claim_enter')}?person={number}&way=paper"


def _today() -> str:
    return f"words of {timezone.localdate():%-d %B %Y}"


def _intro(edition: Edition | None) -> list[str]:
    back = ", ".join(settings.RETURN_ADDRESS)
    kept = "Keep your receipts together with this form. Did you lose one? Write down why there is none."
    rules = []
    if edition:
        rules = [
            (
                f"Claim within {edition.claim_within_days} days of the cost. A cost of more than "
                f"{pounds(edition.receipt_above_pence)} needs its receipt."
            )
        ]
    return [
        "Did you pay for travel, care or something else to take part? Get it back with this form.",
        *rules,
        kept,
        (
            f"Send it to: {back}. Or give it to a member of staff. "
            f"Questions, or to claim by telephone: {settings.CONTACT_PHONE}."
        ),
    ]


def _questions(is_known: bool) -> list[dict[str, Any]]:
    who = [] if is_known else [("Your name", "As we know you.", (), 1)]
    ways = tuple(str(label) for label in Payee.Way.labels)
    found = [
        *who,
        ("What was it for, and which day?", "For example: the garden group, 4 March.", (), 2),
        ("How do we pay you?", "", ways, 0),
        ("Do we pay somebody else?", "Write their name, and who they are to you.", (), 1),
    ]
    return [
        {"heading": heading, "hint": hint, "choices": choices, "lines": lines}
        for heading, hint, choices, lines in found
    ]


def _cost(place: int) -> dict[str, Any]:
    sorts = ", ".join(str(each.label).lower() for each in (Category.TAXI, Category.PARKING))
    return {
        "heading": f"Cost {place}",
        "parts": [
            _part(f"What was it? For example: bus, {sorts}, child care, by my own car"),
            _part("Which day?"),
            _part("How much did you pay? Write £ and pence. By your own car leave it empty"),
            _part("By your own car: from where to where, how many miles there and back"),
        ],
    }


def _after(edition: Edition | None) -> list[str]:
    days = edition.decide_within_days if edition else 0
    answer = [f"You get an answer within {days} working days after we typed it in."] if days else []
    asked = []
    if edition:
        reach = " or ".join(filter(None, (edition.contact_telephone, edition.contact_email)))
        asked = [f"Ask {edition.contact_name} about money: {reach}"]
    return [
        "A member of staff types it in. You get a message or a letter with what they wrote.",
        *answer,
        *asked,
        f"What we pay for: {settings.SITE_URL}{reverse('claims:policy_detail')}",
    ]
