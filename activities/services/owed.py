"""Writing what happens next after a session, which its organiser owes those who came."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from activities.models import OwedAnswer, Session
from activities.rules import owed as rules
from activities.selectors.opportunities import run_refusal
from activities.services.sign_ups import lock_opportunity
from core.service import acting, refuse, require_version, service


def owe(session: Session) -> OwedAnswer:
    """Those who came hear what happens next: noted once, whichever way a session was finished."""
    day = rules.due_on(session.held_on, timezone.localdate())
    return OwedAnswer.objects.get_or_create(session=session, defaults={"due_on": day})[0]


@service
def owe_answer(*, by: Any, session_id: int) -> OwedAnswer:
    """Note what is owed for a session that was finished in another way than on its own page."""
    session = Session.objects.select_related("activity").get(pk=session_id)
    acting().subject = session.activity
    return owe(session)


@service
def write_answer(*, by: Any, opportunity_id: int, expected: int | None, words: str) -> OwedAnswer:
    """Say what happens next. Those who came can read it at once."""
    opportunity = lock_opportunity(opportunity_id)
    refuse(run_refusal(by, opportunity))
    if opportunity.session.status == Session.Status.HELD:
        owe(opportunity.session)
    row = OwedAnswer.objects.select_for_update().filter(session=opportunity.session).first()
    refuse(rules.answer_blocker(words, is_owed=row is not None), field="words")
    found = row or OwedAnswer()
    require_version(found, expected, lambda: {"words": found.words})
    found.words, found.version = words.strip(), found.version + 1
    found.written_at = found.written_at or timezone.now()
    found.save(update_fields=["words", "version", "written_at"])
    acting().subject = opportunity.session.activity
    return found
