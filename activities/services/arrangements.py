"""Answers to travel and cover that people asked for."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from activities.emails import wish_answered
from activities.models import Arrangement, SignUp
from activities.rules import arrangements as rules
from activities.selectors import arrangements as selectors
from activities.services.sign_ups import lock_sign_up
from community.services.contact import write_to
from core.service import acting, refuse, require_version, service


@service
def answer_wish(
    *,
    by: Any,
    sign_up_id: int,
    what: str,
    wanted: str,
    outcome: str,
    words: str,
    expected: int | None = None,
) -> Arrangement:
    """Say that travel or cover is arranged, or that it cannot be; the person is told.

    `wanted` is the wish that was read: one that changed meanwhile is not answered by it.
    """
    row, opportunity = lock_sign_up(sign_up_id)
    now_wanted = {"travel": row.travel, "cover": row.cover}.get(what, "")
    refuse(selectors.arrange_refusal(by, row, now_wanted))
    refuse(rules.changed_blocker(wanted, now_wanted))
    refuse(rules.words_blocker(outcome, words), field="words")
    found = Arrangement.objects.filter(sign_up=row, what=what).first()
    if found is not None:
        require_version(found, expected, lambda: {"words": found.words})
    done = found or Arrangement(sign_up=row, what=what, version=0)
    done.wanted, done.outcome, done.words = now_wanted, outcome, words.strip()
    done.held_on, done.starts_at = opportunity.session.held_on, opportunity.session.starts_at
    done.answered_by, done.answered_at = by, timezone.now()
    done.version += 1
    letter = wish_answered(row, done)
    told = write_to(
        by=by,
        person_id=row.person_id,
        purpose="sign_up",
        subject=letter.subject,
        body=letter.body,
        by_hand=wish_answered(row, done, is_by_hand=True).body,
        about=f"{row._meta.label_lower}:{row.pk}",
    )
    done.not_told = "" if told.is_sent else told.reason[:200]
    done.save()
    acting().subject = row
    return done


@service
def call_off_arrangement(
    *, by: Any, sign_up_id: int, what: str, expected: int | None = None
) -> SignUp:
    """Tick off that something booked, which is not wanted any more, was cancelled."""
    row, _opportunity = lock_sign_up(sign_up_id)
    wish = next((each for each in selectors.to_cancel(row) if each.what == what), None)
    refuse(rules.call_off_blocker(by, is_unwanted=wish is not None))
    if wish is not None and wish.answer is not None:
        refuse(selectors.call_off_refusal(by, wish))
        require_version(wish.answer, expected, dict)
        wish.answer.delete()
    acting().subject = row
    return row
