"""Asking the person about a cost before it is decided, and what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.emails import claim_asked
from claims.models import Category, Claim, DecisionReason, Line, Question
from claims.rules import claims as own_rules
from claims.rules import deciding as rules
from claims.selectors import deciding as selectors
from claims.selectors.claims import claim_facts
from claims.selectors.deciders import next_holder
from claims.selectors.policy import edition_on, terms_on
from claims.services.claims import lock_claim
from claims.services.closing import tell
from claims.services.deciding import as_said, line_facts, locked_line
from claims.services.lines import LineEntry, mile_pence
from claims.services.receipts import keep_receipts
from core.files.kept import Kept
from core.service import Refused, refuse, require_version, service
from organisation.selectors.special_days import working_day_after
from users.models import User


@service
def ask_question(
    *,
    by: Any,
    line_id: int,
    expected: int | None,
    reason_id: int | None = None,
    words: str = "",
) -> Question:
    """Ask the person about a cost; until they answer nobody decides it."""
    claim, line = locked_line(line_id)
    require_version(line, expected, lambda: as_said(line))
    refuse(rules.ask_blocker(by, line_facts(by, claim, line)))
    reason = selectors.reasons_for(DecisionReason.For.ASK).filter(pk=reason_id or 0).first()
    refuse(rules.question_blocker(has_reason=reason is not None, words=words), field="reason")
    question = Question.objects.create(
        line=line,
        reason=reason,
        words=words.strip(),
        asked_by=by if isinstance(by, User) else None,
    )
    _move(line, Line.State.ASKED)
    claim.state = Claim.State.ASKED
    claim.version += 1
    claim.save(update_fields=["state", "version"])
    tell(by=by, claim=claim, letter=claim_asked(claim, question))
    return question


@service
def answer_question(
    *,
    by: Any,
    question_id: int,
    answer: str,
    pence: int | None = None,
    tenths: int | None = None,
    uploads: Sequence[UploadedFile | Kept] = (),
) -> Claim:
    """Answer what was asked, with more receipts or the right amount where it was wrong.

    The cost is looked at anew, by everybody, and a new day is promised.
    """
    claim, question, line = _locked(question_id)
    facts = claim_facts(claim)
    refuse(own_rules.answer_blocker(by, facts, is_open=selectors.is_open(question)))
    refuse(own_rules.receipts_blocker(facts, len(uploads)), field="photos")
    _put_right(claim, line, pence, tenths)
    keep_receipts(by=by, claim=claim, line=line, uploads=uploads)
    question.answer, question.answered_at = answer.strip(), timezone.now()
    question.save(update_fields=["answer", "answered_at"])
    _move(line, Line.State.OPEN)
    return _asked_no_more(claim)


@service
def go_on_without_answer(*, by: Any, question_id: int) -> Claim:
    """Decide a cost although the person has not answered."""
    claim, question, line = _locked(question_id)
    desk = selectors.desk_facts(by, claim)
    refuse(rules.go_on_blocker(by, desk, is_open=selectors.is_open(question)))
    question.closed_at = timezone.now()
    question.closed_by = by if isinstance(by, User) else None
    question.save(update_fields=["closed_at", "closed_by"])
    _move(line, Line.State.OPEN)
    return _asked_no_more(claim, is_promised_anew=False)


def _locked(question_id: int) -> tuple[Claim, Question, Line]:
    claim_id = (
        Question.objects.filter(pk=question_id).values_list("line__claim_id", flat=True).first()
    )
    if claim_id is None:
        raise Refused(_("This question is not there any more."))
    claim, _facts = lock_claim(claim_id)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    return claim, question, Line.objects.select_for_update().get(pk=question.line_id)


def _move(line: Line, state: str) -> None:
    line.state = state
    line.version += 1
    line.save()


def _put_right(claim: Claim, line: Line, pence: int | None, tenths: int | None) -> None:
    """The amount as the person says it is; that of miles is worked out."""
    if line.category != Category.MILEAGE:
        line.pence = pence or line.pence
        return
    terms = terms_on(line.cost_on) if line.cost_on else None
    if not tenths or tenths == line.tenths or terms is None or line.cost_on is None:
        return
    line.tenths = tenths
    entry = LineEntry(
        category=line.category,
        cost_on=line.cost_on,
        vehicle=line.vehicle,
        tenths=tenths,
        passengers=line.passengers,
    )
    line.pence = mile_pence(claim, entry, line.cost_on, terms)


def _asked_no_more(claim: Claim, *, is_promised_anew: bool = True) -> Claim:
    """Back to who decides, once nothing is asked any more."""
    if not claim.lines.filter(state=Line.State.ASKED).exists():
        claim.state = Claim.State.SENT
        edition = edition_on(timezone.localdate())
        if edition and is_promised_anew:
            claim.decide_by = working_day_after(timezone.localdate(), edition.decide_within_days)
    if claim.holder is None:
        claim.holder = next_holder(claim)
    claim.version += 1
    claim.save(update_fields=["state", "decide_by", "holder", "version"])
    return claim
