"""Looking at a decision again: asked by its person, answered by who did not decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.emails import Letter, appeal_answered, appeal_given, appeal_made
from claims.models import Appeal, Claim, Decision, Line
from claims.rules import appeals as rules
from claims.selectors import appeals as selectors
from claims.selectors.policy import edition_on
from claims.services.claims import lock_claim
from claims.services.desks import put_on_desk
from community.services.contact import write_to
from core.outbox import queue_message
from core.service import Refused, acting, refuse, require_version, service
from organisation.selectors.special_days import working_day_after
from users.models import User

GONE = "This is not there any more."
# Working days, where no policy says how many.
ANSWER_WITHIN = 10


@service
def start_appeal(*, by: Any, claim_id: int, words: str) -> Appeal:
    """Ask that somebody else looks at what was not agreed to."""
    claim, _facts = lock_claim(claim_id)
    refuse(rules.appeal_blocker(by, selectors.appeal_facts(claim)))
    to = selectors.next_answerer(claim)
    appeal = Appeal.objects.create(claim=claim, words=words, answer_by=_answer_by(), to=to)
    _write(by, appeal, appeal_made(appeal))
    _tell(appeal)
    acting().subject = appeal
    return appeal


@service
def withdraw_appeal(*, by: Any, appeal_id: int) -> Appeal:
    """Take it back before anybody has answered."""
    appeal, facts = _locked(appeal_id)
    refuse(rules.take_back_blocker(by, facts, appeal.state))
    appeal.state = Appeal.State.WITHDRAWN
    appeal.version += 1
    appeal.save(update_fields=["state", "version"])
    return appeal


@service
def answer_appeal(
    *, by: Any, appeal_id: int, expected: int | None, words: str, more: Mapping[int, int]
) -> Appeal:
    """Answer with a reason. `more` says by line how many pence are paid beside what was.

    Each is a new line with a decision of its own; a large one waits for a second person.
    """
    appeal, _facts = _locked(appeal_id)
    require_version(appeal, expected, lambda: {"state": str(appeal.get_state_display())})
    refuse(rules.answer_blocker(by, selectors.answer_facts(by, appeal)))
    lines = {line.pk: line for line in selectors.lines_to_look_at(appeal.claim, appeal.made_at)}
    given = {pk: pence for pk, pence in more.items() if pence}
    for pk, pence in given.items():
        if pk not in lines:
            raise Refused("This cost was agreed to already.")
        line = lines[pk]
        blocker = rules.more_blocker(line.pence or 0, line.decided_pence or 0, pence)
        refuse(blocker, field=f"more_{pk}")
    appeal.state, appeal.answer = Appeal.State.ANSWERED, words
    appeal.outcome = Appeal.Outcome.MORE if given else Appeal.Outcome.KEPT
    appeal.answered_at, appeal.answered_by = timezone.now(), by
    appeal.version += 1
    # First, for the database asks whether who answers has decided anything before.
    appeal.save()
    new = [_correct(by, lines[pk], pence, words) for pk, pence in given.items()]
    is_second_needed = any(line.state == Line.State.FIRST for line in new)
    if new:
        _reopen(appeal.claim, is_second_needed=is_second_needed)
    _write(by, appeal, appeal_answered(appeal, sum(given.values()), is_second_needed))
    acting().subject = appeal
    return appeal


@service
def place_appeals(*, by: Any) -> int:
    """Give what nobody can answer any more to somebody else; how many that were."""
    placed = 0
    for appeal_id in selectors.misplaced_appeals():
        appeal, _facts = _locked(appeal_id)
        to = selectors.next_answerer(appeal.claim)
        if appeal.state == Appeal.State.OPEN and to != appeal.to:
            appeal.to = to
            appeal.version += 1
            appeal.save(update_fields=["to", "version"])
            _tell(appeal)
            placed += 1
    return placed


def _answer_by() -> Any:
    today = timezone.localdate()
    edition = edition_on(today)
    return working_day_after(today, edition.decide_within_days if edition else ANSWER_WITHIN)


def _locked(appeal_id: int) -> tuple[Appeal, Any]:
    """An appeal and its claim under their locks, the claim first."""
    claim_id = Appeal.objects.filter(pk=appeal_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Refused(GONE)
    claim, facts = lock_claim(claim_id)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("to").get(pk=appeal_id)
    appeal.claim = claim
    acting().subject = appeal
    return appeal, facts


def _correct(by: Any, line: Line, pence: int, words: str) -> Line:
    """A new line that pays what was not agreed to, decided as far as one person can."""
    edition = edition_on(line.cost_on) if line.cost_on else None
    if edition is None:
        raise Refused(_("No claims policy was in force on that day."))
    new = Line.objects.create(
        claim=line.claim,
        kind=Line.Kind.CORRECTION,
        of_line=line,
        category=line.category,
        cost_on=line.cost_on,
        words=line.words,
        from_place=line.from_place,
        to_place=line.to_place,
        pence=pence,
    )
    is_final = pence <= edition.second_above_pence
    Decision.objects.create(
        line=new,
        outcome=Decision.Outcome.APPROVE,
        pence=pence,
        words=words,
        by=by,
        line_version=new.version,
        is_final=is_final,
    )
    new.state = Line.State.FIRST
    if is_final:
        new.state, new.decided_pence = Line.State.APPROVED, pence
        new.edition, new.subjective_code = edition, line.subjective_code
    new.version += 1
    new.save()
    return new


def _reopen(claim: Claim, *, is_second_needed: bool) -> None:
    """What is paid more is owed; what waits for a second person goes to their desk."""
    if is_second_needed:
        claim.state, claim.decide_by = Claim.State.SENT, _answer_by()
    elif claim.state == Claim.State.PAID:
        claim.state = Claim.State.DECIDED
    claim.version += 1
    claim.save(update_fields=["state", "decide_by", "version"])
    if is_second_needed:
        put_on_desk(claim)


def _write(by: Any, appeal: Appeal, letter: Letter) -> None:
    write_to(
        by=by,
        person_id=appeal.claim.person_id,
        purpose="claim",
        subject=letter.subject,
        body=letter.body,
        about=f"{appeal.claim._meta.label_lower}:{appeal.claim_id}",
    )


def _tell(appeal: Appeal) -> None:
    account: User | None = appeal.to
    if account is None:
        return
    letter = appeal_given(appeal)
    queue_message(
        purpose="appeal",
        recipient_key=f"user:{account.pk}",
        address=account.email,
        subject=letter.subject,
        body=letter.body,
    )
