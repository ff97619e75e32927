"""Why something was decided or asked, as the person reads it."""

from __future__ import annotations

from claims.models import Decision, Question


def said(row: Decision | Question) -> str:
    """A reason and the words beside it."""
    return " ".join(filter(None, (row.reason.sentence if row.reason else "", row.words)))
