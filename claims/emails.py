"""What claims write to people. Composing only: services put it in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.claim_words import line_words
from claims.models import (
    Appeal,
    Claim,
    Decision,
    Delegation,
    Edition,
    Line,
    Question,
    SpendingRequest,
)
from claims.reason_words import said
from core.money import pounds


@dataclass(frozen=True)
class Letter:
    """The subject and the plain text of one message."""

    subject: str
    body: str


def _entered(lines: Sequence[Line]) -> list[str]:
    """The costs as they stand, one in a row."""
    words = ((line.get_category_display(), line_words(line), line.pence or 0) for line in lines)
    return [f"{sort}: {said}: {pounds(pence)}" for sort, said, pence in words]


def claim_sent(claim: Claim, lines: Sequence[Line], edition: Edition) -> Letter:
    """Says that a claim has come, for how much, and by when there is an answer."""
    context = {
        "claim": claim,
        "sum": pounds(sum(line.pence or 0 for line in lines)),
        "edition": edition,
        # Who did not write it themselves reads what was written down.
        "entered": _entered(lines) if claim.way != Claim.Way.ONLINE else [],
        "address": settings.SITE_URL + reverse("claims:claim_detail", args=[claim.pk]),
    }
    body = render_to_string("emails/claims/claim_sent.txt", context)
    return Letter(_("We have your claim %(reference)s") % {"reference": claim.reference}, body)


def request_told(row: SpendingRequest) -> Letter:
    """Says how a request stands: asked, agreed, declined, booked or paid in cash."""
    context = {
        "request": row,
        "sort": row.get_category_display(),
        "asked": pounds(row.pence),
        "agreed": pounds(row.agreed_pence or 0),
        "given": pounds(row.given_pence or 0),
        "address": settings.SITE_URL + reverse("claims:request_detail", args=[row.pk]),
    }
    body = render_to_string("emails/claims/request_told.txt", context)
    state, name = SpendingRequest.State(row.state), {"reference": row.reference}
    subjects = {
        SpendingRequest.State.ASKED: _("You asked us before spending: %(reference)s"),
        SpendingRequest.State.AGREED: _("Yes: you may spend it, %(reference)s"),
        SpendingRequest.State.DECLINED: _("We cannot agree to %(reference)s"),
        SpendingRequest.State.BOOKED: _("We booked it for you: %(reference)s"),
        SpendingRequest.State.CASH_GIVEN: _("You got the money for %(reference)s"),
    }
    return Letter(subjects[state] % name, body)


def stand_in_asked(row: Delegation) -> Letter:
    """Tells somebody that they decide in another's place, and when."""
    name = row.absent.display_name
    address = settings.SITE_URL + reverse("claims:away_list")
    body = (
        f"Hello,\n\n{name} is away from {row.first_on:%-d %B %Y} to {row.last_on:%-d %B %Y}. "
        f"On these days you decide claims in their place. What waits for them stands on your "
        f"desk, beside your own.\n\nWho is away, and who stands in:\n{address}\n"
    )
    return Letter(f"You decide claims for {name}", body)


def stand_in_ended(row: Delegation) -> Letter:
    """Tells somebody that they need not stand in any more."""
    name = row.absent.display_name
    body = (
        f"Hello,\n\nyou do not decide claims for {name} any more. "
        "What waits for them is not on your desk from now on.\n"
    )
    return Letter(f"You do not decide claims for {name} any more", body)


def claim_asked(claim: Claim, question: Question) -> Letter:
    """Asks what somebody has to know before they decide."""
    context = {
        "claim": claim,
        "line": f"{question.line.get_category_display()}, {pounds(question.line.pence or 0)}",
        "question": said(question),
        "address": _address(claim),
    }
    body = render_to_string("emails/claims/claim_asked.txt", context)
    subject = _("We have a question about your claim %(reference)s")
    return Letter(subject % {"reference": claim.reference}, body)


def claim_decided(
    claim: Claim,
    decided: Sequence[tuple[Line, Decision]],
    paid_by: date | None,
    edition: Edition | None,
) -> Letter:
    """Says of each cost what was decided and why, how much comes and by when."""
    context = {
        "claim": claim,
        "lines": [
            {
                "label": line.get_category_display(),
                "asked": pounds(line.pence or 0),
                "agreed": pounds(line.decided_pence or 0),
                "outcome": line.get_state_display(),
                "why": said(decision),
            }
            for line, decision in decided
        ],
        "sum": pounds(sum(line.decided_pence or 0 for line, _decision in decided)),
        "is_paid": any(line.decided_pence for line, _decision in decided),
        "is_less": any(line.decided_pence != line.pence for line, _decision in decided),
        "paid_by": paid_by,
        "edition": edition,
        "address": _address(claim),
    }
    body = render_to_string("emails/claims/claim_decided.txt", context)
    return Letter(_("We decided your claim %(reference)s") % {"reference": claim.reference}, body)


def _address(claim: Claim) -> str:
    return settings.SITE_URL + reverse("claims:claim_detail", args=[claim.pk])


def appeal_made(appeal: Appeal) -> Letter:
    """Says that somebody else looks at a decision again, who, and by when."""
    body = render_to_string("emails/claims/appeal_made.txt", _appeal_context(appeal))
    return Letter(_appeal_subject(_("We look at your claim %(reference)s again"), appeal), body)


def appeal_answered(appeal: Appeal, more_pence: int, is_second_needed: bool) -> Letter:
    """Says what came of looking at a decision again, and why."""
    context = _appeal_context(appeal) | {
        "more": pounds(more_pence) if more_pence else "",
        "is_second_needed": is_second_needed,
    }
    body = render_to_string("emails/claims/appeal_answered.txt", context)
    return Letter(_appeal_subject(_("Our answer about your claim %(reference)s"), appeal), body)


def appeal_given(appeal: Appeal) -> Letter:
    """Asks somebody to look at a decision again."""
    address = settings.SITE_URL + reverse("claims:appeal_answer", args=[appeal.pk])
    body = (
        f"Hello,\n\nsomebody asks us to look at claim {appeal.claim.reference} again. You did not "
        f"decide it, so please answer by {appeal.answer_by:%-d %B %Y}:\n{address}\n"
    )
    return Letter(f"Please look at claim {appeal.claim.reference} again", body)


def _appeal_context(appeal: Appeal) -> dict[str, Any]:
    address = settings.SITE_URL + reverse("claims:appeal_detail", args=[appeal.pk])
    return {"appeal": appeal, "reference": appeal.claim.reference, "address": address}


def _appeal_subject(subject: str, appeal: Appeal) -> str:
    return subject % {"reference": appeal.claim.reference}
