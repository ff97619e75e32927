"""Costs that are looked at again, in words: for their person and for who answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from claims.claim_words import line_words
from claims.models import Appeal, Decision, Line
from claims.reason_words import said
from core.money import pounds


def cost_rows(lines: Iterable[Line], decisions: Mapping[int, Decision]) -> Iterator[dict[str, Any]]:
    """Each cost with what was asked for, what was agreed to, and why."""
    for line in lines:
        decision = decisions.get(line.pk)
        yield {
            "line": line,
            "label": line.get_category_display(),
            "words": line_words(line),
            "sums": _("You asked for %(asked)s. We agreed to %(agreed)s.") % _sums(line),
            "sums_for_staff": "Asked for {asked}, agreed to {agreed}.".format(**_sums(line)),
            "why": said(decision) if decision else "",
            "by": decision.by.display_name if decision and decision.by else "",
        }


def _sums(line: Line) -> dict[str, str]:
    return {"asked": pounds(line.pence or 0), "agreed": pounds(line.decided_pence or 0)}


def state_words(appeal: Appeal) -> str:
    """How far it is, and what to do."""
    if appeal.state == Appeal.State.ANSWERED:
        return f"{appeal.get_outcome_display()}."
    if appeal.state == Appeal.State.WITHDRAWN:
        return _("You have taken this back.")
    day = f"{appeal.answer_by:%-d %B %Y}"
    if appeal.to is None:
        return _("You need do nothing. You get an answer by %(day)s.") % {"day": day}
    sentence = _("%(name)s looks at it. You need do nothing. You get an answer by %(day)s.")
    return sentence % {"name": appeal.to.display_name, "day": day}
